import SQLStore
import SessionModel
import StoreContract
import StoreKit
import TestSupport

/// A database of its own for each clause.
struct SQLitePlace: StoreUnderTest {
    /// The tables that are found.
    enum Shape: String {
        case tina4Python =
            "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT, expires_at DOUBLE PRECISION NOT NULL)"
        case tina4Node =
            "CREATE TABLE tina4_session (session_id TEXT PRIMARY KEY, data TEXT, expires_at REAL NOT NULL)"
        case odd =
            "CREATE TABLE \"TINA4_Session\" (\"EXPIRES_AT\" REAL, \"Session_ID\" TEXT COLLATE NOCASE UNIQUE, \"DATA\" TEXT COLLATE NOCASE)"
    }

    private let file: SQLiteFile
    private let shape: Shape

    let keepsExpiry = true
    let resolution: Int64 = 1

    init(_ shape: Shape, journal: String = "DELETE") throws {
        self.shape = shape
        file = try SQLiteFile("PRAGMA journal_mode = \(journal)", "PRAGMA synchronous = OFF", shape.rawValue)
    }

    func open(isReadOnly: Bool) async throws -> any SessionStore { try await file.open(isReadOnly: isReadOnly) }

    func key(_ word: String) -> SessionKey { SessionKey("id-" + word) }

    var hostileKeys: [SessionKey] {
        let texts = ["'", "\"; DROP TABLE tina4_session; --", "%", "_", "é", "e\u{301}", "a ", "-1", " ", "0x41", "\\"]
        let cased = shape == .odd ? ["a"] : ["a", "A", "À"]
        let long = [UInt8](repeating: 120, count: 2000)
        return (texts + cased).map { SessionKey($0) } + [SessionKey(bytes: long), SessionKey(bytes: [0xFF, 0xFE])]
    }

    private func seconds(_ lifetime: Int64?) -> SQLValue {
        .real(lifetime.map { Double(Clock.milliseconds() + $0) / 1000 } ?? 0)
    }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        try file.run(
            "INSERT INTO tina4_session (session_id, data, expires_at) VALUES (?1, ?2, ?3)"
                + " ON CONFLICT (session_id) DO UPDATE SET data = ?2, expires_at = ?3",
            .text(key.bytes), .text(content), seconds(lifetime))
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        try file.run("BEGIN")
        for record in records { try put(record.key, record.content, lifetime: lifetime) }
        try file.run("COMMIT")
    }

    func content(_ key: SessionKey) throws -> [UInt8]? {
        switch try file.run("SELECT data FROM tina4_session WHERE session_id = ?1", .text(key.bytes)).first {
        case .text(let bytes), .blob(let bytes): bytes
        case .null, .integer, .real, nil: nil
        }
    }

    func deadline(_ key: SessionKey) throws -> Deadline? {
        guard
            case .real(let seconds) = try file.run(
                "SELECT CAST(expires_at AS REAL) FROM tina4_session WHERE session_id = ?1", .text(key.bytes)
            ).first
        else { return nil }
        return seconds == 0 ? .never : Timestamp(seconds: seconds).map { .at($0) }
    }

    func traces(_ key: SessionKey) throws -> String {
        let row = try file.run(
            "SELECT typeof(session_id) || typeof(data) || typeof(expires_at) FROM tina4_session WHERE session_id = ?1",
            .text(key.bytes))
        return "\(row)"
    }

    func touch(_ key: SessionKey, lifetime: Int64) throws {
        try file.run(
            "UPDATE tina4_session SET expires_at = ?1 WHERE session_id = ?2", seconds(lifetime), .text(key.bytes))
    }

    func remove(_ key: SessionKey) throws {
        try file.run("DELETE FROM tina4_session WHERE session_id = ?1", .text(key.bytes))
    }

    func putForeign(_ key: SessionKey) throws -> Bool {
        try file.run(
            "INSERT INTO tina4_session (session_id, data, expires_at) VALUES (?1, NULL, 0)", .text(key.bytes))
        return true
    }

    /// Every row of a table is a session; beside it there are other tables.
    func putStrangers() throws {
        try file.run("CREATE TABLE IF NOT EXISTS sessions (session_id TEXT, data TEXT, expires_at REAL)")
        try file.run("INSERT INTO sessions VALUES ('stranger', '{}', 0)")
    }
}
