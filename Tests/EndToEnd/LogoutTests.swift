import TestSupport
import Testing

@Suite struct `Logging out on the command line` {
    let shop: Shop
    let first: String
    let second: String
    let other: String

    init() throws {
        shop = try Shop()
        first = try shop.add("One", ["user_id": "4711"])
        second = try shop.add("-Two", ["user": #"{"id": "4711"}"#, "ip": #""203.0.113.7""#])
        other = try shop.add("Three", ["user_id": "9"])
    }

    @Test func `ends every session of the user, and nobody else's`() throws {
        let run = try shop.run("logout", "4711", "--yes", "--watch", "0")

        #expect(run.code == 0)
        #expect(run.outputText.hasPrefix("logged out 4711: ended 2.\n"))
        #expect(try shop.sessions.names() == [shop.fileName(other)])
    }

    @Test func `prints an act as any other`() throws {
        let run = try shop.run("logout", "4711", "--yes", "--watch=0", "--json")

        #expect(try run.json["verb"] == "logout")
        #expect(try run.json.keys() == ["verb", "store", "results"])
        #expect(try run.json["results[0].result"] == "done")
        #expect(try run.json.keys("results[1]") == ["id", "key", "result", "expires_at"])
        #expect(try run.json["results[2]"] == nil)
    }

    @Test func `may be rehearsed in read-only`() throws {
        let run = try shop.run("logout", "4711", "--dry-run", "--read-only", "--json")

        #expect(run.code == 0)
        #expect(try run.json["results[0].result"] == "done")
        #expect(try run.json["dry_run"] == "true")
        #expect(try shop.run("logout", "4711", "--dry-run", "--read-only").outputText.contains("end 2"))
        #expect(try shop.sessions.names().count == 3)
    }

    @Test func `names the store it has looked into, also where nobody is found`() throws {
        let run = try shop.run("logout", "4712", "--yes", "--json")

        #expect(run.code == 3)
        #expect(try run.json["store"] == "file:\(shop.sessions.path)")
        #expect(try run.json["results"] == "[]")
    }

    @Test func `says what it would end, and ends nothing`() throws {
        let run = try shop.run("logout", "4711", "--dry-run")

        #expect(run.code == 0)
        #expect(run.outputText.hasPrefix("Log out 4711: 2 sessions.\n"))
        #expect(run.outputText.contains("user.id = 4711, user_id = 4711"))
        #expect(run.outputText.contains("end 2"))
        #expect(try shop.sessions.names().count == 3)
    }

    @Test func `is not done unasked, nor where nobody has the name`() throws {
        #expect(try shop.run("logout", "4711").code == 4)
        #expect(try shop.run("logout", "4712", "--yes").code == 3)
        #expect(try shop.run("logout", "4711", "--yes", "--read-only").code == 4)
        #expect(try shop.run("logout", "4711", "--yes", "--confirm", "3").code == 4)
        #expect(try shop.sessions.names().count == 3)
        #expect(try shop.run("logout", "4711", "--yes", "--confirm", "4711", "--watch", "0").code == 0)
    }

    @Test func `spares the session that is named`() throws {
        let run = try shop.run("logout", "4711", "--keep", second, "--yes", "--watch", "0")

        #expect(run.code == 0)
        #expect(run.outputText.hasPrefix("logged out 4711: ended 1, kept 1.\n"))
        #expect(try shop.holds(second))
        #expect(try !shop.holds(first))
    }

    @Test func `leaves a line in the journal with user and reason`() throws {
        _ = try shop.run("logout", "4711", "--yes", "--watch", "0", "--reason", "stolen laptop")

        let journal = try shop.run("journal", "--json").json
        #expect(journal["verb"] == "logout")
        #expect(journal["user"] == "4711")
        #expect(journal["reason"] == "stolen laptop")
        #expect(try shop.run("journal", "verify").code == 0)
    }

    @Test func `says that all has ended where the store is away at the end of the watch`() async throws {
        let program = try ProgramRun.start(
            ["logout", "4711", "--store", shop.sessions.path, "--yes", "--watch", "20"], home: shop.home)

        try await shop.vanishAfterAct()
        let exit = await program.process.ends(within: .seconds(120))

        #expect(exit == .code(5))
        #expect(
            try program.process.errorText
                == "Every session that was to end has ended; none was seen back, but 2 could not be looked at in the "
                + "end. Run it again to be sure.\n")
    }

    @Test func `works on several stores, one of which does not answer`() throws {
        let more = try Shop()
        _ = try more.add("Four", ["uid": #""4711""#])
        let closed = try ClosedPort()

        let run = try shop.run(
            "logout", "4711", "--store", more.sessions.path, "--store", "redis://127.0.0.1:\(closed.number)/0", "--yes",
            "--watch", "0", "--json")

        #expect(run.code == 5)
        #expect(run.errorText.contains("Not everything was done: ") || run.errorText.contains("Not covered: "))
        #expect(try run.json["results[3].store"] == "redis://127.0.0.1:\(closed.number)/0")
        #expect(try run.json["results[2].store"] == "file:\(more.sessions.path)")
        #expect(try run.json["results[2].result"] == "done")
        #expect(try run.json["results[3].result"] == "not_coverable")
        #expect(try more.sessions.names() == [])
        #expect(try shop.sessions.names() == [shop.fileName(other)])
    }

    @Test func `asks production's rituals`() throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            """
            [profiles.web]
            store = "file:\(shop.sessions.path)"
            environment = "production"
            """, to: "config/curfew/config.toml")
        func run(_ more: String...) throws -> ProgramRun {
            try ProgramRun(["logout", "4711", "--all-profiles", "--yes", "--watch", "0"] + more, home: shop.home)
        }

        #expect(try run().code == 4)
        #expect(try run("--reason", "ticket 12").errorText.contains("confirm with --confirm 2"))
        #expect(try shop.sessions.names().count == 3)
        #expect(try run("--reason", "ticket 12", "--confirm", "2").code == 0)
        #expect(try shop.sessions.names() == [shop.fileName(other)])
    }

    @Test func `lists users, over one store`() throws {
        try shop.add("Four", [:])
        let run = try shop.run("users", "--json")

        #expect(run.code == 0)
        #expect(try run.json["[0].user"] == "4711")
        #expect(try run.json["[0].sessions"] == "2")
        #expect(try run.json["[0].addresses[0]"] == "203.0.113.7")
        #expect(try run.json["[1].user"] == "9")
        #expect(try run.json["[2].user"] == "null")
        #expect(try run.json["[2].shape"] == "empty")
        #expect(try shop.run("users").outputText.contains("4711"))
    }
}
