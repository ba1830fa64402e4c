import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux)) struct `Acts in the console` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\""], endsIn: 300)
        try shop.add("Bob", ["user_id": "\"bob\""], endsIn: 600)
        try shop.add("Eve", ["user_id": "\"eve\""], endsIn: 900)
    }

    @Test func `destroy, undo and redo to the byte`() async throws {
        let before = try shop.everything()
        let screen = try await shop.console()
        try await screen.select("bob")

        try await screen.press("D", until: "End this session")
        try await screen.press("y", until: "destroyed 1; u undoes it.")
        #expect(try !shop.holds(Shop.id("Bob")))
        try await screen.press("u", until: "undone 1")
        #expect(try shop.everything() == before)
        try await screen.press("U", until: "redone 1")

        #expect(try !shop.holds(Shop.id("Bob")))
        #expect(try shop.journal().count == 3)
    }

    @Test func `destroy nothing without a yes`() async throws {
        let before = try shop.everything()
        let screen = try await shop.console()

        try await screen.press("D", until: "[>Cancel<]")
        try screen.press("Enter")

        try await screen.losesSight(of: "Cancel")
        #expect(try shop.everything() == before)
    }

    @Test(.needs(.redisServer)) func `bring a key back with the moment it ends`() async throws {
        let database = try RedisDatabase.fresh()
        let key = try database.add("Ann", ["user_id": "\"ann\"", "n": "1.0"])
        let before = try database.state(of: key)
        let screen = try await database.console()

        try await screen.press("D", until: "End this session")
        try await screen.press("y", until: "destroyed 1")
        #expect(try database.command(["EXISTS", key]) == .integer(0))
        try await screen.press("u", until: "undone 1")

        #expect(try database.state(of: key) == before)
    }

    @Test func `destroy what is marked, after its count was typed`() async throws {
        let screen = try await shop.console()
        try await screen.select("ann")
        try screen.press("Space", "Space")
        try await screen.sees("2 marked")

        try await screen.press("D", until: "Type 2 to confirm")
        try screen.press("y")
        try screen.type("3")
        try screen.press("Enter")
        try await screen.sees("Type 2 to confirm.")
        #expect(try shop.sessions.names().count == 3)
        try screen.press("BSpace")
        try screen.type("2")
        try await screen.press("Enter", until: "[>Destroy 2<]")
        try await screen.press("Enter", until: "destroyed 2")

        #expect(try shop.sessions.names() == [shop.fileName(Shop.id("Eve"))])
        try await screen.press("u", until: "undone 2")
        #expect(try shop.sessions.names().count == 3)
    }

    @Test func `give a new id, and carry all the rest over`() async throws {
        let before = try shop.text(Shop.id("Ann"))
        let screen = try await shop.console()
        try await screen.select("ann")

        try await screen.press("I", until: "Give this session of")
        try await screen.press("y", until: "the new id is")

        #expect(try !shop.holds(Shop.id("Ann")))
        let fresh = try #require(
            try shop.everything().values.map { String(decoding: $0, as: UTF8.self) }.first { $0.contains("ann") })
        #expect(fresh == before)
    }

    @Test func `move the deadline and nothing else`() async throws {
        let screen = try await shop.console()
        try await screen.select("bob")
        let before = try shop.run("show", Shop.id("Bob"), "--json").json

        try screen.press("t")
        try await screen.becomes("the prompt was there") { $0.last?.hasPrefix(" ttl ") == true }
        try screen.type("+1h")
        try screen.press("Enter")

        try await screen.sees("✓")
        let after = try shop.run("show", Shop.id("Bob"), "--json").json
        #expect(abs((after.number("expires_at") ?? 0) - (before.number("expires_at") ?? 0) - 3600) < 0.01)
    }

    @Test func `refuse a deadline that is none, with the words for one`() async throws {
        let before = try shop.everything()
        let screen = try await shop.console()

        try await screen.give("ttl soon")

        try await screen.becomes("an error was shown") { rows in rows.contains { $0.hasPrefix(" ✗") } }
        #expect(try shop.everything() == before)
    }

    @Test func `are refused read-only, with the reason`() async throws {
        let before = try shop.everything()
        let screen = try await shop.console("--read-only")
        try await screen.sees("[RO]")

        for (key, verb) in [("D", "destroy"), ("I", "regenerate"), ("t", "ttl"), ("e", "edit")] {
            try screen.press(key)
            try await screen.becomes("\(verb) was refused") { rows in
                rows.contains { $0.contains(" \(verb): ") && $0.contains("is open read-only") }
            }
        }

        #expect(try shop.everything() == before)
    }

    @Test func `are off with a reason where there is nothing to do`() async throws {
        let screen = try await shop.console()

        try await screen.press("u", until: "undo: there is nothing to undo.")
    }

    @Test func `ask before what could be undone is lost`() async throws {
        let screen = try await shop.console()
        try await screen.press("D", until: "End this session")
        try await screen.press("y", until: "destroyed 1")

        try await screen.press("q", until: "What could be undone (destroy)")
        try screen.press("Escape")
        try await screen.losesSight(of: "What could be undone")
        #expect(try screen.isRunning())
        try await screen.press("q", until: "What could be undone (destroy)")
        try screen.press("y")

        #expect(try await screen.ends() == .code(0))
    }

    @Test func `tell of a session that comes back`() async throws {
        let record = try shop.sessions.read(shop.fileName(Shop.id("Ann")))
        let screen = try await shop.console()
        try await screen.select("ann")
        try await screen.press("D", until: "End this session")
        try await screen.press("y", until: "destroyed 1")

        try shop.sessions.write(record, to: shop.fileName(Shop.id("Ann")), mode: 0o644)

        try await screen.sees("A session that was ended is there again")
    }
}
