import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux)) struct `The console opens` {
    @Test func `a directory that is named, soonest first, with the time running`() async throws {
        let shop = try Shop()
        try shop.add("Later", ["user_id": "\"bob\""], endsIn: 900)
        try shop.add("Sooner", ["user_id": "\"ann\""], endsIn: 300)
        try shop.add("Never", ["user_id": "\"eve\""], endsIn: nil)

        let screen = try await shop.console()

        let rows = try await screen.sees("ann").filter { $0.contains("░") || $0.contains("never") }
        #expect(rows.map { $0.contains("ann") } == [true, false, false])
        #expect(rows.map { $0.contains("never") } == [false, false, true])
        let time = rows[0].dropFirst(2).prefix(8)
        #expect(time.hasPrefix("00:0"))
        try await screen.becomes("the time ran on") { rows in
            rows.contains { $0.contains("ann") && !$0.contains(time) && $0.contains("00:0") }
        }
        try screen.press("q")
        #expect(try await screen.ends() == .code(0))
    }

    @Test func `what the .env here names, and says so`() async throws {
        let shop = try Shop()
        try shop.add("One", ["user_id": "\"ann\""])
        try shop.home.write("TINA4_SESSION_BACKEND=file\nTINA4_SESSION_PATH=\(shop.sessions.path)\n", to: ".env")

        let screen = try ScreenSession(curfew: [], home: shop.home, columns: 160, rows: 48)

        try await screen.lists(1)
        try await screen.sees("ann")
        try await screen.press("!", until: ".env")
    }

    @Test func `data/sessions where nothing else is named`() async throws {
        let home = try TemporaryDirectory()
        try home.makeDirectory("data/sessions")
        let file = Tina4Record.pythonFile(id: Shop.id("One"), ["user_id": "\"ann\""], expires: nil)
        try home.write(file.bytes, to: "data/sessions/\(file.name)")

        let screen = try ScreenSession(curfew: [], home: home, columns: 80, rows: 24)

        try await screen.lists(1)
        try await screen.sees("ann")
    }

    @Test func `a start screen where there is nothing to open`() async throws {
        let screen = try ScreenSession(curfew: [], columns: 80, rows: 24)

        try await screen.sees("curfew demo")
        try await screen.sees("curfew redis://localhost:6379/0")
        try await screen.losesSight(of: "curfew list")
        try await screen.sees("No store is named, and none was found.")
        try screen.press("q")
        #expect(try await screen.ends() == .code(0))
    }

    @Test func `a directory that is made while it waits, at R`() async throws {
        let home = try TemporaryDirectory()
        let screen = try ScreenSession(curfew: ["file:later"], home: home, columns: 80, rows: 24)
        try await screen.sees("R tries again")

        try home.makeDirectory("later")
        let file = Tina4Record.pythonFile(id: Shop.id("One"), ["user_id": "\"ann\""], expires: nil)
        try home.write(file.bytes, to: "later/\(file.name)")
        try screen.press("R")

        try await screen.lists(1)
        try await screen.sees("ann")
    }

    @Test func `the demonstration, in motion`() async throws {
        let screen = try ScreenSession(curfew: ["demo"], columns: 160, rows: 48)

        try await screen.sees("shown")
        try await screen.becomes("visitors came") { rows in
            rows.contains { $0.contains("created") || $0.contains("changed") || $0.contains("touched") }
        }
        try screen.press("q")
        #expect(try await screen.ends() == .code(0))
    }

    @Test(.needs(.redisServer), arguments: [RedisServer.Product.redis, .valkey])
    func `a server`(_ product: RedisServer.Product) async throws {
        let database = try RedisDatabase.fresh(product)
        try database.add("Ann", ["user_id": "\"ann\"", "role": "\"admin\""])

        let screen = try await database.console()

        try await screen.sees("ann")
        try await screen.sees("Ann-..")
        try await screen.inspect("ann")
        try await screen.sees("role  \"admin\"")
        try await screen.sees("by key TTL")
    }
}
