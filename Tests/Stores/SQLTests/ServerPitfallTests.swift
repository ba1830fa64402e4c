import MySQLStore
import SQLStore
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite(.needs(.postgres), .timeLimit(.minutes(5))) struct `PostgreSQL that says no` {
    private static let table =
        "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT NOT NULL, expires_at DOUBLE PRECISION NOT NULL)"

    @Test func `refuses a wrong password`() async throws {
        let database = try PostgreSQLDatabase(Self.table)
        let error = await #expect(throws: StoreError.self) { try await database.open(password: "wrong") }
        #expect(error?.reason == .loginRefused)
        #expect(error?.detail == "password authentication failed for user \"postgres\"")
    }

    @Test func `has no such database`() async throws {
        let database = try PostgreSQLDatabase()
        let error = await #expect(throws: StoreError.self) { try await database.open(database: "none") }
        #expect(error?.reason == .unsuitable)
    }

    @Test func `has no table, a view, or a text for a deadline`() async throws {
        let empty = try PostgreSQLDatabase()
        let none = await #expect(throws: StoreError.self) { try await empty.open() }
        #expect(none?.detail == "it has no table tina4_session")
        try empty.run("CREATE VIEW tina4_session AS SELECT 1 AS session_id")
        let view = await #expect(throws: StoreError.self) { try await empty.open() }
        #expect(view?.detail == "tina4_session is a view, and sessions can only be changed in a table")
        let text = try PostgreSQLDatabase(
            "CREATE TABLE tina4_session (session_id TEXT PRIMARY KEY, data TEXT, expires_at TEXT)")
        let odd = await #expect(throws: StoreError.self) { try await text.open() }
        #expect(odd?.detail == "its column expires_at is a text, and no number of seconds")
    }

    @Test func `takes no NUL in text`() async throws {
        let database = try PostgreSQLDatabase(Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        let store = try await database.open()
        let write = RecordWrite(key: SessionKey("a"), expecting: Revision(content: Array("{}".utf8)), content: [0])
        let error = await #expect(throws: StoreError.self) { try await store.write(write) }
        #expect(error?.detail == "its column data holds text, and the session would have a NUL or not be UTF-8")
        #expect(try await store.records([SessionKey("a")], limit: 9)[0]?.content == .bytes(Array("{}".utf8)))
    }

    @Test func `lets a reader only read`() async throws {
        let database = try PostgreSQLDatabase(Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        let user = "reader_\(database.name)"
        try database.run("CREATE ROLE \(user) LOGIN PASSWORD 'p'")
        try database.run("GRANT SELECT ON tina4_session TO \(user)")
        let store = try await database.open(user: user, password: "p")

        let examination = try await store.examine()

        #expect(examination.abilities == .list)
        #expect(examination.restrictions.contains { $0.remedy == "GRANT INSERT ON \"tina4_session\" TO \(user)" })
        let error = await #expect(throws: StoreError.self) { _ = try await store.end([EndRequest(SessionKey("a"))]) }
        #expect(error?.reason == .notPermitted)
    }

    @Test func `keeps a row locked no longer than the time allowed`() async throws {
        let database = try PostgreSQLDatabase(Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        let store = try await database.open(timeout: 2_000)
        try database.run("BEGIN")
        try database.run("UPDATE tina4_session SET data = 'x'")
        let error = await #expect(throws: StoreError.self) { _ = try await store.end([EndRequest(SessionKey("a"))]) }
        try database.run("ROLLBACK")
        #expect(error?.reason == .timedOut)
        #expect(try await store.records([SessionKey("a")], limit: 9)[0]?.content == .bytes(Array("{}".utf8)))
    }
}

@Suite(.needs(.mariadbd), .timeLimit(.minutes(5))) struct `MariaDB that says no` {
    private static let table =
        "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT NOT NULL, expires_at DOUBLE NOT NULL)"

    @Test func `refuses a wrong password`() async throws {
        let database = try MariaDBDatabase(Self.table)
        let error = await #expect(throws: StoreError.self) { try await database.open(password: "wrong") }
        #expect(error?.reason == .loginRefused)
    }

    @Test func `is not there`() async throws {
        let closed = try ClosedPort()
        let address = StoreAddress(
            scheme: "mysql", user: "kim", hosts: [.init("127.0.0.1", port: UInt16(closed.number))], path: "shop")

        let error = await #expect(throws: StoreError.self) {
            try await StoreDriver.mysql.open(StoreOpening(address: address, layouts: [.table(.tina4())]))
        }

        #expect(
            error?.description
                == "Cannot reach MySQL at 127.0.0.1:\(closed.number) while connecting: Connection refused.")
    }

    @Test func `has no such database`() async throws {
        let database = try MariaDBDatabase()
        let error = await #expect(throws: StoreError.self) { try await database.open(database: "none") }
        #expect(error?.reason == .unsuitable)
    }

    @Test func `is asked for no more than a TEXT holds`() async throws {
        let database = try MariaDBDatabase(Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        let store = try await database.open()
        let write = RecordWrite(
            key: SessionKey("a"), expecting: Revision(content: Array("{}".utf8)),
            content: [UInt8](repeating: 65, count: 65_536))
        let error = await #expect(throws: StoreError.self) { try await store.write(write) }
        #expect(error?.detail == "the session would have 65536 bytes, and the column holds 65535")
    }

    @Test func `takes keys for one that differ in capitals, and we do not`() async throws {
        let database = try MariaDBDatabase(Self.table, "INSERT INTO tina4_session VALUES ('abc', '{}', 0)")
        let store = try await database.open()
        #expect(try await store.records([SessionKey("ABC"), SessionKey("abc ")], limit: 9) == [nil, nil])
        #expect(try await store.end([EndRequest(SessionKey("ABC"))]) == [.gone])
        let archived = ArchivedRecord(key: SessionKey("ABC"), content: Array("{}".utf8))
        #expect(try await store.restore(archived) == .occupied)
    }

    @Test func `lets a reader only read`() async throws {
        let database = try MariaDBDatabase(Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        let user = "reader_\(database.name)"
        try database.run("CREATE USER \(user)@'127.0.0.1' IDENTIFIED BY 'p'")
        try database.run("GRANT SELECT ON \(database.name).* TO \(user)@'127.0.0.1'")
        let store = try await database.open(user: user, password: "p")
        #expect(try await store.examine().abilities == .list)
        let error = await #expect(throws: StoreError.self) { _ = try await store.end([EndRequest(SessionKey("a"))]) }
        #expect(error?.reason == .notPermitted)
    }
}
