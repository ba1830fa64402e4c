import Glibc
import TestSupport
import Testing

@Suite(.serialized, .needs(.tmux, .redisServer), .timeLimit(.minutes(5)))
struct `The console's acts on all that a query finds` {
    let database: RedisDatabase
    let home: TemporaryDirectory
    let keys: [String]

    init() throws {
        let database = try RedisDatabase.fresh()
        self.database = database
        home = try TemporaryDirectory()
        keys = (0..<320).map { "tina4:session:" + Shop.id("Bulk\($0)") }
        try database.pipeline(
            keys.enumerated().map { number, key in
                let plan = number < 300 ? "\"trial\"" : "\"gold\""
                return [
                    "SET", "\(key)", "{\"user_id\": \"u\(number)\", \"plan\": \(plan), \"n\": \(number).0}", "PX",
                    "\(400_000 + number * 137)",
                ]
            })
    }

    /// What every key holds, and when it ends, in milliseconds.
    private func everything() throws -> [RESPValue] {
        try database.pipeline(keys.flatMap { [["GET", "\($0)"], ["PEXPIRETIME", "\($0)"]] as [RESPCommand] })
    }

    @Test func `save first, end exactly those, and bring them back to the byte and the millisecond`() async throws {
        let before = try everything()
        let file = home.file("saved.jsonl")
        let screen = try await database.console(home: home, columns: 120, rows: 30)

        try await screen.give("destroy --where plan=trial --dry-run")
        try await screen.sees("destroy would end 300 sessions")
        #expect(try everything() == before)
        try await screen.give("destroy --where plan=trial --export \(file)")
        try await screen.sees("Type 300 to confirm")
        try screen.type("300")
        try await screen.press("Enter", until: "[>Destroy 300<]")
        try await screen.press("Enter", until: "destroyed 300")
        #expect(try database.command(["DBSIZE"]) == .integer(20))
        var status = stat()
        #expect(stat(file, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)

        try await screen.give("restore \(file)")
        try await screen.sees("Bring 300 sessions back")
        try screen.type("300")
        try await screen.press("Enter", until: "[>Bring back 300<]")
        try await screen.press("Enter", until: "restored 300")
        #expect(try everything() == before)
        try await screen.give("restore \(file)")
        try await screen.sees("can be brought back; 300 can't")
    }

    @Test func `leave alone what does not fit any more when its turn comes`() async throws {
        let screen = try await database.console(columns: 120, rows: 30)
        try await screen.give("destroy --where plan=trial")
        try await screen.sees("Type 300 to confirm")
        try database.command(["SET", "\(keys[0])", #"{"user_id": "u0", "plan": "gold"}"#, "KEEPTTL"])
        try database.command(["SET", "\(keys[1])", #"{"user_id": "u1", "plan": "trial", "n": 7}"#, "KEEPTTL"])

        try screen.type("300")
        try await screen.press("Enter", until: "[>Destroy 300<]")
        try await screen.press("Enter", until: "destroyed 299, changed meanwhile 1")

        try await screen.sees("it does not fit any more")
        #expect(try database.command(["EXISTS", "\(keys[0])"]) == .integer(1))
        #expect(try database.command(["DBSIZE"]) == .integer(21))
    }

    @Test func `leave alone what can't be read`() async throws {
        try database.command(["RPUSH", "tina4:session:\(Shop.id("List"))", "x"])
        try database.command(["HSET", "tina4:session:\(Shop.id("Hash"))", "field", "x"])
        let screen = try await database.console(columns: 120, rows: 30)

        try await screen.give("destroy --where plan=nosuch")
        try await screen.sees("No session fits plan=nosuch; nothing was done.")
        try await screen.give("destroy --where plan=gold n<305")
        try await screen.sees("End 5 sessions")
        try await screen.sees("2 could not be read; they stay.")
        try screen.type("5")
        try await screen.press("Enter", until: "[>Destroy 5<]")
        try await screen.press("Enter", until: "destroyed 5")

        #expect(try database.command(["DBSIZE"]) == .integer(317))
    }

    @Test func `end nothing where the file can't be written`() async throws {
        let before = try everything()
        let screen = try await database.console(home: home, columns: 120, rows: 30)

        try await screen.give("destroy --where plan=gold --export /nowhere/saved")
        try await screen.sees("Type 20 to confirm")
        try screen.type("20")
        try await screen.press("Enter", until: "[>Destroy 20<]")
        try await screen.press("Enter", until: "Cannot write /nowhere/saved")

        #expect(try everything() == before)
    }
}

@Suite(.serialized, .needs(.tmux)) struct `The console's words of one's own` {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.add("Ann", ["user_id": "\"ann\"", "plan": "\"gold\""], endsIn: 300)
        try shop.add("Bob", ["user_id": "\"bob\"", "plan": "\"trial\""], endsIn: 600)
    }

    @Test func `run a program at a key, show what it prints, and stop one that hangs`() async throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            """
            [commands.look]
            run = "echo \\"$CURFEW_USER is on $CURFEW_VALUE\\"; echo; cat"
            key = "F8"
            payload = "plan"
            [commands.hang]
            run = "sleep 600"
            timeout = 600
            """, to: "config/curfew/config.toml")
        let screen = try await shop.console()

        try await screen.select("bob")
        try await screen.press("F8", until: "bob is on trial")
        try await screen.sees("It is done.")
        try screen.press("Escape")
        try await screen.losesSight(of: "It is done.")
        try await screen.give("hang")
        try await screen.sees("Running, for 10m")
        try await screen.press("Escape", until: "hang was stopped.")
        #expect(try shop.journal().count { $0.contains("run look") || $0.contains("run hang") } == 2)
    }

    @Test func `keep filters and command lines for the next run, but no cookie`() async throws {
        let first = try await shop.console()
        try await first.give("save trials plan=trial")
        try await first.give("find \(Shop.id("Ann"))")
        try await first.isInspecting()
        try first.press("q")
        try await first.losesSight(of: "[Fields]")
        try first.press("q")
        _ = try await first.ends()

        let second = try await shop.console()
        try await second.give("trials")
        try await second.sees("1 of 2 shown")
        try second.press(":")
        try second.press("Up")
        try await second.becomes("the line was back") { rows in rows.last?.contains(":trials") == true }
        for name in try shop.home.names(in: "state/curfew/profiles") {
            let text = String(decoding: try shop.home.read("state/curfew/profiles/\(name)"), as: UTF8.self)
            #expect(!text.contains("find"))
        }
    }
}
