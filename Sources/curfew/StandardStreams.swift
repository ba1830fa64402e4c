internal import Glibc

/// The three descriptors that a program is started with.
enum StandardStreams {
    /// Fills the places of those that are closed: the first file or connection to be opened would take them, and have
    /// written into it what is for people. Reading there finds nothing, and writing fails.
    static func fill() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 { _ = open("/dev/null", O_RDONLY) }
    }
}
