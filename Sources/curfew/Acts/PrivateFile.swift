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
        if let number = place(bytes, at: path, replacing: replacing) {
            throw Failure(.failed, "Cannot write \(path): \(String(cString: strerror(number))). Nothing was done.")
        }
    }

    /// Writes a file under another name, and only then gives it its own: till then, and where that fails, what stood
    /// there stays.
    ///
    /// - Parameter isLasting: Whether it waits until the file is on disk; one that is soon removed had better not get there.
    /// - Returns: The system's error number; nil when all went well.
    static func place(_ bytes: [UInt8], at path: String, replacing: Bool, isLasting: Bool = true) -> Int32? {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return errno }
        var number = failure(writing: bytes, to: descriptor)
        if number == nil, isLasting, fsync(descriptor) != 0 { number = errno }
        close(descriptor)
        if number == nil, (replacing ? rename(temporary, path) : link(temporary, path)) != 0 { number = errno }
        if !replacing || number != nil { unlink(temporary) }
        if number == nil, isLasting { syncDirectory(of: path) }
        return number
    }

    private static func failure(writing bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return errno }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    private static func syncDirectory(of path: String) {
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
