import SQLStore
import SessionModel
import StoreContract
import StoreKit

/// A database of its own for each clause.
struct SQLServerPlace: StoreUnderTest {
    /// The tables that are found.
    enum Shape: String {
        case tina4Python = "VARCHAR(255) PRIMARY KEY, data TEXT, expires_at DOUBLE PRECISION NOT NULL"
        case tina4Node = "NVARCHAR(255) PRIMARY KEY, data NVARCHAR(MAX), expires_at FLOAT NOT NULL"
        case bytes = "NVARCHAR(255) PRIMARY KEY, data VARBINARY(MAX), expires_at FLOAT NOT NULL"
        case older = "VARCHAR(255) PRIMARY KEY, data TEXT, expires_at REAL NOT NULL"
    }

    private let database: SQLServerDatabase
    private let shape: Shape

    let keepsExpiry = true
    var resolution: Int64 { shape == .older ? 128_000 : 1 }

    init(_ shape: Shape) throws {
        self.shape = shape
        database = try SQLServerDatabase("CREATE TABLE tina4_session (session_id \(shape.rawValue))")
    }

    func open(isReadOnly: Bool) async throws -> any SessionStore { try await database.open(isReadOnly: isReadOnly) }

    func key(_ word: String) -> SessionKey { SessionKey("id-" + word) }

    var hostileKeys: [SessionKey] {
        let texts = ["'", "]; DROP TABLE tina4_session; --", "%", "_", "[a]", "|", "a", "-1", "@p1", "\\"]
        let wide = [Shape.tina4Node, .bytes].contains(shape) ? ["é", "日本", "😀"] : []
        return (texts + wide + [String(repeating: "x", count: 255)]).map { SessionKey($0) }
    }

    private func seconds(_ lifetime: Int64?) -> SQLValue {
        .real(lifetime.map { Double(Clock.milliseconds() + $0) / 1000 } ?? 0)
    }

    private func value(_ content: [UInt8]) -> SQLValue { shape == .bytes ? .blob(content) : .text(content) }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        do {
            try database.run(
                "INSERT INTO tina4_session VALUES (@p1, @p2, @p3)", .text(key.bytes), value(content), seconds(lifetime))
        } catch SQLFailure.taken {
            try database.run(
                "UPDATE tina4_session SET data = @p2, expires_at = @p3 WHERE session_id = @p1", .text(key.bytes),
                value(content), seconds(lifetime))
        }
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        for start in stride(from: 0, to: records.count, by: 200) {
            let batch = records[start..<min(start + 200, records.count)]
            let marks = (0..<batch.count).map { "(@p\(3 * $0 + 1), @p\(3 * $0 + 2), @p\(3 * $0 + 3))" }
            let values = batch.flatMap { record -> [SQLValue] in
                [.text(record.key.bytes), value(record.content), seconds(lifetime)]
            }
            do {
                try database.run("INSERT INTO tina4_session VALUES \(marks.joined(separator: ", "))", values)
            } catch SQLFailure.taken {
                for record in batch { try put(record.key, record.content, lifetime: lifetime) }
            }
        }
    }

    func content(_ key: SessionKey) throws -> [UInt8]? {
        switch try database.run("SELECT data FROM tina4_session WHERE session_id = @p1", .text(key.bytes)).first {
        case .text(let bytes), .blob(let bytes): bytes
        case .null, .integer, .real, nil: nil
        }
    }

    func deadline(_ key: SessionKey) throws -> Deadline? {
        guard
            case .real(let seconds) = try database.run(
                "SELECT expires_at FROM tina4_session WHERE session_id = @p1", .text(key.bytes)
            ).first
        else { return nil }
        return seconds == 0 ? .never : Timestamp(seconds: seconds).map { .at($0) }
    }

    func traces(_ key: SessionKey) throws -> String { "" }

    func touch(_ key: SessionKey, lifetime: Int64) throws {
        try database.run(
            "UPDATE tina4_session SET expires_at = @p1 WHERE session_id = @p2", seconds(lifetime), .text(key.bytes))
    }

    func remove(_ key: SessionKey) throws {
        try database.run("DELETE FROM tina4_session WHERE session_id = @p1", .text(key.bytes))
    }

    func putForeign(_ key: SessionKey) throws -> Bool {
        try database.run("INSERT INTO tina4_session VALUES (@p1, NULL, 0)", .text(key.bytes))
        return true
    }

    /// Every row of a table is a session; beside it there are other tables.
    func putStrangers() throws {
        let found = try database.run("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE table_name = 'sessions'")
        if found.first == .integer(0) {
            try database.run("CREATE TABLE sessions (session_id NVARCHAR(255), data TEXT, expires_at FLOAT)")
        }
        try database.run("INSERT INTO sessions VALUES ('stranger', '{}', 0)")
    }
}
