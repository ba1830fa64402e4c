internal import Glibc

/// Why the journal can't be used.
public struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed.
    public enum Reason: Hashable, Sendable {
        case notWritable, notReadable
    }

    /// What failed.
    public var reason: Reason
    /// On which file.
    public var path: String
    /// The system's error number.
    public var code: Int32

    init(_ reason: Reason, path: String, code: Int32) {
        self.reason = reason
        self.path = path
        self.code = code
    }

    /// One sentence, with what to do.
    public var description: String {
        let why = String(cString: strerror(code))
        let what = reason == .notWritable ? "written" : "read"
        return "The journal at \(path) can't be \(what): \(why). Set XDG_STATE_HOME to a directory that can be."
    }
}
