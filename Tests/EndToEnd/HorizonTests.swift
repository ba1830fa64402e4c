import Glibc
import TestSupport
import Testing

/// What `curfew horizon` counts, beside what a server does.
@Suite(.needs(.redisServer), .timeLimit(.minutes(3))) struct `The horizon of a store` {
    let home: TemporaryDirectory

    init() throws { home = try TemporaryDirectory() }

    private func horizon(_ url: String, _ more: String...) throws -> ProgramRun {
        try ProgramRun(["horizon", "--store", url] + more, home: home)
    }

    @Test func `counts by the minute, later and never`() throws {
        let redis = try RedisDatabase.fresh()
        for number in 0..<3 { try redis.add("Soon\(number)", seconds: 55) }
        for number in 0..<4 { try redis.add("Then\(number)", seconds: 655) }
        try redis.add("Late", seconds: 90_000)
        try redis.command(["PERSIST", try redis.add("Ever")])

        let run = try horizon(redis.url, "--json")
        let json = try run.json

        #expect(run.code == 0)
        #expect(
            json.keys() == [
                "at", "span", "step", "live", "bars", "peak", "later", "never", "expired", "unknown", "what_if",
            ])
        #expect(json["bars[0].sessions"] == "3")
        #expect(json["bars[10].sessions"] == "4")
        #expect(json["peak.sessions"] == "4")
        #expect(json["later"] == "1")
        #expect(json["never"] == "1")
        #expect(json["live"] == "9")
        #expect(json["what_if"] == "null")
        #expect(try horizon(redis.url).outputText.contains("7 end in 60m, 1 later, 1 never."))
        #expect(try horizon(redis.url, "--span", "24h", "--json").json["bars[0].sessions"] == "7")
    }

    @Test func `says of a what-if what a dry run says`() throws {
        let redis = try RedisDatabase.fresh()
        let now = Int(Shop.now)
        for number in 0..<7 {
            let id = Shop.id("N\(number)")
            let seen = now - (number < 4 ? 1_500 : 300)
            let value = Tina4Record.nodeValue(id: id, ["user_id": "1"], created: now - 9_000, accessed: seen).text
            try redis.command(["SET", "tina4:session:\(id)", value, "EX", "1800"])
        }
        try redis.add("Silent")

        let json = try horizon(redis.url, "--what-if", "20m", "--json").json
        let dry = try ProgramRun(
            ["destroy", "--store", redis.url, "--where", "idle>=20m", "--dry-run", "--json"], home: home)

        #expect(json["what_if.ends_now"] == "4")
        #expect(json["what_if.sessions"] == "8")
        #expect(json["what_if.unknown"] == "1")
        #expect(json["what_if.bars[14]"] == "3" || json["what_if.bars[15]"] == "3")
        #expect(try dry.json["results[3].key"] != nil)
        #expect(try dry.json["results[4].key"] == nil)
    }

    @Test func `reckons the last request where a profile says how long sessions live`() throws {
        let shop = try Shop()
        let redis = try RedisDatabase.fresh()
        try redis.add("Old", seconds: 300)
        try redis.add("New", seconds: 1_500)
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            "[profiles.shop]\nstore = \"\(redis.url)\"\nlifetime = 1800\n", to: "config/curfew/config.toml")

        let run = try ProgramRun(["horizon", "--profile", "shop", "--what-if", "20m", "--json"], home: shop.home)

        #expect(try run.json["what_if.ends_now"] == "1", "\(run.errorText)")
        #expect(try run.json["what_if.reckoned"] == "2")
    }

    @Test func `forecasts a quiet store`() async throws {
        let redis = RedisDatabase(of: try RedisServer())
        let keys = (0..<400).map { "tina4:session:\(Shop.id("Q\($0)"))" }
        // They end within the next sixteen seconds, so that some do within the first bar of ten and some do not.
        try redis.pipeline(keys.enumerated().map { ["SET", "\($1)", "{\"user_id\": 1}", "PX", "\(2_000 + $0 * 35)"] })
        let deadlines = try redis.pipeline(keys.map { ["PEXPIRETIME", "\($0)"] }).map { reply in
            if case .integer(let moment) = reply { Double(moment) } else { 0.0 }
        }

        let json = try horizon(redis.url, "--span", "10m", "--json").json
        let forecast = try #require(json.number("bars[0].sessions"))
        let live = try #require(json.number("live"))
        let until = try #require(json.number("bars[0].until"))
        let staying = deadlines.map { $0 > until * 1000 }
        // Once that moment is there, what was to end is gone, and only that; later more of it will be.
        let isGone = await Patience(.seconds(30)).wait { () -> Bool? in
            guard Shop.now >= until else { return nil }
            let found = try? redis.pipeline(keys.map { ["EXISTS", "\($0)"] }).map { $0 == .integer(1) }
            return found.map { zip($0, staying).allSatisfy { isThere, isStaying in !isThere || isStaying } }
        }

        #expect(isGone == true)
        let ended = live - Double(staying.count { $0 })
        #expect(forecast > 150)
        #expect(abs(forecast - ended) <= ended * 0.05, "forecast \(forecast), ended \(ended)")
    }

    @Test func `names what it does not understand`() throws {
        #expect(try horizon("file:.", "--what-if", "soon").code == 64)
        #expect(try horizon("file:.", "--what-if", "soon").errorText.contains("--what-if: 'soon' is no length of time"))
        #expect(try horizon("file:.", "--span", "2h").errorText.contains("--span takes one of 10m, 60m, 24h, not 2h."))
    }

    @Test func `is not complete without a store that does not answer`() throws {
        let redis = try RedisDatabase.fresh()
        try redis.add("Ann")
        let run = try horizon(redis.url, "--store", "redis://127.0.0.1:1/0", "--json")

        #expect(run.code == 5)
        #expect(try run.json["live"] == "1")
        #expect(run.errorText.contains("Not covered: redis://127.0.0.1:1/0"))
    }
}
