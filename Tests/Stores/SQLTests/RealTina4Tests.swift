import SQLiteStore
import SessionModel
import StoreKit
import TestSupport
import Testing

/// Sessions that the real framework wrote, changed by us, and read back or refused by it.
@Suite(.needs(.tina4Python), .timeLimit(.minutes(5))) struct `Tina4 sessions in tables` {
    @Test func `pass both ways through SQLite`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("app.db")
        let application = try Tina4(.database(url: "sqlite:///\(path)"))

        try await checkBothWays(application) { () async throws in
            try await StoreDriver.sqlite.open(
                StoreOpening(address: StoreAddress(scheme: "sqlite", path: path), layouts: [.table(.tina4())]))
        }
    }

    @Test(.needs(.postgres)) func `pass both ways through PostgreSQL`() async throws {
        let database = try PostgreSQLDatabase()
        let application = try Tina4(.database(url: database.server.url(database: database.name)))

        try await checkBothWays(application) { try await database.open() }
    }

    @Test(.needs(.mariadbd)) func `pass both ways through MariaDB`() async throws {
        let database = try MariaDBDatabase()
        let url = "mysql://root@127.0.0.1:\(database.server.port)/\(database.name)"
        let application = try Tina4(.database(url: url))

        try await checkBothWays(application) { try await database.open() }
    }

    @Test(.needs(.sqlServerDouble, .pymssql)) func `pass both ways through SQL Server's double`() async throws {
        let database = try SQLServerDatabase()
        let application = try Tina4(.database(url: database.server.url(database: database.name)))

        try await checkBothWays(application) { try await database.open() }
    }

    @Test(.needs(.firebird)) func `pass both ways through Firebird`() async throws {
        let database = try FirebirdDatabase()
        // Its driver sees the database as it was when it first looked: another worker of the application sees it now.
        try await checkBothWays({ try Tina4(.database(url: database.server.url(database.path))) }) {
            try await database.open()
        }
    }

    private func checkBothWays(_ application: Tina4, _ open: () async throws -> any SessionStore) async throws {
        try await checkBothWays({ application }, open)
    }

    private func checkBothWays(
        _ application: () throws -> Tina4, _ open: () async throws -> any SessionStore
    ) async throws {
        let id = try application().create(#"{"user_id":7,"name":"Zoë"}"#)
        let store = try await open()
        let key = SessionKey(id)

        let found = try #require(try await store.records([key], limit: 1000)[0])
        let revision = try #require(found.revision)
        let deadline = try #require(found.expiry?.moment)
        #expect(abs(deadline.milliseconds - Clock.milliseconds() - 3_600_000) < 60_000)

        let edited = RecordWrite(key: key, expecting: revision, content: Array(#"{"user_id": 8}"#.utf8))
        guard case .done(let written) = try await store.write(edited) else {
            Issue.record("not written")
            return
        }
        #expect(written.expiry == found.expiry)
        #expect(try application().read(id) == .taken(#"{"user_id":8}"#))

        let fresh = SessionKey("fresh-id-of-a-session")
        let moved = try await store.move(key, to: fresh, expecting: Revision(content: edited.content ?? []))
        guard case .done = moved else {
            Issue.record("not moved: \(moved)")
            return
        }
        #expect(try application().read(id) == .refused)
        #expect(try application().read(fresh.text) == .taken(#"{"user_id":8}"#))

        guard case .done(let archived) = try await store.end([EndRequest(fresh)])[0] else {
            Issue.record("not ended")
            return
        }
        #expect(try application().read(fresh.text) == .refused)

        guard case .done(let restored) = try await store.restore(archived) else {
            Issue.record("not restored")
            return
        }
        #expect(restored.expiry == found.expiry)
        #expect(try application().read(fresh.text) == .taken(#"{"user_id":8}"#))
        await store.close()
    }
}
