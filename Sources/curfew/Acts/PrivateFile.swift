internal import Glibc

/// Files that nobody else may read, written whole or not at all.
enum PrivateFile {
    /// Writes a file with mode 0600 and waits until it is on disk.
    ///
    /// - Parameter replacing: Whether a file that is there is replaced; otherwise that is an error.
    static func write(_ bytes: [UInt8], to path: String, replacing: Bool) throws(Failure) {
        if !replacing, access(path, F_OK) == 0 {
            throw Failure(.usage, "There is a file \(path) already; give another name. Nothing was done.")
        }
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(path, errno) }
        do throws(Failure) {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, path)
            guard fsync(descriptor) == 0 else { throw failure(path, errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        let isPlaced = replacing ? rename(temporary, path) == 0 : link(temporary, path) == 0
        let number = errno
        if !replacing || !isPlaced { unlink(temporary) }
        guard isPlaced else { throw failure(path, number) }
        syncDirectory(of: path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path, errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func syncDirectory(of path: String) {
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func failure(_ path: String, _ number: Int32) -> Failure {
        Failure(.failed, "Cannot write \(path): \(String(cString: strerror(number))). Nothing was done.")
    }
}
