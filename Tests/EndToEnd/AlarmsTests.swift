import TestSupport
import Testing

/// What `curfew alarms` names, and what the console notices by watching.
@Suite(.needs(.redisServer), .timeLimit(.minutes(3))) struct `Alarms of a store` {
    let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
        try home.makeDirectory("config/curfew")
    }

    private func alarms(_ more: String...) throws -> ProgramRun { try ProgramRun(["alarms"] + more, home: home) }

    @Test func `name what one look can tell`() throws {
        let (web, adm) = (try RedisDatabase.fresh(), try RedisDatabase.fresh())
        try home.write("[alarms]\ncrowd = 3\nold = \"30d\"\n", to: "config/curfew/config.toml")
        try web.command(["PERSIST", try web.add("Ever", ["user_id": "\"erin\""])])
        for number in 0..<4 { try web.add("M\(number)", ["user_id": "\"ann\""]) }
        try web.add("Twin", ["user_id": "\"bob\""])
        try adm.add("Twin", ["user_id": "\"bob\""])
        let now = Int(Shop.now)
        let id = Shop.id("Old")
        let old = Tina4Record.nodeValue(id: id, ["user_id": "\"carl\""], created: now - 86_400 * 31, accessed: now).text
        try adm.command(["SET", "tina4:session:\(id)", old, "EX", "600"])

        let run = try alarms("--store", web.url, "--store", adm.url, "--json")
        let json = try run.json

        #expect(run.code == 0)
        #expect((0..<json.count).map { json["[\($0)].alarm"] } == ["immortal", "old", "crowd", "twins"])
        #expect((0..<json.count).map { json["[\($0)].user"] } == ["erin", "carl", "ann", "bob"])
        #expect(json["[0].store"] == web.url)
        #expect(json["[2].sessions"] == "4")
        #expect(json["[3].id"] == Shop.id("Twin"))
        #expect(json.keys("[0]") == ["alarm", "reason", "at", "id", "key", "user", "store", "sessions"])
        #expect(try alarms("--store", web.url).outputText.contains("it never ends by itself"))
    }

    @Test func `name nothing in a quiet store, nor what is switched off`() throws {
        let redis = try RedisDatabase.fresh()
        try redis.add("Ann")
        let quiet = try alarms("--store", redis.url, "--json")
        #expect(quiet.code == 0)
        #expect(quiet.outputText == "[]\n")
        #expect(try alarms("--store", redis.url).errorText.contains("Nothing to be told of."))

        try redis.command(["PERSIST", try redis.add("Ever")])
        try home.write("[alarms]\nimmortal = false\n", to: "config/curfew/config.toml")
        #expect(try alarms("--store", redis.url, "--json").outputText == "[]\n")
    }

    @Test func `are set for a profile as well`() throws {
        let (web, adm) = (try RedisDatabase.fresh(), try RedisDatabase.fresh())
        for store in [web, adm] { try store.command(["PERSIST", try store.add("Ever")]) }
        try home.write(
            """
            [profiles.web]
            store = "\(web.url)"
            [profiles.web.alarms]
            immortal = false
            [profiles.adm]
            store = "\(adm.url)"
            """, to: "config/curfew/config.toml")

        #expect(try alarms("--profile", "web", "--json").json.count == 0)
        #expect(try alarms("--profile", "adm", "--json").json.count == 1)
        let both = try alarms("--all-profiles", "--json").json
        #expect(both["[0].alarm"] == "immortal" && both["[0].store"] == "adm" && both["[1].alarm"] == "twins")
    }

    @Test func `name a slip in the configuration`() throws {
        try home.write("[alarms]\nold = 30\n", to: "config/curfew/config.toml")
        let run = try alarms("--store", "file:.")

        #expect(run.code == 1 || run.code == 64)
        #expect(run.errorText.contains("'alarms.old' must be true, false or a text with a length of time"))
    }

    @Test(.needs(.tmux)) func `are raised once by an id that is kept at a login`() async throws {
        let redis = RedisDatabase(of: try RedisServer())
        let key = try redis.add("Visitor", ["cart": "1"])
        try redis.add("Ann", ["user_id": "\"ann\""])
        let screen = try await redis.console(home: home, columns: 160, rows: 48)
        let id = Shop.id("Visitor")
        func save(_ payload: KeyValuePairs<String, String>) throws {
            try redis.command(["SET", key, Tina4Record.pythonValue(id: id, payload).text, "KEEPTTL"])
        }

        try save(["cart": "2"])
        try await screen.sees("cart 1 > 2")
        try save(["cart": "2", "user_id": "\"dave\""])
        try await screen.sees("FIXATION?")
        try save(["cart": "3", "user_id": "\"dave\""])
        try await screen.sees("cart 2 > 3")
        try await screen.sees("alarms: 1 fixation")
        try await screen.give("alarms")
        try await screen.sees("somebody logged in and kept the id of before")
        try screen.press("Enter")
        try await screen.isInspecting()
        try await screen.sees("user_id  \"dave\"")
    }
}
