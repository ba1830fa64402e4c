import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import FirebirdStore
@testable import SQLStore

@Suite(.needs(.firebird), .timeLimit(.minutes(3)), .serialized) struct `Firebird that says no` {
    static let table =
        "CREATE TABLE tina4_session (session_id VARCHAR(255) NOT NULL PRIMARY KEY, data VARCHAR(8191), expires_at DOUBLE PRECISION NOT NULL)"
    static let row = "INSERT INTO tina4_session VALUES ('a', '{}', 0)"
    private static let key = SessionKey("a")
    private static let content = Array("{}".utf8)

    private func refusal(
        _ database: FirebirdDatabase, user: String? = nil, password: String? = nil, path: String? = nil
    ) async -> StoreError? {
        await #expect(throws: StoreError.self) {
            try await database.open(user: user, password: password, path: path)
        }
    }

    @Test func `refuses a wrong password`() async throws {
        let error = await refusal(try FirebirdDatabase(Self.table), password: "wrong")
        #expect(error?.reason == .loginRefused)
        #expect(error?.detail.hasPrefix("Your user name and password are not defined") == true)
    }

    @Test func `is not read through again and again to find out what may be done`() async throws {
        let database = try FirebirdDatabase(
            Self.table,
            """
            EXECUTE BLOCK AS DECLARE n INTEGER = 0; BEGIN WHILE (n < 2000) DO BEGIN
            INSERT INTO tina4_session VALUES ('id-' || :n, '{}', 0); n = n + 1; END END
            """)
        let reads = {
            try database.look(
                "SELECT r.mon$record_seq_reads FROM mon$record_stats r JOIN mon$database d ON r.mon$stat_id = d.mon$stat_id"
            )
        }
        let store = try await database.open()
        let before = try #require(try reads().first)

        _ = try await store.examine()

        guard case (.integer(let start), .integer(let end)?) = (before, try reads().first) else {
            Issue.record("It does not count its reads.")
            return
        }
        // Once, to count them.
        #expect((2000..<4000).contains(end - start))
    }

    @Test func `has no such database`() async throws {
        let error = await refusal(try FirebirdDatabase(Self.table), path: "/none.fdb")
        #expect(error?.reason == .unsuitable)
        #expect(error?.detail.hasSuffix("No such file or directory") == true)
    }

    @Test func `has no table, a view, or a text for a deadline`() async throws {
        let empty = try FirebirdDatabase()
        #expect(await refusal(empty)?.detail == "it has no table tina4_session")
        try empty.run("CREATE VIEW tina4_session AS SELECT 1 AS session_id FROM rdb$database")
        #expect(
            await refusal(empty)?.detail
                == "TINA4_SESSION is a view, and sessions can only be changed in a table")
        let text = try FirebirdDatabase(
            "CREATE TABLE tina4_session (session_id VARCHAR(9) NOT NULL PRIMARY KEY, data BLOB, expires_at VARCHAR(9))")
        #expect(await refusal(text)?.detail == "its column EXPIRES_AT is a varchar, and no number of seconds")
        let short = try FirebirdDatabase("CREATE TABLE tina4_session (session_id VARCHAR(9), data BLOB)")
        #expect(
            await refusal(short)?.detail
                == "its table TINA4_SESSION has no column expires_at, only SESSION_ID, DATA")
    }

    @Test func `has a table whose name was quoted beside one whose name was not`() async throws {
        let database = try FirebirdDatabase(
            Self.table, Self.row, #"CREATE TABLE "tina4_session" ("session_id" INTEGER)"#)
        // The name as it was asked for comes first.
        #expect(
            await refusal(database)?.detail
                == "its table tina4_session has no column data, only session_id")
        let store = try await database.open(options: [.init("table", "TINA4_SESSION")])
        #expect(try await store.records([Self.key], limit: 9)[0]?.content == .bytes(Self.content))
    }

    @Test func `is asked for no more than 8191 characters`() async throws {
        let database = try FirebirdDatabase(Self.table, Self.row)
        let store = try await database.open()
        func write(_ text: String) -> RecordWrite {
            RecordWrite(key: Self.key, expecting: Revision(content: Self.content), content: Array(text.utf8))
        }
        let error = await #expect(throws: StoreError.self) {
            try await store.write(write(String(repeating: "é", count: 8192)))
        }
        #expect(error?.detail == "the session would have 8192 characters, and the column holds 8191")
        guard case .done(let record) = try await store.write(write(String(repeating: "é", count: 8191))) else {
            Issue.record("not written")
            return
        }
        #expect(record.size == 16_382)
    }

    @Test func `takes keys for one that differ in blanks at the end, and we do not`() async throws {
        let database = try FirebirdDatabase(Self.table, Self.row)
        let store = try await database.open()
        #expect(try await store.records([SessionKey("a "), SessionKey("A")], limit: 9) == [nil, nil])
        #expect(try await store.end([EndRequest(SessionKey("a "))]) == [.gone])
        let archived = ArchivedRecord(key: SessionKey("a "), content: Self.content)
        #expect(try await store.restore(archived) == .occupied)
    }

    @Test func `has a deadline that is none`() async throws {
        let database = try FirebirdDatabase(
            Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', 1795232650730)")
        let found = try await database.open().records([Self.key], limit: 9)[0]
        #expect(found?.content == .foreign("row whose EXPIRES_AT is not in seconds"))
    }

    @Test func `lets a reader only read`() async throws {
        let database = try FirebirdDatabase(Self.table, Self.row)
        try database.run("CREATE OR ALTER USER reader PASSWORD 'p'")
        try database.run("GRANT SELECT ON tina4_session TO reader")
        let store = try await database.open(user: "reader", password: "p")

        #expect(try await store.examine().abilities == .list)
        let error = await #expect(throws: StoreError.self) { _ = try await store.end([EndRequest(Self.key)]) }
        #expect(error?.reason == .notPermitted)
    }

    @Test func `tells its version and its clock`() async throws {
        let store = try await FirebirdDatabase(Self.table, Self.row).open()
        let examination = try await store.examine()
        #expect(examination.version.hasPrefix("Firebird 3.0."))
        #expect(examination.clockSkew == 0)
        #expect(examination.estimatedCount == 1)
        #expect(examination.abilities == StoreAbilities.all.subtracting(.push))
    }

    @Test func `keeps a row locked no longer than the time allowed`() async throws {
        let database = try FirebirdDatabase(Self.table, Self.row)
        let store = try await database.open(timeout: 2000)
        try database.run("SET TRANSACTION READ WRITE")
        try database.run("UPDATE tina4_session SET data = 'x'")
        let error = await #expect(throws: StoreError.self) { _ = try await store.end([EndRequest(Self.key)]) }
        try database.run("ROLLBACK")
        #expect(error?.reason == .locked)
        #expect(error?.detail.hasPrefix("somebody else kept it locked for ") == true)
        #expect(try await store.records([Self.key], limit: 9)[0]?.content == .bytes(Self.content))
    }

    @Test func `holds nothing between two looks`() async throws {
        let database = try FirebirdDatabase(Self.table, Self.row)
        let store = try await database.open()
        _ = try await store.records([Self.key], limit: 9)
        let question = """
            SELECT COUNT(*) FROM mon$transactions t JOIN mon$attachments a ON a.mon$attachment_id = t.mon$attachment_id
            WHERE a.mon$system_flag = 0 AND a.mon$attachment_id <> current_connection
            """
        #expect(try database.look(question) == [.integer(0)])
        try database.run("ALTER TABLE tina4_session ADD seen INTEGER")
        #expect(try await store.records([Self.key], limit: 9)[0]?.content == .bytes(Self.content))
    }

    @Test func `reads and writes other character sets in UTF-8`() async throws {
        let database = try FirebirdDatabase(
            """
            CREATE TABLE tina4_session (session_id VARCHAR(99) CHARACTER SET ISO8859_1 NOT NULL PRIMARY KEY,
            data VARCHAR(999) CHARACTER SET ISO8859_1, expires_at INTEGER)
            """)
        try database.run("INSERT INTO tina4_session VALUES ('é', '{\"a\":\"é\"}', 0)")
        let store = try await database.open()
        let key = SessionKey("é")
        let content = Array("{\"a\":\"é\"}".utf8)
        #expect(try await store.records([key], limit: 99)[0]?.content == .bytes(content))
        let fresh = Array("{\"a\":\"ü\"}".utf8)
        let write = RecordWrite(key: key, expecting: Revision(content: content), content: fresh)
        guard case .done(let record) = try await store.write(write) else {
            Issue.record("not written")
            return
        }
        #expect(record.content == .bytes(fresh))
        let foreign = RecordWrite(key: key, expecting: Revision(content: fresh), content: Array("日本".utf8))
        let error = await #expect(throws: StoreError.self) { try await store.write(foreign) }
        #expect(error?.reason == .failed)
        #expect(try await store.records([key], limit: 99)[0]?.content == .bytes(fresh))
    }
}

