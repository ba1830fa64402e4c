internal import Glibc
internal import Operations

/// The text of an edit, in a file that nobody else may read.
struct EditedFile {
    /// Where it is.
    let path: String

    /// Writes a text to a new file in the runtime directory.
    init(content: [UInt8], directory: String) throws(Failure) {
        if let failure = PrivateDirectory.make(directory) { throw Self.failure(failure.path, failure.code) }
        // The ending tells the editor to colour it as JSON.
        path = "\(directory)/edit-\(String(UInt64.random(in: .min ... .max), radix: 36)).json"
        if let number = PrivateFile.place(content, at: path, replacing: true, isLasting: false) {
            throw Self.failure(path, number)
        }
    }

    /// Replaces what was typed; where that fails, the file stays as it is, and the failure says so.
    func write(_ content: [UInt8]) throws(Failure) {
        guard let number = PrivateFile.place(content, at: path, replacing: true, isLasting: false) else { return }
        throw Failure(
            .failed,
            "The editor can't be opened again: \(String(cString: strerror(number))). Nothing was saved; what you have typed"
                + " was kept in \(path).")
    }

    /// The text as it is now.
    func read() throws(Failure) -> [UInt8] { try LineReader.file(path) }

    /// Removes the file.
    func remove() { unlink(path) }

    private static func failure(_ path: String, _ code: Int32) -> Failure {
        Failure(
            .failed, "Cannot write \(path): \(String(cString: strerror(code))). Nothing was saved.",
            remedy: "Set XDG_RUNTIME_DIR to a directory of your own.")
    }
}
