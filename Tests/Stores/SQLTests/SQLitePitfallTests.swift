import Glibc
import SQLStore
import SessionModel
import StoreKit
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
        #expect(error?.reason == .timedOut)
        #expect(error?.detail == "somebody else kept it locked for 100 ms")
        #expect(try await store.records([SessionKey("a")], limit: 10)[0] != nil)
    }
}