@Suite(.needs(.firebird), .timeLimit(.minutes(3)), .serialized) struct `Firebird that goes away` {
    private static let key = SessionKey("a")
    private static let content = Array("{}".utf8)

    private func place() throws -> (FirebirdServer, FirebirdDatabase) {
        let server = try FirebirdServer()
        return (server, try FirebirdDatabase(`Firebird that says no`.table, `Firebird that says no`.row, in: server))
    }

    /// What something fails with that goes on meanwhile; nil where it does not.
    private func failure<T>(_ body: @escaping @Sendable () async throws -> T) -> Task<StoreError?, Never> {
        Task {
            do {
                _ = try await body()
                return nil
            } catch {
                return error as? StoreError
            }
        }
    }

    /// Waits until a statement is at work that is not ours: one that waits for the row.
    private func untilSomebodyWaits(_ database: FirebirdDatabase) async throws {
        let question =
            "SELECT COUNT(*) FROM mon$statements WHERE mon$state <> 0 AND mon$sql_text CONTAINING ' WITH LOCK'"
            + " AND mon$attachment_id <> current_connection"
        while try database.look(question) == [.integer(0)] { await Task.yield() }
    }

    @Test func `in a page, and comes back`() async throws {
        let (server, database) = try place()
        let store = try await database.open()
        server.kill()
        let error = await #expect(throws: StoreError.self) { _ = try await store.records([Self.key], limit: 9) }
        // What is only read is asked again over a new connection, which nobody takes.
        #expect(error?.reason == .lost || error?.reason == .unreachable)
        let gone = await #expect(throws: StoreError.self) { _ = try await store.records([Self.key], limit: 9) }
        #expect(gone?.reason == .unreachable)
        try server.start()
        #expect(try await store.records([Self.key], limit: 9)[0]?.content == .bytes(Self.content))
    }

    @Test func `in an act, which was not done then`() async throws {
        let (server, database) = try place()
        let store = try await database.open(timeout: 20_000)
        try database.run("SET TRANSACTION READ WRITE")
        try database.run("UPDATE tina4_session SET data = 'x'")
        let ending = failure { try await store.end([EndRequest(Self.key)]) }
        try await untilSomebodyWaits(database)
        server.kill()
        #expect(await ending.value?.reason == .lost)
        try server.start()
        #expect(try await store.records([Self.key], limit: 9)[0]?.content == .bytes(Self.content))
    }

    @Test func `without a word, and is waited for no longer than allowed`() async throws {
        let (server, database) = try place()
        let store = try await database.open(timeout: 5_000)
        server.freeze()
        let error = await #expect(throws: StoreError.self) { _ = try await store.records([Self.key], limit: 9) }
        #expect(error?.reason == .timedOut)
        let late = await #expect(throws: StoreError.self) { _ = try await database.open(timeout: 500) }
        #expect(late?.reason == .timedOut)
        server.thaw()
        #expect(try await store.records([Self.key], limit: 9)[0]?.content == .bytes(Self.content))
    }

    @Test func `while it is waited for, by being cancelled`() async throws {
        let (server, database) = try place()
        let store = try await database.open(timeout: 60_000)
        server.freeze()
        let reading = failure { try await store.records([Self.key], limit: 9) }
        reading.cancel()
        #expect(await reading.value?.reason == .cancelled)
        server.thaw()
        #expect(try await store.records([Self.key], limit: 9)[0]?.content == .bytes(Self.content))
    }
}

