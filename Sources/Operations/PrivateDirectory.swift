internal import Glibc

/// A directory that its owner alone may look into.
public enum PrivateDirectory {
    /// Why one could not be made.
    public struct Failure: Hashable, Sendable {
        /// What of its path could not be made.
        public let path: String
        /// The system's error number.
        public let code: Int32
    }

    /// Makes what is missing of a directory's path, mode 0700; what is there stays as it is.
    ///
    /// - Returns: Why it can't be; nil when all of it is there.
    public static func make(_ directory: String) -> Failure? {
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/" + part
            if mkdir(path, 0o700) != 0, errno != EEXIST { return Failure(path: path, code: errno) }
        }
        return nil
    }
}
