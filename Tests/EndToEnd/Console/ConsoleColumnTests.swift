import Glibc
import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux)) struct `The console's columns` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\"", "cart": "{\"total\": 9.50}"], endsIn: 300)
        try shop.add("Bob", ["user_id": "\"bob\"", "cart": "{\"total\": 100}"], endsIn: 600)
        try shop.add("Cho", ["user_id": "\"cho\"", "cart": "{\"total\": 7}"], endsIn: 900)
    }

    @Test func `are added, sorted by, and there again in the next run`() async throws {
        let first = try await shop.console()
        try await first.give("col cart=cart.total")
        try await first.sees("9.50")
        try await first.give("sort cart")
        try await first.becomes("cho was first") { rows in rows[4].contains(" cho ") && rows[6].contains(" bob ") }
        try first.press("q")
        _ = try await first.ends()

        let second = try await shop.console()
        try await second.sees("CART")
        try await second.sees("9.50")
        let names = try shop.home.names(in: "state/curfew/profiles").filter { $0.hasSuffix(".json") }
        #expect(names.count == 1)
        var status = stat()
        #expect(stat(shop.home.file("state/curfew/profiles/\(names[0])"), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func `are those of the profile`() async throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            "[profiles.shop]\nstore = \"\(shop.sessions.path)\"\ncolumns = [\"cart=cart.total\", \"SIZE\"]\n",
            to: "config/curfew/config.toml")
        let screen = try ScreenSession(curfew: ["shop"], home: shop.home, columns: 100, rows: 30)

        try await screen.lists(3)
        let rows = try await screen.sees("9.50")
        #expect(rows[3].contains("CART") && rows[3].contains("SIZE"))
    }
}

@Suite(.serialized, .needs(.tmux, .redisServer)) struct `The console's columns on Redis` {
    @Test func `are sorted by over more sessions than a screen holds, and follow the store`() async throws {
        let database = RedisDatabase(of: try RedisServer())
        for number in 0..<60 {
            try database.add("N\(number)n", ["user_id": "\"u\(number)\"", "cart": "{\"total\": \(number * 7 % 60)}"])
        }
        let odd = try database.add("Odd", ["user_id": "\"odd\""])
        let screen = try await database.console()

        try await screen.give("col cart=cart.total")
        try await screen.give("sort cart")
        try await screen.sees("Sorted by cart: 61 sessions read.")
        try screen.press("S")
        // 7 * 17 is 119, and so 59 over 60.
        try await screen.becomes("u17 was first") { rows in rows[4].contains(" u17 ") && rows[4].contains(" 59") }
        try database.command([
            "SET", odd,
            Tina4Record.pythonValue(id: Shop.id("Odd"), ["user_id": "\"odd\"", "cart": "{\"total\": 1e3}"]).text,
            "KEEPTTL",
        ])
        try await screen.becomes("odd came first") { rows in rows[4].contains(" odd ") && rows[4].contains(" 1e3") }
    }
}
