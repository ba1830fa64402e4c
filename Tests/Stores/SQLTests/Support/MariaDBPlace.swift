import SQLStore
import SessionModel
import StoreContract
import StoreKit

/// A database of its own for each clause.
struct MariaDBPlace: StoreUnderTest {
    /// The tables that are found.
    enum Shape: String {
        case tina4 = "VARCHAR(255) PRIMARY KEY, data TEXT, expires_at DOUBLE PRECISION NOT NULL"
        case bytes = "VARBINARY(2000) PRIMARY KEY, data LONGBLOB, expires_at DOUBLE NOT NULL"
    }

    private let database: MariaDBDatabase
    private let shape: Shape

    let keepsExpiry = true
    let resolution: Int64 = 1

    init(_ shape: Shape) throws {
        self.shape = shape
        database = try MariaDBDatabase("CREATE TABLE tina4_session (session_id \(shape.rawValue))")
    }

    func open(isReadOnly: Bool) async throws -> any SessionStore { try await database.open(isReadOnly: isReadOnly) }

    func key(_ word: String) -> SessionKey { SessionKey("id-" + word) }

    var hostileKeys: [SessionKey] {
        let texts = ["'", "`; DROP TABLE tina4_session; --", "%", "_", "|", "a", "-1", "?", "\\"]
        let cased = shape == .bytes ? ["A", "a ", "é", "e\u{301}"] : []
        let bytes = shape == .bytes ? [SessionKey(bytes: [0xFF, 0xFE]), SessionKey(bytes: [0])] : []
        return (texts + cased + [String(repeating: "x", count: 255)]).map { SessionKey($0) } + bytes
    }

    private func seconds(_ lifetime: Int64?) -> SQLValue {
        .real(lifetime.map { Double(Clock.milliseconds() + $0) / 1000 } ?? 0)
    }

    private func value(_ bytes: [UInt8]) -> SQLValue { shape == .bytes ? .blob(bytes) : .text(bytes) }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        try database.run(
            "REPLACE INTO tina4_session VALUES (?, ?, ?)", value(key.bytes), value(content), seconds(lifetime))
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        try database.run("BEGIN")
        for record in records { try put(record.key, record.content, lifetime: lifetime) }
        try database.run("COMMIT")
    }

    func content(_ key: SessionKey) throws -> [UInt8]? {
        switch try database.run("SELECT data FROM tina4_session WHERE session_id = ?", value(key.bytes)).first {
        case .text(let bytes), .blob(let bytes): bytes
        case .null, .integer, .real, nil: nil
        }
    }

    func deadline(_ key: SessionKey) throws -> Deadline? {
        guard
            case .real(let seconds) = try database.run(
                "SELECT expires_at FROM tina4_session WHERE session_id = ?", value(key.bytes)
            ).first
        else { return nil }
        return seconds == 0 ? .never : Timestamp(seconds: seconds).map { .at($0) }
    }

    func traces(_ key: SessionKey) throws -> String { "" }

    func touch(_ key: SessionKey, lifetime: Int64) throws {
        try database.run(
            "UPDATE tina4_session SET expires_at = ? WHERE session_id = ?", seconds(lifetime), value(key.bytes))
    }

    func remove(_ key: SessionKey) throws {
        try database.run("DELETE FROM tina4_session WHERE session_id = ?", value(key.bytes))
    }

    func putForeign(_ key: SessionKey) throws -> Bool {
        try database.run("INSERT INTO tina4_session VALUES (?, NULL, 0)", value(key.bytes))
        return true
    }

    /// Every row of a table is a session; beside it there are other tables.
    func putStrangers() throws {
        try database.run("CREATE TABLE IF NOT EXISTS sessions (session_id TEXT, data TEXT, expires_at DOUBLE)")
        try database.run("INSERT INTO sessions VALUES ('stranger', '{}', 0)")
    }
}
