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

    @Test(.needs(.redisServer)) func `make no sentence of their own by a line end in a key`() throws {
        let database = try RedisDatabase.fresh()
        let put: RESPCommand = ["SET", "tina4:session:x\nDone.", "{\"user_id\": 8}", "EX", "600"]
        let file = shop.home.file("saved")
        func run(_ arguments: String...) throws -> ProgramRun {
            try ProgramRun([arguments[0], "--store", database.url] + arguments.dropFirst(), home: shop.home)
        }
        try database.command(put)

        let unasked = try run("destroy", "x%0ADone.")
        #expect(try run("destroy", "x%0ADone.", "--yes", "--export", file).code == 0)
        try database.command(put)
        let refused = try run("restore", file, "--yes")
        let unknown = try run("show", "y\nDone.")

        #expect([unasked, refused, unknown].map(\.code) == [4, 4, 3])
        #expect(unasked.errorText.hasPrefix(#"Destroy x\nDone. of "#))
        #expect(refused.errorText == #"restore x\nDone.: its id lives again."# + "\n")
        #expect(unknown.errorText.contains(#"has no session 'y\nDone.'"#))
        for run in [unasked, refused, unknown] { #expect(run.errorText.count { $0 == "\n" } == 1, "\(run.errorText)") }
    }

    @Test(.needs(.sqlite)) func `make no sentence of their own by a database's words`() throws {
        let path = shop.home.file("shop.db")
        try SQLiteFile.make(
            path, TableText.row("Zoe", "zoe@shop"),
            "CREATE TRIGGER stays BEFORE DELETE ON tina4_session BEGIN SELECT RAISE(ABORT, 'no\nDone.'); END")

        let run = try ProgramRun(["destroy", Shop.id("Zoe"), "--yes", "--store", "sqlite:\(path)"], home: shop.home)

        #expect(run.code != 0)
        #expect(run.errorText.contains(#"no\nDone."#), "\(run.errorText)")
        #expect(!run.errorText.contains("\nDone."))
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
