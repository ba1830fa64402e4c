import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux)) struct `The console's other views` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\""], endsIn: 300)
        try shop.add("Bob", ["user_id": "\"bob\""], endsIn: 600)
    }

    @Test func `help with the keys of this place, and run what is picked`() async throws {
        let screen = try await shop.console()

        try await screen.press("?", until: "keys of the sessions view")
        try await screen.becomes("sorting was listed") { rows in rows.contains { $0.contains(":sort") } }
        try screen.press("j", "j")
        try await screen.sees("Sort by: sort ttl, user, id, idle, age, size or a column.")
        try screen.press("Enter")

        try await screen.sees("Enter picks")
    }

    @Test func `list all actions, and why some are off`() async throws {
        let screen = try await shop.console()

        try await screen.press("a", until: "clear-marks is off: no session is marked")

        try screen.press("/")
        try await screen.becomes("the filter was asked for") { $0.last?.hasPrefix(" /") == true }
    }

    @Test func `keep the messages of the run`() async throws {
        let screen = try await shop.console()
        try await screen.give("destory")
        try await screen.sees("There is no command \"destory\". Did you mean \"destroy\"?")

        try await screen.press("!", until: "messages")

        try await screen.sees("destory")
        try screen.press("Escape")
        try await screen.sees("2 of 2 shown")
    }

    @Test func `complete a command's word`() async throws {
        let screen = try await shop.console()

        try screen.press(":")
        try screen.type("mes")
        try screen.press("Tab")
        try await screen.becomes("the word was completed") { $0.last?.hasPrefix(" :messages") == true }
        try screen.press("Enter")

        try await screen.becomes("the messages were shown") { $0[2].hasPrefix(" messages") }
    }

    @Test func `show the journal with what was done here`() async throws {
        let screen = try await shop.console()
        try await screen.press("6", until: "No act has been written down yet.")
        try await screen.press("1", until: "2 of 2 shown")
        try await screen.press("D", until: "End this session")
        try await screen.press("y", until: "destroyed 1")

        try await screen.press("6", until: "The journal is intact")

        try await screen.becomes("the act was there") { rows in
            rows.contains { $0.contains("destroy") && $0.contains("done 1") }
        }
    }

    @Test func `take another theme at once`() async throws {
        let screen = try await shop.console()
        let before = try screen.attributedScreen()

        try await screen.give("theme ember")

        try await screen.becomes("it had other colours") { _ in (try? screen.attributedScreen()[3]) != before[3] }
        #expect(try !screen.text().contains("There is no theme"))
    }

    @Test func `say why a theme has no colours`() async throws {
        let screen = try await shop.console(environment: ["NO_COLOR": "1"])

        try await screen.give("theme ember")

        try await screen.sees("The theme is ember, without its colours: NO_COLOR is set.")
    }

    @Test func `say which themes there are`() async throws {
        let screen = try await shop.console()

        try await screen.give("theme nosuch")

        try await screen.sees("There is no theme \"nosuch\"")
    }
}
