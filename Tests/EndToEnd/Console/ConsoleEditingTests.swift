import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux)) struct `Edits in the console` {
    let shop: Shop
    let id: String

    init() throws {
        shop = try Shop()
        id = try shop.add(
            "Ann", ["user_id": "\"ann\"", "role": "\"user\"", "n": "1.0", "password": "\"hunter2\""], endsIn: 900)
    }

    @Test func `change one value's bytes in a file, and nothing else`() async throws {
        let before = try shop.text(id)
        let screen = try await shop.console()
        try await screen.inspect("ann")

        try await screen.edit("role", to: "\"admin\"")

        try await screen.sees("✓")
        try await screen.sees("role  \"admin\"")
        #expect(try shop.text(id) == before.replacing("\"user\"", with: "\"admin\""))
    }

    @Test(.needs(.redisServer), arguments: [RedisServer.Product.redis, .valkey])
    func `change one value's bytes on a server, and never the time it ends`(_ product: RedisServer.Product) async throws
    {
        let database = try RedisDatabase.fresh(product)
        let key = try database.add("Ann", ["user_id": "\"ann\"", "role": "\"user\"", "n": "1.0"])
        let before = try database.state(of: key)
        let screen = try await database.console()
        try await screen.inspect("ann")

        try await screen.edit("role", to: "\"admin\"")
        try await screen.sees("✓")

        let after = try database.state(of: key)
        #expect(after[0].text == before[0].text?.replacing("\"user\"", with: "\"admin\""))
        #expect(after[1] == before[1])
    }

    @Test func `are taken back by u, to the last byte`() async throws {
        let before = try shop.everything()
        let screen = try await shop.console()
        try await screen.inspect("ann")
        try await screen.edit("role", to: "\"admin\"")
        try await screen.sees("u undoes it")

        try await screen.press("u", until: "undone 1")

        #expect(try shop.everything() == before)
        try await screen.sees("role  \"user\"")
    }

    @Test func `are given up at Esc, and complain of what is no JSON`() async throws {
        let before = try shop.everything()
        let screen = try await shop.console()
        try await screen.inspect("ann")
        try await screen.select("  role  ")
        try await screen.press("e", until: "Edit role")

        try screen.press("C-u")
        try screen.type("admin")
        try screen.press("Enter")
        try await screen.sees("a text needs double quotes")
        try screen.press("Escape")
        try await screen.losesSight(of: "Edit role")

        #expect(try shop.everything() == before)
    }

    @Test func `go through an editor with the hidden values as they were`() async throws {
        let before = try shop.text(id)
        let editor = try shop.editor(#"grep -q hunter2 "$1" && exit 9; sed -i 's/"user"/"admin"/' "$1""#)
        let screen = try await shop.console(environment: editor)

        try screen.press("E")

        try await screen.sees("u undoes it")
        #expect(try shop.text(id) == before.replacing("\"user\"", with: "\"admin\""))
        try await screen.lists(1)
    }

    @Test func `come back to the editor while they are no JSON, and are then saved`() async throws {
        let script =
            #"if grep -q 'NOT SAVED' "$1"; then sed -i 's/^{{/{/; s/"user"/"admin"/' "$1"; "#
            + #"else sed -i 's/^{/{{/' "$1"; fi"#
        let screen = try await shop.console(environment: try shop.editor(script))

        try screen.press("E")

        try await screen.sees("u undoes it")
        #expect(try shop.text(id).contains("\"role\": \"admin\""))
    }

    @Test func `keep the text in a file when it stays no JSON`() async throws {
        let editor = try shop.editor(#"grep -q 'NOT SAVED' "$1" || sed -i 's/^{/{{/' "$1""#)
        let before = try shop.everything()
        let screen = try await shop.console(environment: editor, columns: 160, rows: 48)

        try screen.press("E")

        try await screen.sees("Your text is kept in")
        #expect(try shop.everything() == before)
        #expect(try shop.home.names(in: "curfew").count == 1)
    }

    @Test func `say so when nothing was changed`() async throws {
        let screen = try await shop.console(environment: try shop.editor("true"))

        try screen.press("E")

        try await screen.sees("Nothing was changed, so nothing was written.")
    }

    @Test func `say so when the editor fails`() async throws {
        let screen = try await shop.console(environment: try shop.editor("exit 3"))

        try screen.press("E")

        try await screen.sees("ended with code 3")
        try await screen.lists(1)
    }
}
