import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux)) struct `The console in production` {
    let shop: Shop
    let before: [String: [UInt8]]

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\"", "role": "\"user\""], endsIn: 300)
        try shop.add("Bob", ["user_id": "\"bob\""], endsIn: 600)
        try shop.home.makeDirectory("config/curfew")
        let profile = "[profiles.web]\nstore = \"\(shop.sessions.path)\"\nenvironment = \"production\"\n"
        try shop.home.write(profile, to: "config/curfew/config.toml")
        before = try shop.everything()
    }

    private func open() async throws -> ScreenSession {
        let screen = try ScreenSession(curfew: ["web"], home: shop.home, columns: 80, rows: 24)
        try await screen.lists(2)
        try await screen.sees("web [PROD]")
        return screen
    }

    @Test func `asks for a reason and the count before it destroys`() async throws {
        let screen = try await open()
        try await screen.press("D", until: "Reason (kept in the journal)")

        try screen.press("y")
        try screen.press("Tab")
        try screen.press("Tab", "Tab")
        try screen.press("Enter")
        try await screen.sees("Type 1 to confirm.")
        #expect(try shop.everything() == before)
        try screen.press("Escape")
        try await screen.losesSight(of: "Reason (kept")

        try await screen.press("D", until: "[>Cancel<]")
        try screen.press("Tab", "Tab")
        try screen.type("stolen laptop")
        try await screen.sees("stolen laptop")
        try screen.press("Enter")
        try screen.type("1")
        try await screen.press("Enter", until: "[>Destroy<]")
        try await screen.press("Enter", until: "destroyed 1")

        #expect(try !shop.holds(Shop.id("Ann")))
        #expect(try shop.journal()[0].contains("stolen laptop"))
        try await screen.press("6", until: "stolen laptop")
    }

    @Test func `asks for a reason after an edit, and loses no text without one`() async throws {
        let screen = try await open()
        try await screen.inspect("ann")

        try await screen.edit("role", to: "\"admin\"")
        try await screen.sees("reason for edit:")
        try screen.press("Escape")
        try await screen.sees("No reason was given, so nothing was saved.")
        #expect(try shop.everything() == before)
        try await screen.press("r", until: "reason for edit:")
        try screen.type("ticket 7")
        try screen.press("Enter")

        try await screen.sees("✓")
        #expect(try shop.text(Shop.id("Ann")).contains("\"role\": \"admin\""))
        #expect(try shop.journal()[0].contains("ticket 7"))
    }

    @Test func `makes no session immortal`() async throws {
        let screen = try await open()

        try await screen.give("ttl never")

        try await screen.sees("In production no session is made immortal")
        #expect(try shop.everything() == before)
    }
}