@Suite struct `Firebird's words` {
    static let cases: [([Int], String, SQLFailure)] = [
        (
            [335_544_721, 335_544_722, -111],
            "Unable to complete network request to host \"h\".\n-Failed to establish a connection.\n-Connection refused",
            .unreachable("Connection refused")
        ),
        ([1], "", .timedOut(100)),
        (
            [335_544_472], "Your user name and password are not defined.",
            .loginRefused("Your user name and password are not defined")
        ),
    ]

    @Test(arguments: cases) func `tell why it could not be connected to`(
        codes: [Int], words: String, failure: SQLFailure
    ) {
        #expect(FirebirdError(codes: codes, words: words).connecting(timeout: 100) == failure)
    }

    @Test func `name the path and no secret`() throws {
        let address = StoreAddress(
            scheme: "firebird", user: "u", password: Secret("p"), hosts: [.init("::1")], path: "/var/x.fdb")
        let engine = try FirebirdEngine(StoreOpening(address: address, layouts: []))
        #expect(engine.address == "firebird://u@[::1]:3050//var/x.fdb")
        #expect(engine.trial == "isql-fb [::1]/3050:/var/x.fdb")
    }

    @Test func `ask for a database's name`() {
        let address = StoreAddress(scheme: "firebird", hosts: [.init("h")])
        #expect(throws: SQLFailure.badAddress("it names no database: firebird://HOST/ALIAS, or firebird://HOST//PATH"))
        {
            try FirebirdEngine(StoreOpening(address: address, layouts: []))
        }
    }
}
