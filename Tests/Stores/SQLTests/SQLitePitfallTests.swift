import Glibc
import SQLStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

@Suite(.timeLimit(.minutes(5))) struct `A SQLite file that is not as it should be` {
    private static let table = SQLitePlace.Shape.tina4Python.rawValue

    private func refusal(_ file: SQLiteFile, options: [StoreAddress.Option] = []) async -> StoreError? {
        do throws(StoreError) {
            _ = try await file.open(options: options)
            return nil
        } catch {
            return error
        }
    }

    @Test func `is missing`() async throws {
        let path = try TemporaryDirectory().file("none.db")
        let opening = StoreOpening(address: StoreAddress(scheme: "sqlite", path: path), layouts: [.table(.tina4())])
        let error = await #expect(throws: StoreError.self) { try await StoreDriver.sqlite.open(opening) }
        #expect(
            error?.description
                == "Cannot reach SQLite at \(path) while connecting: No such file or directory.")
    }

    @Test func `is no database`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(String(repeating: "no database ", count: 100), to: "text.db")
        let opening = StoreOpening(address: StoreAddress(scheme: "sqlite", path: path), layouts: [.table(.tina4())])
        let error = await #expect(throws: StoreError.self) { try await StoreDriver.sqlite.open(opening) }
        #expect(error?.description == "Cannot use SQLite at \(path) while connecting: it is no SQLite database.")
    }

    @Test func `has no table`() async throws {
        let error = await refusal(try SQLiteFile("CREATE TABLE other (a)"))
        #expect(error?.reason == .unsuitable)
        #expect(error?.detail == "it has no table tina4_session")
    }

    @Test func `has a view in its place`() async throws {
        let error = await refusal(try SQLiteFile("CREATE VIEW tina4_session AS SELECT 1 AS session_id"))
        #expect(error?.detail == "tina4_session is a view, and sessions can only be changed in a table")
    }

    @Test func `lacks a column`() async throws {
        let error = await refusal(try SQLiteFile("CREATE TABLE tina4_session (session_id TEXT, data TEXT)"))
        #expect(error?.detail == "its table tina4_session has no column expires_at, only session_id, data")
    }

    @Test func `is told another table`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE mine (session_id TEXT PRIMARY KEY, data TEXT, expires_at REAL)",
            "INSERT INTO mine VALUES ('a', '{}', 0)")
        let store = try await file.open(options: [.init("table", "mine")])
        #expect(try await store.records([SessionKey("a")], limit: 10)[0]?.expiry == .never)
    }

    @Test func `polls at no odd interval`() async throws {
        let error = await refusal(try SQLiteFile(Self.table), options: [.init("poll", "soon")])
        #expect(error?.detail == "poll= takes whole seconds, from 1 to 86400, not 'soon'")
    }

    @Test(arguments: [
        ("'tomorrow'", "row whose expires_at is text"), ("9e999", "row whose expires_at is not a number"),
        ("1795232650730", "row whose expires_at is not in seconds"), ("x'00'", "row whose expires_at is binary"),
    ])
    func `has a deadline that is none`(deadline: String, words: String) async throws {
        let file = try SQLiteFile(
            Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', \(deadline)), ('b', '{}', 0)")
        let store = try await file.open()

        let found = try await store.records([SessionKey("a"), SessionKey("b")], limit: 10)

        #expect(found[0]?.content == .foreign(words))
        // It is not known, which is something else than one that never comes.
        #expect(found[0]?.expiry == nil)
        #expect(found[1]?.expiry == .never)
        #expect(found[1]?.content == .bytes(Array("{}".utf8)))
    }

    @Test func `has no primary key, and is only read`() async throws {
        let file = try SQLiteFile("CREATE TABLE tina4_session (session_id TEXT, data TEXT, expires_at REAL)")
        let examination = try await file.open().examine()
        #expect(examination.abilities == .reading)
        #expect(
            examination.restrictions[0].remedy == #"ALTER TABLE "tina4_session" ADD PRIMARY KEY ("session_id")"#)
    }

    @Test func `has more columns, and takes a row back with what it holds of them`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE tina4_session (session_id TEXT PRIMARY KEY, data TEXT, expires_at REAL, ip TEXT)")
        let store = try await file.open()
        try file.run("INSERT INTO tina4_session VALUES ('a', '{}', 1e11, '203.0.113.7')")
        let abilities = await store.abilities
        #expect(abilities == .all)

        guard case .done(let archived)? = try await store.end([EndRequest(SessionKey("a"))]).first else {
            Issue.record("It was not ended.")
            return
        }
        guard case .done = try await store.restore(archived) else {
            Issue.record("It was not taken back.")
            return
        }
        let row = try file.run("SELECT count(*) FROM tina4_session WHERE session_id = 'a' AND ip = '203.0.113.7'")
        #expect(row == [.integer(1)])
    }

    private func listed(_ store: any SessionStore) async throws -> [String] {
        let keys = Mutex<[String]>([])
        try await store.scan(ScanRequest(pace: .full) { key, _, _, _, page in page.append(key: key, deadline: 0) }) {
            page in keys.withLock { keys in for row in 0..<page.count { keys.append(page.key(row).text) } }
        }
        return keys.withLock { $0.sorted() }
    }

    @Test func `has ids that are bytes, listed and found as any other`() async throws {
        let file = try SQLiteFile(Self.table, "INSERT INTO tina4_session VALUES (x'6162', '{}', 0), ('cd', '{}', 0)")
        let store = try await file.open()
        let (bytes, text) = (SessionKey("ab"), SessionKey("cd"))

        #expect(try await listed(store) == ["ab", "cd"])
        #expect(try await store.records([bytes, text], limit: 10).compactMap { $0?.key } == [bytes, text])
        #expect(try await store.keys(withPrefix: SessionKey("a"), limit: 5) == [bytes])
        #expect(try await store.keys(withPrefix: SessionKey(""), limit: 5).sorted() == [bytes, text])
    }

    @Test func `has an id that is bytes changed, moved, ended and brought back as bytes`() async throws {
        let file = try SQLiteFile(Self.table, "INSERT INTO tina4_session VALUES (x'6162', '{}', 0)")
        let store = try await file.open()
        let kinds = {
            try file.run("SELECT typeof(session_id) || ' ' || CAST(session_id AS TEXT) || data FROM tina4_session")
        }
        let content = Array("{}".utf8)

        let write = RecordWrite(
            key: SessionKey("ab"), expecting: Revision(content: content), content: Array("[]".utf8), expiry: .keep)
        guard case .done(let written) = try await store.write(write),
            case .done(let moved) = try await store.move(
                SessionKey("ab"), to: SessionKey("xy"), expecting: Revision(content: Array("[]".utf8)))
        else {
            Issue.record("It was not changed or not moved.")
            return
        }
        #expect(written.content == .bytes(Array("[]".utf8)))
        #expect(moved.key == SessionKey("xy"))
        #expect(try kinds() == [.text("blob xy[]")])
        guard case .done(let archived)? = try await store.end([EndRequest(SessionKey("xy"))]).first else {
            Issue.record("It was not ended.")
            return
        }
        #expect(try kinds().isEmpty)
        guard case .done = try await store.restore(archived) else {
            Issue.record("It was not brought back.")
            return
        }
        #expect(try kinds() == [.text("blob xy[]")])
    }

    @Test func `has an id as text and as bytes, and acts on the text alone`() async throws {
        let file = try SQLiteFile(Self.table, "INSERT INTO tina4_session VALUES (x'6162', '1', 0), ('ab', '2', 0)")
        let store = try await file.open()

        #expect(try await store.records([SessionKey("ab")], limit: 10)[0]?.content == .bytes(Array("2".utf8)))
        let outcome = try await store.end([EndRequest(SessionKey("ab"))])

        guard case .done = outcome.first else {
            Issue.record("It was not ended.")
            return
        }
        #expect(try file.run("SELECT count(*), max(data) FROM tina4_session") == [.integer(1), .text("1")])
    }

    @Test func `has rows that nothing names, and says how many`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE tina4_session (session_id PRIMARY KEY, data TEXT, expires_at REAL)",
            "INSERT INTO tina4_session VALUES (NULL, '{}', 0), (7, '{}', 0), ('a', '{}', 0)")
        let store = try await file.open()

        #expect(try await listed(store) == ["a"])
        #expect(
            try await store.examine().notes == [
                "2 rows are not listed: their session_id is NULL or a number, and names no session."
            ])
    }

    @Test func `has content as bytes in a column of text, which stays bytes when it is edited, ended and brought back`()
        async throws
    {
        let file = try SQLiteFile(Self.table, "INSERT INTO tina4_session VALUES ('a', CAST('{}' AS BLOB), 0)")
        let store = try await file.open()
        let kind = { try file.run("SELECT typeof(data) || CAST(data AS TEXT) FROM tina4_session") }

        let write = RecordWrite(
            key: SessionKey("a"), expecting: Revision(content: Array("{}".utf8)), content: Array("[]".utf8),
            expiry: .keep)
        guard case .done = try await store.write(write) else {
            Issue.record("It was not written.")
            return
        }
        #expect(try kind() == [.text("blob[]")])
        guard case .done(let archived)? = try await store.end([EndRequest(SessionKey("a"))]).first,
            case .done = try await store.restore(archived)
        else {
            Issue.record("It was not ended or not brought back.")
            return
        }
        #expect(try kind() == [.text("blob[]")])
    }

    @Test func `keeps its write-ahead log when the console leaves`() async throws {
        let file = try SQLiteFile("PRAGMA journal_mode = WAL", Self.table)
        try file.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        var before = stat()
        stat(file.path, &before)
        let store = try await file.open()
        _ = try await store.records([SessionKey("a")], limit: 10)
        await store.close()
        var after = stat()
        stat(file.path, &after)
        #expect(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec && before.st_size == after.st_size)
    }

    @Test func `is locked by somebody else`() async throws {
        let file = try SQLiteFile(Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        let store = try await StoreDriver.sqlite.open(
            StoreOpening(
                address: StoreAddress(scheme: "sqlite", path: file.path), layouts: [.table(.tina4())], timeout: 100))
        try file.run("BEGIN EXCLUSIVE")
        let error = await #expect(throws: StoreError.self) { _ = try await store.end([EndRequest(SessionKey("a"))]) }
        try file.run("COMMIT")
        #expect(error?.reason == .locked)
        #expect(error?.reason.leavesDoubt == false)
        #expect(error?.detail == "somebody else kept it locked for 100 ms")
        #expect(try await store.records([SessionKey("a")], limit: 10)[0] != nil)
    }
}
