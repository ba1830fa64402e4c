import SQLStore
import SessionModel
import StoreContract
import StoreKit

/// A database of its own for each clause.
struct FirebirdPlace: StoreUnderTest {
    /// The tables that are found.
    enum Shape: String {
        case tina4 =
            "tina4_session (session_id VARCHAR(255) NOT NULL PRIMARY KEY, data VARCHAR(8191), expires_at DOUBLE PRECISION NOT NULL)"
        case bytes =
            "tina4_session (session_id VARCHAR(2000) CHARACTER SET OCTETS NOT NULL PRIMARY KEY, data BLOB, expires_at DOUBLE PRECISION)"
        case quoted =
            #""tina4_session" ("session_id" VARCHAR(255) NOT NULL PRIMARY KEY, "data" BLOB SUB_TYPE TEXT, "expires_at" DOUBLE PRECISION)"#
    }

    private let database: FirebirdDatabase
    private let shape: Shape

    let keepsExpiry = true
    let resolution: Int64 = 1

    init(_ shape: Shape) throws {
        self.shape = shape
        database = try FirebirdDatabase("CREATE TABLE \(shape.rawValue)")
    }

    func open(isReadOnly: Bool) async throws -> any SessionStore { try await database.open(isReadOnly: isReadOnly) }

    func key(_ word: String) -> SessionKey { SessionKey("id-" + word) }

    var hostileKeys: [SessionKey] {
        let texts = [
            "'", "\"; DROP TABLE tina4_session; --", "%", "_", "é", "e\u{301}", "a", "A", "-1", " b", "?", "\\",
        ]
        let bytes = shape == .bytes ? [SessionKey(bytes: [0xFF, 0xFE]), SessionKey(bytes: [1])] : []
        return (texts + [String(repeating: "x", count: 255)]).map { SessionKey($0) } + bytes
    }

    private func seconds(_ lifetime: Int64?) -> SQLValue {
        .real(lifetime.map { Double(Clock.milliseconds() + $0) / 1000 } ?? 0)
    }

    /// Names as they have to be written: in capitals where they were not quoted.
    private func name(_ text: String) -> String { shape == .quoted ? "\"\(text)\"" : text }

    private var table: String { name("tina4_session") }
    private var id: String { name("session_id") }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        let columns = "\(id), \(name("data")), \(name("expires_at"))"
        try database.run(
            "UPDATE OR INSERT INTO \(table) (\(columns)) VALUES (?, ?, ?) MATCHING (\(id))", .text(key.bytes),
            .blob(content), seconds(lifetime))
    }

    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        try database.run("SET TRANSACTION READ WRITE")
        for record in records { try put(record.key, record.content, lifetime: lifetime) }
        try database.run("COMMIT")
    }

    func content(_ key: SessionKey) throws -> [UInt8]? {
        switch try database.run("SELECT \(name("data")) FROM \(table) WHERE \(id) = ?", .text(key.bytes)).first {
        case .text(let bytes), .blob(let bytes): bytes
        case .null, .integer, .real, nil: nil
        }
    }

    func deadline(_ key: SessionKey) throws -> Deadline? {
        guard
            case .real(let seconds) = try database.run(
                "SELECT \(name("expires_at")) FROM \(table) WHERE \(id) = ?", .text(key.bytes)
            ).first
        else { return nil }
        return seconds == 0 ? .never : Timestamp(seconds: seconds).map { .at($0) }
    }

    func traces(_ key: SessionKey) throws -> String { "" }

    func touch(_ key: SessionKey, lifetime: Int64) throws {
        try database.run(
            "UPDATE \(table) SET \(name("expires_at")) = ? WHERE \(id) = ?", seconds(lifetime), .text(key.bytes))
    }

    func remove(_ key: SessionKey) throws {
        try database.run("DELETE FROM \(table) WHERE \(id) = ?", .text(key.bytes))
    }

    func putForeign(_ key: SessionKey) throws -> Bool {
        try database.run("INSERT INTO \(table) VALUES (?, NULL, 0)", .text(key.bytes))
        return true
    }

    /// Every row of a table is a session; beside it there are other tables.
    func putStrangers() throws {
        try database.run("RECREATE TABLE sessions (session_id VARCHAR(9), data VARCHAR(9), expires_at FLOAT)")
        try database.run("INSERT INTO sessions VALUES ('stranger', '{}', 0)")
    }
}
