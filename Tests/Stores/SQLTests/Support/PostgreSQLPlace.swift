import SQLStore
import SessionModel
import StoreContract
import StoreKit

/// A database of its own for each clause.
struct PostgreSQLPlace: StoreUnderTest {
    /// The tables that are found.
    enum Shape: String {
        case tina4 = "VARCHAR(255) PRIMARY KEY, data TEXT, expires_at DOUBLE PRECISION NOT NULL"
        case bytes = "TEXT PRIMARY KEY, data BYTEA, expires_at DOUBLE PRECISION NOT NULL"
        case real = "TEXT PRIMARY KEY, data TEXT, expires_at REAL NOT NULL"
    }

    private let database: PostgreSQLDatabase
    private let shape: Shape

    let keepsExpiry = true
    let resolution: Int64

    init(_ shape: Shape) throws {
        self.shape = shape
        // Near today a number of four bytes steps by 128 seconds.
        resolution = shape == .real ? 128_001 : 1
        database = try PostgreSQLDatabase("CREATE TABLE tina4_session (session_id \(shape.rawValue))")
    }

    func open(isReadOnly: Bool) async throws -> any SessionStore { try await database.open(isReadOnly: isReadOnly) }

    func key(_ word: String) -> SessionKey { SessionKey("id-" + word) }

    var hostileKeys: [SessionKey] {
        let texts = [
            "'", "\"; DROP TABLE tina4_session; --", "%", "_", "é", "e\u{301}", "a", "A", "a ", "-1", " ", "$1",
        ]
        return (texts + [String(repeating: "x", count: 255)]).map { SessionKey($0) }
    }

    private func seconds(_ lifetime: Int64?) -> SQLValue {
        .real(lifetime.map { Double(Clock.milliseconds() + $0) / 1000 } ?? 0)
    }

    private var data: String { shape == .bytes ? "$2" : "convert_from($2, 'UTF8')" }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        try database.run(
            "INSERT INTO tina4_session VALUES ($1, \(data), $3::float8)"
                + " ON CONFLICT (session_id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at",
            .text(key.bytes), .blob(content), seconds(lifetime))
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        try database.run("BEGIN")
        for record in records { try put(record.key, record.content, lifetime: lifetime) }
        try database.run("COMMIT")
    }

    func content(_ key: SessionKey) throws -> [UInt8]? {
        switch try database.run("SELECT data FROM tina4_session WHERE session_id = $1", .text(key.bytes)).first {
        case .text(let bytes), .blob(let bytes): bytes
        case .null, .integer, .real, nil: nil
        }
    }

    func deadline(_ key: SessionKey) throws -> Deadline? {
        guard
            case .real(let seconds) = try database.run(
                "SELECT expires_at::float8 FROM tina4_session WHERE session_id = $1", .text(key.bytes)
            ).first
        else { return nil }
        return seconds == 0 ? .never : Timestamp(seconds: seconds).map { .at($0) }
    }

    func traces(_ key: SessionKey) throws -> String { "" }

    func touch(_ key: SessionKey, lifetime: Int64) throws {
        try database.run(
            "UPDATE tina4_session SET expires_at = $1::float8 WHERE session_id = $2", seconds(lifetime),
            .text(key.bytes))
    }

    func remove(_ key: SessionKey) throws {
        try database.run("DELETE FROM tina4_session WHERE session_id = $1", .text(key.bytes))
    }

    func putForeign(_ key: SessionKey) throws -> Bool {
        try database.run("INSERT INTO tina4_session VALUES ($1, NULL, 0)", .text(key.bytes))
        return true
    }

    /// Every row of a table is a session; beside it there are other tables.
    func putStrangers() throws {
        try database.run("CREATE TABLE IF NOT EXISTS sessions (session_id TEXT, data TEXT, expires_at REAL)")
        try database.run("INSERT INTO sessions VALUES ('stranger', '{}', 0)")
    }
}
