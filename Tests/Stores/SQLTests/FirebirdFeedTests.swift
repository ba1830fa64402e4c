import SQLStore
import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import FirebirdStore

@Suite(.needs(.firebird), .timeLimit(.minutes(3))) struct `Following Firebird` {
    private static let table = `Firebird that says no`.table

    @Test func `is told that something changed, and finds out what`() async throws {
        let database = try FirebirdDatabase(Self.table)
        let store = try await database.open()
        #expect(try await store.installFeed().state == .installed)
        #expect(try await store.examine().feed == .push("POST_EVENT"))
        #expect(await store.abilities.contains(.push))
        var watching = Watching(try await database.open(isReadOnly: true))
        #expect(await watching.next() == .connected(.push("POST_EVENT")))

        try database.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.next() == .touched([SessionKey("a")]))
        // The same content, written again, is a change as well: somebody was there.
        try database.run("UPDATE tina4_session SET data = '{}'")
        #expect(await watching.next() == .touched([SessionKey("a")]))
        try database.run("UPDATE tina4_session SET session_id = 'b'")
        #expect(await watching.touches("a", "b"))
        try database.run("DELETE FROM tina4_session")
        #expect(await watching.next() == .touched([SessionKey("b")]))
    }

    @Test func `sets up and removes twice without harm, and leaves nothing behind`() async throws {
        let database = try FirebirdDatabase(Self.table)
        let store = try await database.open()
        func triggers() throws -> SQLValue? {
            try database.look("SELECT COUNT(*) FROM rdb$triggers WHERE COALESCE(rdb$system_flag, 0) = 0").first
        }
        #expect(try await store.feedSetup()?.state == .notInstalled)

        for _ in 0..<2 { #expect(try await store.installFeed().state == .installed) }
        #expect(try triggers() == .integer(1))
        for _ in 0..<2 { #expect(try await store.removeFeed().state == .notInstalled) }
        #expect(try triggers() == .integer(0))
    }

    @Test func `quotes whatever the table is called`() async throws {
        let database = try FirebirdDatabase(
            #"CREATE TABLE "Odd ""t' ä" (session_id VARCHAR(9) NOT NULL PRIMARY KEY, data BLOB, expires_at FLOAT)"#)
        let store = try await database.open(options: [.init("table", #"Odd "t' ä"#)])
        #expect(try await store.installFeed().state == .installed)
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("POST_EVENT")))
        try database.run(#"INSERT INTO "Odd ""t' ä" VALUES ('a', '{}', 0)"#)
        #expect(await watching.next() == .touched([SessionKey("a")]))
        #expect(try await store.removeFeed().state == .notInstalled)
    }

    @Test func `refuses whoever may not, and says who may`() async throws {
        let database = try FirebirdDatabase(Self.table)
        try database.run("CREATE OR ALTER USER writer PASSWORD 'p'")
        try database.run("GRANT ALL ON tina4_session TO writer")
        let store = try await database.open(user: "writer", password: "p")

        let error = await #expect(throws: StoreError.self) { try await store.installFeed() }

        #expect(error?.reason == .notPermitted)
        #expect(
            error?.detail
                == "only the owner of \"TINA4_SESSION\" and administrators can set up and remove a trigger")
        #expect(error?.remedy == "Do it as SYSDBA.")
    }

    @Test func `reads the table again and again once the trigger is gone`() async throws {
        let database = try FirebirdDatabase(Self.table)
        let store = try await database.open()
        _ = try await store.installFeed()
        var watching = Watching(try await database.open())
        _ = await watching.next()

        _ = try await store.removeFeed()

        #expect(await watching.next() == .connected(.poll(seconds: 2)))
        try database.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.touches("a"))
    }

    @Test func `tells the gap of a restart`() async throws {
        let server = try FirebirdServer()
        let database = try FirebirdDatabase(Self.table, in: server)
        let store = try await database.open()
        _ = try await store.installFeed()
        var watching = Watching(store)
        _ = await watching.next()

        server.kill()
        guard case .lost = await watching.next() else { throw TestSupportError("not lost") }
        try server.start()

        #expect(await watching.next() == .connected(.push("POST_EVENT")))
        guard case .gap = await watching.next() else { throw TestSupportError("no gap") }
        let fresh = try FirebirdDatabase.connect(server, database.path)
        try fresh.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.touches("a"))
    }

    @Test(arguments: ["TINA4_SESSION", "tina4_session", "A_TABLE_WITH_A_NAME_OF_31_LETTERS", "ä"])
    func `gives the trigger a name that Firebird takes`(table: String) {
        let name = FirebirdFeed.name(of: table)
        #expect(name.utf8.count <= 31)
        #expect(FirebirdFeed.name(of: table + "X") != name)
    }
}
