import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux)) struct `The console's list` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\"", "role": "\"admin\""], endsIn: 300)
        try shop.add("Bob", ["user_id": "\"bob\"", "role": "\"user\"", "cart": "{\"items\": 3}"], endsIn: 600)
        try shop.add("Eve", ["user_id": "\"eve\"", "role": "\"user\""], endsIn: 900)
    }

    @Test func `narrows while a filter is typed, and is whole again at Esc`() async throws {
        let screen = try await shop.console()

        try screen.press("/")
        try screen.type("bo")
        try await screen.sees("1 of 3 shown")
        try screen.press("Escape")

        try await screen.sees("3 of 3 shown")
    }

    @Test(.needs(.redisServer)) func `knows whose a large session is`() async throws {
        let database = try RedisDatabase.fresh()
        try database.add("Big", ["user_id": "\"bigger\"", "blob": "\"\(String(repeating: "x", count: 400_000))\""])

        let screen = try await database.console()
        try await screen.sees("bigger")
        try screen.press("R")

        try await screen.sees("1 of 1 shown")
        let rows = try await screen.sees("bigger")
        #expect(!rows.contains { $0.contains("UNREADABLE") })
    }

    @Test func `looks into payloads at Enter`() async throws {
        let screen = try await shop.console()

        try screen.press("/")
        try screen.type("cart.items=3")
        try screen.press("Enter")

        try await screen.sees("1 of 3 shown")
        let rows = try await screen.sees("bob")
        #expect(rows[2].contains("cart.items=3"))
        #expect(!rows.contains { $0.contains("ann") })
    }

    @Test func `says where a filter went wrong`() async throws {
        let screen = try await shop.console()

        try await screen.give("filter (role=admin")

        try await screen.becomes("an error was shown") { rows in
            rows.contains { $0.hasPrefix(" ✗") && $0.contains("Column 1: the '(' that opens here is not closed.") }
        }
    }

    @Test func `sorts by what is picked, and turns round`() async throws {
        let screen = try await shop.console(columns: 160, rows: 48)

        try await screen.press("s", until: "Enter picks")
        try screen.press("u")
        try await screen.sees("sort:USER")
        try screen.press("S")

        try await screen.becomes("eve was first") { rows in
            let users = rows[5..<8].map { row in ["ann", "bob", "eve"].first { row.contains(" \($0) ") } }
            return users == ["eve", "bob", "ann"]
        }
    }

    @Test func `shows a user's sessions alone`() async throws {
        try shop.add("Other", ["user_id": "\"eve\""], endsIn: 1200)
        let screen = try await shop.console()

        try await screen.select("eve")
        try screen.press("o")

        try await screen.sees("2 of 4 shown")
    }

    @Test func `keeps marks that a filter hides, and says so`() async throws {
        let screen = try await shop.console()

        try screen.press("*")
        try await screen.sees("3 marked")
        try await screen.give("filter bob")
        try await screen.sees("3 marked, 2 hidden")
        try await screen.press("D", until: "2 marked, but hidden by the filter: they stay.")
    }

    @Test func `finds the session of a cookie`() async throws {
        let screen = try await shop.console()

        try await screen.give("find tina4_session=\(Shop.id("Bob"))")

        try await screen.isInspecting()
        try await screen.sees("user_id  \"bob\"")
    }
}
