import Glibc
import SQLStore
import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import SQLiteStore

@Suite(.timeLimit(.minutes(5))) struct `Following a SQLite file` {
    private static let table = SQLitePlace.Shape.tina4Node.rawValue
    /// So that nothing is found by looking again and again.
    private static let seldom = [StoreAddress.Option("poll", "3600")]

    @Test(arguments: ["DELETE", "WAL", "TRUNCATE", "PERSIST", "MEMORY"])
    func `is told of what is created, changed, ended and regenerated`(journal: String) async throws {
        let file = try SQLiteFile("PRAGMA journal_mode = \(journal)", Self.table)
        let store = try await file.open(isReadOnly: true, options: Self.seldom)
        #expect(try await store.examine().feed == .push("inotify + read"))
        #expect(try await store.feedSetup()?.state == .builtIn)
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("inotify + read")))

        try file.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.next() == .touched([SessionKey("a")]))
        try file.run("UPDATE tina4_session SET data = '{\"b\":1}'")
        #expect(await watching.next() == .touched([SessionKey("a")]))
        try file.run("UPDATE tina4_session SET session_id = 'b'")
        #expect(await watching.touches("a", "b"))
        try file.run("DELETE FROM tina4_session")
        #expect(await watching.next() == .touched([SessionKey("b")]))
    }

    @Test func `misses none of a thousand commits in a hurry`() async throws {
        let file = try SQLiteFile("PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF", Self.table)
        var watching = Watching(try await file.open(options: Self.seldom))
        _ = await watching.next()
        var missing = Set((0..<1000).map { SessionKey("s\($0)") })

        for number in 0..<1000 { try file.run("INSERT INTO tina4_session VALUES ('s\(number)', '{}', 0)") }

        _ = await watching.next { change in
            if case .touched(let keys) = change { missing.subtract(keys) }
            return missing.isEmpty
        }
        #expect(missing.isEmpty)
    }

    @Test func `begins again when another file takes its place`() async throws {
        let file = try SQLiteFile(Self.table)
        let other = try SQLiteFile(Self.table, "INSERT INTO tina4_session VALUES ('n', '{}', 0)")
        let store = try await file.open(options: Self.seldom)
        var watching = Watching(store)
        _ = await watching.next()

        #expect(rename(other.path, file.path) == 0)

        guard case .lost(let error) = await watching.next() else { throw TestSupportError("not lost") }
        #expect(error.detail == "another file has taken its place")
        #expect(await watching.next() == .connected(.push("inotify + read")))
        guard case .gap = await watching.next() else { throw TestSupportError("no gap") }
    }

    @Test func `has nothing to set up`() async throws {
        let file = try SQLiteFile(Self.table)
        let store = try await file.open()
        #expect(try await store.installFeed().state == .builtIn)
        #expect(try await store.removeFeed().state == .builtIn)
        let traces = try file.run("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        #expect(traces == [.integer(0)])
    }
}
