import TestSupport
import Testing

/// Somebody changes the session while an operator has it in the editor.
@Suite(.serialized, .needs(.tmux)) struct `An edit that meets another's` {
    let shop: Shop
    let id: String

    init() throws {
        shop = try Shop()
        id = try shop.add("Ann", ["user_id": "\"ann\"", "role": "\"user\"", "n": "1"], endsIn: 900)
    }

    /// The console, back from an editor in whose time another `curfew` set a field of the session.
    private func meet(_ field: String, _ value: String) async throws -> ScreenSession {
        let other = "'\(try Program.path())' set --store '\(shop.sessions.path)' \(id) \(field) '\(value)' --yes"
        let editor = try shop.editor(
            """
            if [ -e "$HOME/met" ]; then sed -i 's/"boss"/"chief"/; s/"user"/"chief"/' "$1"; exit; fi
            touch "$HOME/met"
            sed -i 's/"user"/"admin"/' "$1"
            \(other) > /dev/null 2>&1
            """)
        let screen = try await shop.console(environment: editor)
        try screen.press("E")
        try await screen.sees("Changed while you edited it")
        return screen
    }

    @Test func `shows both sides, and writes nothing`() async throws {
        let screen = try await meet("n", "2")

        let rows = try await screen.sees("Nothing has been written.")

        #expect(rows.contains { $0.contains("role") && $0.contains("\"user\"") && $0.contains("\"admin\"") })
        #expect(rows.contains { $0.contains(" n ") && $0.contains("1") && $0.contains("2") })
        #expect(try shop.text(id).contains("\"role\": \"user\""))
    }

    @Test func `is merged: the fields of one into what the other left`() async throws {
        let screen = try await meet("n", "2")

        try screen.press("m")

        try await screen.sees("✓")
        #expect(try shop.text(id).contains("\"role\": \"admin\", \"n\": 2"))
    }

    @Test func `is not merged where both changed one field`() async throws {
        let screen = try await meet("role", "\"boss\"")

        try screen.press("m")

        try await screen.sees("Changed on both sides: role.")
        #expect(try shop.text(id).contains("\"role\": \"boss\""))
    }

    @Test func `is edited again from what is there now`() async throws {
        let screen = try await meet("role", "\"boss\"")

        try screen.press("e")

        try await screen.sees("✓")
        #expect(try shop.text(id).contains("\"role\": \"chief\""))
    }

    @Test func `is kept in a file`() async throws {
        let screen = try await meet("n", "2")

        try screen.press("w")

        try await screen.sees("Your text is kept in")
        let name = try #require(try shop.home.names(in: "curfew").first)
        #expect(String(decoding: try shop.home.read("curfew/\(name)"), as: UTF8.self).contains("admin"))
        #expect(try shop.text(id).contains("\"role\": \"user\""))
    }

    @Test func `is forgotten at Esc`() async throws {
        let screen = try await meet("n", "2")

        try screen.press("Escape")

        try await screen.sees("The edit was forgotten")
        #expect(try shop.text(id).contains("\"role\": \"user\", \"n\": 2"))
    }

    @Test func `says that the session has ended, and makes none`() async throws {
        let screen = try await shop.console()
        try await screen.inspect("ann")
        try await screen.select("  role  ")
        try await screen.press("e", until: "Edit role")
        #expect(try shop.run("destroy", id, "--yes").code == 0)
        try await screen.becomes("the end was told") { rows in rows.contains { $0.contains("has ended") } }

        try screen.press("C-u")
        try screen.type("\"admin\"")
        try screen.press("Enter")

        try await screen.sees("It has ended")
        #expect(try !shop.holds(id))
    }

    @Test func `tells both operators`() async throws {
        let first = try await shop.console()
        let second = try await shop.console()
        try await first.inspect("ann")
        try await second.inspect("ann")
        try await second.select("  role  ")
        try await second.press("e", until: "Edit role")

        try await first.edit("role", to: "\"boss\"")

        try await first.sees("✓")
        try await second.sees("was changed by somebody else")
        try second.press("C-u")
        try second.type("\"admin\"")
        try second.press("Enter")
        try await second.sees("Changed while you edited it")
        #expect(try shop.text(id).contains("\"role\": \"boss\""))
    }
}
