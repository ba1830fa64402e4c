import TestSupport
import Testing

@Suite struct `Hostile settings and data` {
    let shop: Shop

    init() throws { shop = try Shop() }

    @Test(arguments: ["9223372036854775807", "9223372036854776", "99999999999999999999", "-1", "soon"])
    func `never crash it by a lifetime`(_ lifetime: String) throws {
        try shop.add("Abc")
        let environment = [
            "TINA4_SESSION_BACKEND": "file", "TINA4_SESSION_PATH": shop.sessions.path, "TINA4_SESSION_TTL": lifetime,
        ]

        let run = try ProgramRun(["list", "--format", "ids"], environment: environment, home: shop.home)

        #expect(run.code == 0)
        #expect(run.lines.count == 1)
    }

    @Test func `ask for no session and get none, without a word of an empty store`() throws {
        try shop.add("Abc")

        let run = try shop.run("list", "--limit", "0", "--json")

        #expect(run.code == 0)
        #expect(run.outputText == "[]\n")
        #expect(run.errorText == "")
    }

    @Test func `say of each session that did not come back why`() throws {
        let file = shop.home.file("saved")
        let id = try shop.add("Abc")
        try shop.add("Old", endsIn: -5)
        #expect(try shop.run("destroy", "--where", "size>0", "--yes", "--export", file).code == 0)
        #expect(try shop.run("restore", file, "--yes").code == 5)
        #expect(try shop.holds(id))

        let run = try shop.run("restore", file, "--yes")

        #expect(run.code == 4)
        #expect(run.errorText.contains("its id lives again (1)"))
        #expect(run.errorText.contains("its deadline has passed meanwhile (1)"))
    }

    @Test(arguments: ["", "{\"_data\": {\"user_id\": 7", "\u{0}\u{0}", "{\"_data\": {\"user_id\": \"\u{1B}[31m\"}}"])
    func `are called what their name says where nothing else tells`(text: String) throws {
        let name = shop.fileName("half")
        try shop.sessions.write(text, to: name)

        let json = try shop.run("list", "--json").json

        #expect(json["[0].format"] == "tina4")
        #expect(json["[0].id"] == "null")
        #expect(json["[0].state"] == "unreadable")
    }

    @Test(.needs(.tmux, .redisServer)) func `show no control byte of a key on a terminal`() async throws {
        let database = try RedisDatabase.fresh()
        try database.command(["SET", "tina4:session:\u{1B}[31mred\u{7}", "{\"a\":1}"])

        for format in ["ids", "csv", "table", "jsonl"] {
            let screen = try ScreenSession.lingering(
                [try Program.path(), "list", "--store", database.url, "--format", format], home: shop.home)
            _ = try await screen.waitUntilShows("31mred")
            try screen.press("Enter")
            #expect(try await screen.waitForExit() == .code(0))
        }
    }
}
