import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux, .redisServer)) struct `A server that fails under the console` {
    let server: RedisServer
    let database: RedisDatabase

    init() throws {
        server = try RedisServer()
        database = RedisDatabase(of: server)
        try database.add("Ann", ["user_id": "\"ann\""], seconds: 600)
        try database.add("Bob", ["user_id": "\"bob\""], seconds: 900)
    }

    @Test func `is told, and the list is repaired when it is back`() async throws {
        let screen = try await database.console()
        try await screen.sees("ann")

        server.kill()
        try await screen.sees("STALE")
        try await screen.select("bob")
        try await screen.press("?", until: "keys of the sessions view")
        try screen.press("Escape")
        try await screen.sees("2 of 2 shown")
        try server.start()
        try database.add("Eve", ["user_id": "\"eve\""], seconds: 300)

        try await screen.waitUntilGone("STALE", atMost: .seconds(60))
        try await screen.sees("eve")
        try await screen.press("3", until: "resynced")
        try await screen.becomes("the gap was told") { rows in rows.contains { $0.contains(" gap ") } }
        try await screen.becomes("the lost were told") { rows in
            rows.contains { $0.contains("destroyed") && $0.contains("ann") }
        }
    }

    @Test func `keeps its sessions over a restart, and they stay on screen`() async throws {
        let screen = try await database.console()
        try await screen.sees("ann")

        try server.stop()
        try await screen.sees("STALE")
        try server.start()

        try await screen.waitUntilGone("STALE", atMost: .seconds(60))
        let rows = try await screen.sees("2 of 2 shown")
        #expect(rows.contains { $0.contains("ann") })
        #expect(!rows.contains { $0.contains("x ended") })
        try await screen.press("!", until: "Connected again.")
    }

    @Test func `is opened at R when it was not there at the start`() async throws {
        try server.stop()
        let screen = try ScreenSession(curfew: [server.url], columns: 80, rows: 24)
        try await screen.sees("Cannot reach Redis")
        try await screen.sees("R tries again")

        try server.start()
        try screen.press("R")

        try await screen.lists(2)
        try await screen.sees("ann")
    }

    @Test func `lets the console be left while it answers nothing`() async throws {
        let screen = try await database.console()
        server.freeze()
        defer { server.thaw() }

        try screen.press("R")
        try await screen.select("bob")
        try screen.press("q")

        #expect(try await screen.ends() == .code(0))
    }
}
