internal import CSQLite
internal import SQLStore

/// What SQLite says went wrong.
struct SQLiteError {
    /// Its extended result code.
    let code: Int32
    /// Its words.
    let words: String

    /// Takes the last error of a database.
    init(_ database: OpaquePointer) {
        code = csqlite3_extended_errcode(database)
        words = csqlite3_errmsg(database).map { String(cString: $0) } ?? "no reason given"
    }

    /// Whether a statement was ended from outside.
    var isInterruption: Bool { code & 0xFF == Code.interrupt }

    private enum Code {
        static let permission: Int32 = 3, busy: Int32 = 5, locked: Int32 = 6, readOnly: Int32 = 8
        static let interrupt: Int32 = 9, corrupt: Int32 = 11, full: Int32 = 13, cannotOpen: Int32 = 14
        static let authorization: Int32 = 23, notDatabase: Int32 = 26
        static let primaryKey: Int32 = 1555, unique: Int32 = 2067
    }

    /// The failure it is.
    func failure(timeout: Int) -> SQLFailure {
        switch code {
        case Code.primaryKey, Code.unique: return .taken
        default: break
        }
        switch code & 0xFF {
        case Code.busy, Code.locked: return .locked(timeout)
        case Code.readOnly, Code.permission, Code.authorization:
            return .notPermitted(words, remedy: "Check the rights of the file, and of the directory it is in.")
        case Code.interrupt: return .cancelled
        case Code.full: return .full(words)
        case Code.cannotOpen: return .unreachable(words)
        case Code.corrupt: return .unsuitable(words, remedy: "Try: PRAGMA integrity_check")
        case Code.notDatabase: return .unsuitable("it is no SQLite database", remedy: nil)
        default: return .refused(words)
        }
    }
}
