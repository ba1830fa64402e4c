import TestSupport
import Testing

/// The console on two stores of two kinds at once.
@Suite(.serialized, .needs(.tmux), .needs(.redisServer), .timeLimit(.minutes(3))) struct `People in the console` {
    let shop: Shop
    let database: RedisDatabase

    init() throws {
        shop = try Shop()
        database = try RedisDatabase.fresh()
        try shop.add("Ann", ["email": #""ann@shop""#], endsIn: 400)
        try shop.add("Bob", ["user_id": #""bob""#], endsIn: 700)
        try database.add("Amy", ["user_id": "4711", "email": #""ann@shop""#])
        try database.add("Eve", ["user_id": #""eve""#])
    }

    private func console(_ more: String..., columns: Int = 100, rows: Int = 30) async throws -> ScreenSession {
        let screen = try ScreenSession(
            curfew: ["--store", database.url, "--store", shop.sessions.path] + more, home: shop.home, columns: columns,
            rows: rows)
        try await screen.sees("4 of 4 shown")
        return screen
    }

    @Test func `shows the sessions of both stores in one list, or of one`() async throws {
        let screen = try await console()

        let rows = try await screen.sees("bob")
        #expect(rows.contains { $0.contains("FROM") })
        try await screen.give("ctx 2")
        try await screen.sees("2 of 2 shown")
        try await screen.losesSight(of: "4711")
        try await screen.give("ctx all")
        try await screen.sees("4 of 4 shown")
    }

    @Test func `ends a session in its own store, and brings it back`() async throws {
        let before = try shop.everything()
        let screen = try await console()
        try await screen.select("bob")

        try await screen.press("D", until: "End this session")
        try await screen.press("y", until: "destroyed 1")
        #expect(try !shop.holds(Shop.id("Bob")))
        try await screen.press("u", until: "undone 1")

        #expect(try shop.everything() == before)
    }

    @Test func `logs a user out of both stores, and says so`() async throws {
        let screen = try await console()
        // Her name is in the list of sessions too.
        try await screen.press("2", until: "3 users")
        try await screen.select("ann@shop")
        try await screen.press("Enter", until: "2 sessions")

        try await screen.press("L", until: "[>Cancel<]")
        try await screen.sees("2 sessions, 2 stores.")
        try screen.press("Up")
        try screen.type("2")
        try await screen.press("Enter", until: "[>Log out 2<]")
        try await screen.press("Enter", until: "ended 2")

        #expect(try !shop.holds(Shop.id("Ann")))
        #expect(try database.command(["DBSIZE"]) == .integer(1))
        try await screen.sees("Watching for returns")
        try screen.press("Escape")
        try await screen.losesSight(of: "Receipt")
        try await screen.press("u", until: "undone 2")
        #expect(try shop.holds(Shop.id("Ann")))
        #expect(try database.command(["DBSIZE"]) == .integer(2))
    }

    @Test func `leaves alone what is another's when the logout is confirmed`() async throws {
        let screen = try await console()
        try await screen.press("2", until: "3 users")
        try await screen.select("ann@shop")
        try await screen.press("Enter", until: "2 sessions")
        try await screen.press("L", until: "[>Cancel<]")
        try await screen.sees("2 sessions, 2 stores.")
        try shop.add("Ann", ["email": #""bob@shop""#], endsIn: 400)

        try screen.press("Up")
        try screen.type("2")
        try await screen.press("Enter", until: "[>Log out 2<]")
        try await screen.press("Enter", until: "ended 1, left alone 1")

        #expect(try shop.holds(Shop.id("Ann")))
        #expect(try database.command(["DBSIZE"]) == .integer(1))
    }

    @Test func `ends new sessions for as long as a logout stands`() async throws {
        let screen = try await console()
        try await screen.logOut("eve", "--for 10m")
        try await screen.sees("logging out eve for")

        try database.add("Late", ["user_id": #""eve""#])

        try await screen.sees("a new session of eve, was ended")
        #expect(try database.command(["DBSIZE"]) == .integer(1))
        try await screen.give("stand-down")
        try await screen.losesSight(of: "logging out eve for")
    }

    @Test func `lets a logout stand when a profile is locked that it does not reach`() async throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            """
            [profiles.web]
            store = "\(database.url)"
            [profiles.files]
            store = "\(shop.sessions.path)"
            read_only = true
            """, to: "config/curfew/config.toml")
        let screen = try ScreenSession(curfew: ["--all-profiles"], home: shop.home, columns: 100, rows: 30)
        try await screen.sees("4 of 4 shown")
        try await screen.logOut("eve", "--for 10m")
        try await screen.give("ctx files")
        try await screen.sees("2 of 2 shown")

        try await screen.give("write 10m ticket 4712")
        try await screen.sees("[RW ")
        try await screen.give("readonly")
        try await screen.sees("is read-only again")

        try await screen.sees("logging out eve for")
        try database.add("Late", ["user_id": #""eve""#])
        try await screen.sees("a new session of eve, was ended")
    }

    @Test func `leaves alone what an undo brings back while a logout stands`() async throws {
        let screen = try await console()
        try await screen.logOut("eve", "--for 10m")

        try await screen.press("u", until: "undone 1")
        // Once a newer session was met, the restored one had its turn before.
        try database.add("Late", ["user_id": #""eve""#])
        try await screen.sees("a new session of eve, was ended")

        #expect(try database.command(["EXISTS", "tina4:session:\(Shop.id("Eve"))"]) == .integer(1))
        #expect(try database.command(["EXISTS", "tina4:session:\(Shop.id("Late"))"]) == .integer(0))
    }

    @Test func `opens what answers and names what does not`() async throws {
        let closed = try ClosedPort()
        let screen = try await console("--store", "redis://127.0.0.1:\(closed.number)/0")

        try await screen.press("5", until: "NOT OPEN")
        try await screen.sees("2 open, 1 not")
    }
}
