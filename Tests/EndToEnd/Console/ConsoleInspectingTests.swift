import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux)) struct `The console's look into a session` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add(
            "Ann",
            ["user_id": "\"ann\"", "password": "\"hunter2\"", "cart": "{\"items\": 3, \"total\": 1.0}"], endsIn: 300)
    }

    @Test func `shows fields with what is secret hidden, and folds them`() async throws {
        let screen = try await shop.console()

        try await screen.inspect("ann")
        let rows = try await screen.sees("total  1.0")
        #expect(rows.contains { $0.contains("password  ********") })
        #expect(!rows.contains { $0.contains("hunter2") })
        try await screen.select("cart")
        try screen.press("Enter")
        try await screen.losesSight(of: "total  1.0")
        try screen.press("l")
        try await screen.sees("total  1.0")
        try screen.press("Escape")
        try await screen.sees("1 of 1 shown")
    }

    @Test func `reveals, and writes that into the journal without the secret`() async throws {
        let screen = try await shop.console()
        try await screen.inspect("ann")

        try await screen.press("x", until: "password  \"hunter2\"")

        let home = shop.home
        try await screen.becomes("it was written down") { _ in
            (try? home.read("state/curfew/journal.jsonl"))?.isEmpty == false
        }
        try await screen.press("6", until: "reveal")
        #expect(try shop.journal().count == 1)
        #expect(try shop.journal()[0].contains("reveal"))
        #expect(try !shop.journal()[0].contains("hunter2"))
    }

    @Test func `shows the record raw only where nothing in it is hidden`() async throws {
        let screen = try await shop.console()
        try await screen.inspect("ann")

        try await screen.press("p", until: "The record holds hidden values")
        try screen.press("x")
        try await screen.becomes("the record was shown") { rows in
            rows.contains { $0.contains("hunter2") } && rows.contains { $0.contains("revealed") }
        }
    }

    @Test func `shows a change made meanwhile, field by field`() async throws {
        let screen = try await shop.console(columns: 160, rows: 48)
        try await screen.inspect("ann")

        try shop.add("Ann", ["user_id": "\"ann\"", "password": "\"hunter2\"", "cart": "{\"items\": 4}"], endsIn: 300)

        try await screen.sees("items  4")
        try screen.press("Tab")
        try await screen.becomes("the change was in the history") { rows in
            rows.contains { $0.contains("changed") && $0.contains("cart.items 3 > 4") }
        }
    }

    @Test func `says that a session has ended while it was looked at`() async throws {
        let screen = try await shop.console()
        try await screen.inspect("ann")

        #expect(try shop.run("destroy", Shop.id("Ann"), "--yes").code == 0)

        try await screen.sees("ENDED")
    }
}
