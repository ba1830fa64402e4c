import TestSupport
import Testing

/// Five hundred sessions ended by a filter, and brought back.
@Suite(.serialized, .needs(.redisServer), .timeLimit(.minutes(5))) struct `Taking back five hundred` {
    let database: RedisDatabase
    let keys: [String]

    init() throws {
        let database = try RedisDatabase.fresh()
        self.database = database
        keys = (0..<520).map { "tina4:session:" + Shop.id("Bulk\($0)") }
        try database.pipeline(
            keys.enumerated().map { number, key in
                let user = number < 500 ? "\"ann\"" : "\"bob\""
                let text = "{\"user_id\": \(user), \"n\": \(number).0, \"big\": 1152921504606846976}"
                return ["SET", "\(key)", "\(text)", "PX", "\(400_000 + number * 137)"]
            })
    }

    /// What every key holds, and when it ends, in milliseconds.
    private func everything() throws -> [RESPValue] {
        try database.pipeline(keys.flatMap { [["GET", "\($0)"], ["PEXPIRETIME", "\($0)"]] as [RESPCommand] })
    }

    @Test func `from an export gives every byte and every millisecond`() throws {
        let home = try TemporaryDirectory()
        let before = try everything()

        let ended = try ProgramRun(
            ["destroy", "--store", database.url, "--where", "user=ann", "--yes", "--export", home.file("saved")],
            home: home)
        #expect(ended.outputText == "destroyed 500\n")
        #expect(try database.command(["DBSIZE"]) == .integer(20))
        let restored = try ProgramRun(["restore", home.file("saved"), "--store", database.url, "--yes"], home: home)

        #expect(restored.outputText == "restored 500\n")
        #expect(try everything() == before)
    }

    @Test(.needs(.tmux)) func `in the console gives every byte and every millisecond`() async throws {
        let before = try everything()
        let screen = try await database.console()
        try await screen.give("filter user=ann")
        try await screen.sees("500 of 520 shown")

        try await screen.press("*", until: "500 marked")
        try await screen.press("D", until: "Type 500 to confirm")
        try screen.type("500")
        try await screen.press("Enter", until: "[>Destroy 500<]")
        try await screen.press("Enter", until: "destroyed 500")
        #expect(try database.command(["DBSIZE"]) == .integer(20))
        try await screen.press("u", until: "undone 500")

        #expect(try everything() == before)
    }
}

/// An undo that a store cuts short.
@Suite(.needs(.redisServer), .needs(.tmux), .timeLimit(.minutes(3))) struct `Taking back what a store refuses for now` {
    @Test func `is done for the rest when there is room again`() async throws {
        let server = try RedisServer(keyspaceEvents: "KEA")
        let database = RedisDatabase(of: server)
        let filling = "\"" + String(repeating: "x", count: 1 << 20) + "\""
        let keys = try ["Ann", "Bob", "Cid", "Dan", "Eve", "Fay"].map { name in
            try database.add(name, ["user_id": "7", "filling": filling])
        }
        let before = try keys.map { try database.state(of: $0) }
        let screen = try await database.console()
        try await screen.press("*", until: "6 marked")
        try await screen.press("D", until: "Type 6 to confirm")
        try screen.type("6")
        try await screen.press("Enter", until: "[>Destroy 6<]")
        try await screen.press("Enter", until: "destroyed 6")
        let used = try database.command(["INFO", "memory"]).text?.split(whereSeparator: \.isNewline)
            .first { $0.hasPrefix("used_memory:") }.flatMap { Int($0.dropFirst("used_memory:".count)) }
        try database.command(["CONFIG", "SET", "maxmemory", "\(try #require(used) + 4 << 20)"])

        try await screen.press("u", until: "u undoes the rest")
        guard case .integer(1..<6) = try database.command(["DBSIZE"]) else {
            Issue.record("It was not cut short.")
            return
        }
        try database.command(["CONFIG", "SET", "maxmemory", "0"])
        try screen.press("u")
        try await screen.losesSight(of: "u undoes the rest")
        let isWhole = await Patience(.seconds(20)).wait {
            (try? database.command(["DBSIZE"])) == RESPValue.integer(6) ? true : nil
        }

        #expect(isWhole == true)
        #expect(try keys.map { try database.state(of: $0) } == before)
    }

    @Test func `is done for the store that was away when it is back`() async throws {
        let shop = try Shop()
        let server = try RedisServer(keyspaceEvents: "KEA")
        let database = RedisDatabase(of: server)
        try shop.add("Ann", ["user_id": #""ann""#], endsIn: 400)
        try database.add("Eve", ["user_id": #""eve""#])
        let screen = try ScreenSession(
            curfew: ["--store", database.url, "--store", shop.sessions.path], home: shop.home, columns: 100, rows: 30)
        try await screen.sees("2 of 2 shown")
        try await screen.press("*", until: "2 marked")
        try await screen.press("D", until: "Type 2 to confirm")
        try screen.type("2")
        try await screen.press("Enter", until: "[>Destroy 2<]")
        try await screen.press("Enter", until: "destroyed 2")

        try server.stop()
        try screen.press("u")
        #expect(await Patience(.seconds(20)).wait { (try? shop.holds(Shop.id("Ann"))) == true ? true : nil } == true)
        // What else fails may be told after it in the line of messages.
        try await screen.press("!", until: "u undoes the rest")
        try screen.press("Escape")
        try await screen.sees(" shown")
        try server.start()
        try await screen.waitUntilGone("STALE", atMost: .seconds(60))
        try await screen.press("u", until: "2 of 2 shown")

        #expect(try database.command(["DBSIZE"]) == .integer(1))
    }
}
