import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import PostgreSQLStore
@testable import SQLStore

@Suite(.needs(.postgres), .timeLimit(.minutes(5))) struct `Following PostgreSQL` {
    private static let table =
        "CREATE TABLE tina4_session (session_id VARCHAR(9000) PRIMARY KEY, data TEXT, expires_at DOUBLE PRECISION NOT NULL)"

    @Test func `is told of what is created, changed, ended and regenerated`() async throws {
        let database = try PostgreSQLDatabase(Self.table)
        let store = try await database.open()
        #expect(try await store.installFeed().state == .installed)
        #expect(try await store.examine().feed == .push("LISTEN"))
        #expect(await store.abilities.contains(.push))
        var watching = Watching(try await database.open(isReadOnly: true))
        #expect(await watching.next() == .connected(.push("LISTEN")))

        try database.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.next() == .touched([SessionKey("a")]))
        try database.run("UPDATE tina4_session SET data = '{\"b\":1}'")
        #expect(await watching.next() == .touched([SessionKey("a")]))
        try database.run("UPDATE tina4_session SET session_id = 'b'")
        #expect(await watching.next() == .touched([SessionKey("a"), SessionKey("b")]))
        try database.run("DELETE FROM tina4_session")
        #expect(await watching.next() == .touched([SessionKey("b")]))
    }

    @Test func `is told to look again where no single session can be named`() async throws {
        let database = try PostgreSQLDatabase(Self.table)
        let store = try await database.open()
        _ = try await store.installFeed()
        var watching = Watching(store)
        _ = await watching.next()

        try database.run("TRUNCATE tina4_session")
        #expect(await watching.next() == .gap("more than single sessions changed"))
        try database.run("INSERT INTO tina4_session VALUES (repeat('x', 8500), '{}', 0)")
        #expect(await watching.next() == .gap("more than single sessions changed"))
    }

    @Test func `sets up and removes twice without harm, and leaves nothing behind`() async throws {
        let database = try PostgreSQLDatabase(Self.table, "INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        let store = try await database.open()
        func traces() throws -> SQLValue? {
            try database.run(
                """
                SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal)
                + (SELECT count(*) FROM pg_proc WHERE proname LIKE 'curfew%')
                """
            ).first
        }
        #expect(try await store.feedSetup()?.state == .notInstalled)
        #expect(try traces() == .integer(0))

        for _ in 0..<2 { #expect(try await store.installFeed().state == .installed) }
        #expect(try traces() == .integer(3))
        for _ in 0..<2 { #expect(try await store.removeFeed().state == .notInstalled) }
        #expect(try traces() == .integer(0))
        try database.run("UPDATE tina4_session SET data = '[]'")
    }

    @Test func `quotes whatever the table, its schema and its key are called`() async throws {
        let name = #"Odd "t' $curfew$ ; --ä"#
        let quoted = "\"\(name.split(separator: "\"").joined(separator: "\"\""))\""
        let database = try PostgreSQLDatabase(
            "CREATE SCHEMA \(quoted)",
            "CREATE TABLE \(quoted).\(quoted) (\(quoted) TEXT PRIMARY KEY, data TEXT, expires_at FLOAT8 NOT NULL)")
        try database.run("ALTER ROLE postgres IN DATABASE \(database.name) SET search_path TO \(quoted)")
        let layout = TableLayout(table: name, id: name, data: "data", expiry: "expires_at")
        let store = try await database.open(layout: layout)
        #expect(try await store.installFeed().state == .installed)
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("LISTEN")))

        try database.run("INSERT INTO \(quoted).\(quoted) VALUES ('a', '{}', 0)")

        #expect(await watching.next() == .touched([SessionKey("a")]))
        #expect(try await store.removeFeed().state == .notInstalled)
    }

    @Test func `refuses whoever may not, with the command that would change it`() async throws {
        let database = try PostgreSQLDatabase(Self.table)
        let user = "writer_\(database.name)"
        try database.run("CREATE ROLE \(user) LOGIN PASSWORD 'p'")
        try database.run("GRANT SELECT, INSERT, UPDATE, DELETE, TRIGGER ON tina4_session TO \(user)")
        let store = try await database.open(user: user, password: "p")

        let error = await #expect(throws: StoreError.self) { try await store.installFeed() }

        #expect(error?.reason == .notPermitted)
        #expect(
            error?.detail
                == "\(user) does not own \"tina4_session\", and only its owner can set up and remove a trigger")
        #expect(error?.remedy == "Do it as postgres, or: GRANT \"postgres\" TO \"\(user)\"")
        let push = try await store.examine().restrictions.first { $0.ability == .push }
        #expect(push?.remedy == error?.remedy)
        let reader = try await database.open(isReadOnly: true)
        for act in [reader.installFeed, reader.removeFeed] {
            let refusal = await #expect(throws: StoreError.self) { _ = try await act() }
            #expect(refusal?.reason == .readOnly)
        }
    }

    @Test func `reads the table again once the triggers are gone`() async throws {
        let database = try PostgreSQLDatabase(Self.table)
        let store = try await database.open()
        _ = try await store.installFeed()
        var watching = Watching(try await database.open())
        _ = await watching.next()

        _ = try await store.removeFeed()

        #expect(await watching.next() == .connected(.poll(seconds: 2)))
        #expect(await watching.next() == .gap("the database tells of changes no more"))
        try database.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.touches("a"))
    }

    /// On a clock that goes a hundred times as fast: what is set up is looked for every quarter of a minute.
    @Test func `listens once the triggers are there`() async throws {
        let database = try PostgreSQLDatabase(Self.table)
        let opened = try await database.open()
        let store = try #require(opened as? SQLStore<PostgreSQLEngine>)
        let clock = FeedClock {
            FeedClock.local.now() * 100
        } rest: {
            await FeedClock.local.rest($0 / 100)
        }
        var watching = Watching { deliver throws(StoreError) in
            try await TableFollower(
                engine: store.engine, table: store.table, lifetime: store.lifetime, rights: store.rights, clock: clock,
                deliver: deliver
            ).run()
        }
        #expect(await watching.next() == .connected(.poll(seconds: 2)))

        _ = try await store.installFeed()

        #expect(await watching.next() == .connected(.push("LISTEN")))
        #expect(await watching.next() == .gap("the database tells of changes from here on"))
        try database.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.touches("a"))
    }

    @Test func `tells the gap of a restart`() async throws {
        let server = try PostgreSQLServer()
        let database = try PostgreSQLDatabase(on: server, Self.table)
        let store = try await database.open()
        _ = try await store.installFeed()
        var watching = Watching(store)
        _ = await watching.next()

        server.stop()
        guard case .lost(let error) = await watching.next() else { throw TestSupportError("not lost") }
        #expect(error.reason == .lost)
        try server.start()

        #expect(await watching.next() == .connected(.push("LISTEN")))
        guard case .gap(let words) = await watching.next() else { throw TestSupportError("no gap") }
        #expect(words.hasPrefix("reconnected after "))
        let fresh = try PostgreSQLDatabase.connect(server, database.name)
        try fresh.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.touches("a"))
    }
}
