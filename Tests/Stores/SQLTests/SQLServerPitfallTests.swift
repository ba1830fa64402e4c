import Glibc
import SQLStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import SQLServerStore

@Suite(.needs(.sqlServerDouble), .timeLimit(.minutes(3)), .serialized) struct `SQL Server's double that says no` {
    private static let table =
        "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT, expires_at FLOAT NOT NULL)"
    private static let row = "INSERT INTO tina4_session VALUES ('a', '{}', 0)"
    private static let empty = Revision(content: Array("{}".utf8))

    @Test func `refuses a wrong password`() async throws {
        let database = try SQLServerDatabase(Self.table)
        let error = await #expect(throws: StoreError.self) { try await database.open(password: "wrong") }
        #expect(error?.reason == .loginRefused)
        #expect(error?.detail == "Login failed for user 'sa'.")
    }

    @Test func `has no such database`() async throws {
        let database = try SQLServerDatabase()
        let error = await #expect(throws: StoreError.self) { try await database.open(database: "none") }
        #expect(error?.reason == .unsuitable)
        #expect(error?.detail.hasPrefix("Cannot open database \"none\" requested by the login.") == true)
    }

    @Test func `has no table, a view, a column too few, or a text for a deadline`() async throws {
        let database = try SQLServerDatabase()
        let none = await #expect(throws: StoreError.self) { try await database.open() }
        #expect(none?.detail == "it has no table tina4_session")
        try database.run("CREATE VIEW tina4_session AS SELECT 1 AS session_id")
        let view = await #expect(throws: StoreError.self) { try await database.open() }
        #expect(view?.detail == "tina4_session is a view, and sessions can only be changed in a table")
        let short = try SQLServerDatabase("CREATE TABLE tina4_session (session_id VARCHAR(9) PRIMARY KEY, data TEXT)")
        let column = await #expect(throws: StoreError.self) { try await short.open() }
        #expect(column?.detail == "its table tina4_session has no column expires_at, only session_id, data")
        let text = try SQLServerDatabase(
            "CREATE TABLE tina4_session (session_id VARCHAR(9) PRIMARY KEY, data TEXT, expires_at VARCHAR(20))")
        let odd = await #expect(throws: StoreError.self) { try await text.open() }
        #expect(odd?.detail == "its column expires_at is a varchar, and no number of seconds")
    }

    @Test func `has rows without data, and with deadlines that are none`() async throws {
        let database = try SQLServerDatabase(
            Self.table, "INSERT INTO tina4_session VALUES ('a', NULL, 0)",
            "INSERT INTO tina4_session VALUES ('b', '{}', 1795232650730)",
            "INSERT INTO tina4_session VALUES ('c', '', 0)")
        let found = try await database.open().records(["a", "b", "c"].map { SessionKey($0) }, limit: 9)
        #expect(found[0]?.content == .foreign("row without data"))
        #expect(found[1]?.content == .foreign("row whose expires_at is not in seconds"))
        #expect(found[2]?.content == .bytes([]))
    }

    @Test func `is asked for no more than a column holds`() async throws {
        let database = try SQLServerDatabase(
            "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data NVARCHAR(100), expires_at FLOAT)",
            Self.row)
        let store = try await database.open()
        let large = RecordWrite(
            key: SessionKey("a"), expecting: Self.empty, content: [UInt8](repeating: 65, count: 101))
        let error = await #expect(throws: StoreError.self) { try await store.write(large) }
        #expect(error?.detail == "the session would have 202 bytes, and the column holds 200")
    }

    @Test func `is asked for no character that its code page lacks`() async throws {
        let database = try SQLServerDatabase(Self.table, Self.row)
        let store = try await database.open()
        let write = RecordWrite(key: SessionKey("a"), expecting: Self.empty, content: Array(#"{"a":"日"}"#.utf8))
        let error = await #expect(throws: StoreError.self) { try await store.write(write) }
        #expect(error?.detail.hasPrefix("its column data is a text") == true)
        let western = RecordWrite(key: SessionKey("a"), expecting: Self.empty, content: Array(#"{"a":"é"}"#.utf8))
        guard case .done = try await store.write(western) else {
            Issue.record("not written")
            return
        }
    }

    @Test func `takes keys for one that differ in capitals or blanks, and we do not`() async throws {
        let database = try SQLServerDatabase(Self.table, "INSERT INTO tina4_session VALUES ('abc', '{}', 0)")
        let store = try await database.open()
        #expect(try await store.records([SessionKey("ABC"), SessionKey("abc ")], limit: 9) == [nil, nil])
        #expect(try await store.end([EndRequest(SessionKey("ABC"))]) == [.gone])
        let archived = ArchivedRecord(key: SessionKey("ABC"), content: Array("{}".utf8))
        #expect(try await store.restore(archived) == .occupied)
        #expect(try await store.keys(withPrefix: SessionKey("AB"), limit: 9).isEmpty)
    }

    @Test func `lets a reader only read`() async throws {
        let database = try SQLServerDatabase(Self.table, Self.row)
        let store = try await database.open(user: "reader", password: "Reader-1")

        let examination = try await store.examine()

        #expect(examination.abilities == .list)
        #expect(examination.restrictions.contains { $0.remedy == "GRANT DELETE ON [tina4_session] TO [reader]" })
        let error = await #expect(throws: StoreError.self) {
            _ = try await store.write(RecordWrite(key: SessionKey("a"), expecting: Self.empty, content: [123, 125]))
        }
        #expect(error?.reason == .notPermitted)
    }

    @Test func `is said to be tested against a double`() async throws {
        let database = try SQLServerDatabase(Self.table)
        let examination = try await database.open().examine()
        #expect(examination.version == "SQL Server 2022 (16.0.1000.6)")
        #expect(examination.notes.contains { $0.contains("double") })
    }

    @Test func `keeps a row locked no longer than the time allowed`() async throws {
        let database = try SQLServerDatabase(Self.table, Self.row)
        let store = try await database.open(timeout: 3000)
        try database.run("BEGIN TRANSACTION")
        try database.run("UPDATE tina4_session SET data = 'x'")
        let error = await #expect(throws: StoreError.self) { _ = try await store.end([EndRequest(SessionKey("a"))]) }
        try database.run("ROLLBACK TRANSACTION")
        #expect(error?.reason == .timedOut)
        #expect(try await store.records([SessionKey("a")], limit: 9)[0]?.content == .bytes(Array("{}".utf8)))
    }

    @Test func `is told what this FreeTDS can't encrypt`() async throws {
        let database = try SQLServerDatabase(Self.table)
        let odd = await #expect(throws: StoreError.self) {
            try await database.open(options: [.init("encrypt", "yes")])
        }
        #expect(odd?.detail == "encrypt= takes off, request, require, strict, not 'yes'")
        do throws(StoreError) {
            // FreeTDS 1.5 and later encrypts as asked, or says that the server does not.
            _ = try await database.open(options: [.init("encrypt", "request")])
        } catch {
            #expect(error.detail.hasPrefix("this FreeTDS can't be told"))
        }
    }
}

@Suite(.needs(.sqlServerDouble), .timeLimit(.minutes(3)), .serialized) struct `SQL Server's double that goes away` {
    private static let request = ScanRequest(pace: .full) { key, _, _, _, page in page.append(key: key, deadline: 0) }
    private static let table =
        "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT, expires_at FLOAT NOT NULL)"

    @Test func `before it was there`() async throws {
        let server = try SQLServerDouble()
        let database = try SQLServerDatabase(in: server, Self.table)
        server.kill()
        let error = await #expect(throws: StoreError.self) { try await database.open() }
        #expect(error?.reason == .unreachable)
        #expect(error?.detail == "Connection refused")
    }

    @Test func `and says nothing`() async throws {
        let server = try SQLServerDouble()
        let database = try SQLServerDatabase(in: server, Self.table)
        server.freeze()
        let error = await #expect(throws: StoreError.self) { try await database.open(timeout: 1000) }
        #expect(error?.reason == .timedOut)
        server.thaw()
    }

    @Test func `in a page, and comes back`() async throws {
        let server = try SQLServerDouble()
        let database = try SQLServerDatabase(in: server, Self.table)
        for start in stride(from: 0, to: 12_000, by: 500) {
            let rows = (start..<start + 500).map { "('id-\($0)', '{}', 0)" }.joined(separator: ", ")
            try database.run("INSERT INTO tina4_session VALUES \(rows)")
        }
        let store = try await database.open()
        let pages = Mutex(0)

        let error = await #expect(throws: StoreError.self) {
            try await store.scan(Self.request) { _ in
                if pages.withLock({
                    $0 += 1; return $0
                }) == 1 {
                    server.kill()
                }
            }
        }

        #expect(error?.reason == .lost)
        try server.start()
        let seen = Mutex(0)
        try await store.scan(Self.request) { page in seen.withLock { $0 += page.count } }
        #expect(seen.withLock { $0 } == 12_000)
    }

    @Test func `in an act, of which nothing stays`() async throws {
        let server = try SQLServerDouble()
        let database = try SQLServerDatabase(in: server, Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        let proxy = try RecordingProxy(to: server.port)
        let store = try await database.open(port: proxy.port)
        _ = try await store.examine()
        try database.run("BEGIN TRANSACTION")
        try database.run("UPDATE tina4_session SET expires_at = 1")
        let write = RecordWrite(
            key: SessionKey("a"), expecting: Revision(content: Array("{}".utf8)), content: Array("{ }".utf8))

        // It waits for the row that somebody else has changed.
        let outcome = Task { try await store.write(write) }
        let update = "UPDATE".utf8.flatMap { byte -> [UInt8] in [byte, 0] }
        while proxy.fromClients.firstRange(of: update) == nil { try await Task.sleep(for: .milliseconds(3)) }
        server.kill()

        let error = await #expect(throws: StoreError.self) { _ = try await outcome.value }
        #expect(error?.reason == .lost || error?.reason == .unreachable)
        try server.start()
        #expect(try await store.records([SessionKey("a")], limit: 9)[0]?.content == .bytes(Array("{}".utf8)))
    }

    @Test func `in a wait that is given up`() async throws {
        let server = try SQLServerDouble()
        let database = try SQLServerDatabase(in: server, Self.table)
        let proxy = try RecordingProxy(to: server.port)
        let store = try await database.open(port: proxy.port, timeout: 600_000)
        let before = proxy.fromClients.count
        proxy.hold()
        let reading = Task { try await store.records([SessionKey("a")], limit: 9) }
        while proxy.fromClients.count == before { try await Task.sleep(for: .milliseconds(3)) }

        reading.cancel()

        let error = await #expect(throws: StoreError.self) { _ = try await reading.value }
        #expect(error?.reason == .cancelled)
    }
}
