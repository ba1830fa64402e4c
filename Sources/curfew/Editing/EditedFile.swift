internal import Glibc

/// The text of an edit, in a file that nobody else may read.
struct EditedFile {
    /// Where it is.
    let path: String

    /// Writes a text to a new file in the runtime directory.
    init(content: [UInt8], directory: String) throws(Failure) {
        var made = ""
        for part in directory.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw Self.failure(made) }
        }
        // The ending tells the editor to colour it as JSON.
        path = "\(directory)/edit-\(String(UInt64.random(in: .min ... .max), radix: 36)).json"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        close(descriptor)
        try write(content)
    }

    /// Replaces the text.
    func write(_ content: [UInt8]) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// The text as it is now.
    func read() throws(Failure) -> [UInt8] { try LineReader.file(path) }

    /// Removes the file.
    func remove() { unlink(path) }

    private static func failure(_ path: String) -> Failure {
        Failure(
            .failed, "Cannot write \(path): \(String(cString: strerror(errno))). Nothing was saved.",
            remedy: "Set XDG_RUNTIME_DIR to a directory of your own.")
    }
}
