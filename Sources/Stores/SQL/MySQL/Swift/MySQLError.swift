internal import CMariaDB
internal import SQLStore

/// What a server or its client library says went wrong.
struct MySQLError {
    /// Its number.
    let number: UInt32
    /// Its words.
    let words: String

    /// Takes the last error of a connection.
    init(_ connection: OpaquePointer) {
        number = cmariadb_error_number(connection)
        words = cmariadb_error_words(connection).map { String(cString: $0) } ?? "no reason given"
    }

    /// Creates an error of a number and its words.
    init(number: UInt32, words: String) {
        self.number = number
        self.words = words
    }

    /// The failure it is.
    func failure(timeout: Int) -> SQLFailure {
        switch number {
        case 1062: return .taken
        case 1045, 1044, 1698, 1251, 1862: return .loginRefused(words)
        case 1049: return .unsuitable(words, remedy: "Name a database that is there: mysql://HOST/DATABASE.")
        case 1142, 1143, 1227:
            return .notPermitted(words, remedy: "Ask for it: GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE.")
        case 1290, 1792, 1836: return .notPermitted(words, remedy: "Use the address of its primary.")
        case 1213: return .conflict(words)
        case 1205: return .locked(timeout)
        case 1969, 3024: return .timedOut(timeout)
        // The client library tells of a wait that was too long by the system's number for it (ETIMEDOUT).
        case 2013 where words.hasSuffix("system error: 110"): return .timedOut(timeout)
        case 1021, 1114: return .full(words)
        case 2002, 2003, 2005: return .unreachable(words)
        case 2006, 2012, 2013, 2014, 2055, 1053, 1927: return .lost(words)
        case 2026: return .untrusted(words)
        default: return .refused(words)
        }
    }
}
