import Glibc
import TestSupport
import Testing

@Suite struct `Acts on one session` {
    let shop: Shop
    let id: String

    init() throws {
        shop = try Shop()
        id = try shop.add("-Abc", ["user_id": "7", "role": "\"user\"", "big": "9007199254740993"])
    }

    @Test(arguments: [["set", "role", "1"], ["ttl", "=20m"], ["regenerate"]])
    func `are no visit`(act: [String]) throws {
        let tenMinutesAgo = timespec(tv_sec: Int(Shop.now) - 600, tv_nsec: 5)
        utimensat(AT_FDCWD, shop.sessions.file(shop.fileName(id)), [tenMinutesAgo, tenMinutesAgo], 0)

        let run = try ProgramRun(
            [act[0], "--store", shop.sessions.path, "--yes", id] + act.dropFirst(), home: shop.home)

        #expect(run.code == 0)
        #expect(try shop.run("list", "--where", "idle>5m", "--json").json.count == 1)
    }

    @Test func `set one field and leave every other byte`() throws {
        let before = try shop.text(id)

        let run = try shop.run("set", id, "role", "\"admin\"", "--yes", "--json")

        #expect(run.code == 0)
        #expect(try run.json["results[0].result"] == "done")
        #expect(try run.json["results[0].id"] == id)
        #expect(try run.json["verb"] == "set")
        #expect(try shop.text(id) == before.replacing("\"user\"", with: "\"admin\""))
    }

    @Test func `unset a field`() throws {
        #expect(try shop.run("unset", id, "role", "--yes").code == 0)
        #expect(try shop.run("show", id, "--json").json["payload.role"] == nil)
    }

    @Test(arguments: [("+1h", 4_200.0), ("-5m", 300), ("=90s", 90), ("1h", nil), ("+x", nil)] as [(String, Double?)])
    func `move the deadline`(change: String, expected: Double?) throws {
        let run = try shop.run("ttl", id, change, "--yes", "--json")

        guard let expected else {
            #expect(run.code == 64)
            return
        }
        let end = try #require(try run.json.number("results[0].expires_at"))
        #expect(abs(end - Shop.now - expected) < 10)
        #expect(try shop.run("show", id, "--json").json.number("expires_at") == end)
    }

    @Test func `say in a rehearsal when a session would end`() throws {
        let before = try shop.text(id)

        let run = try shop.run("ttl", id, "@2126-11-21T18:00:00Z", "--dry-run", "--json")

        #expect(try run.json["results[0].expires_at"] == "4950957600.0")
        #expect(try shop.text(id) == before)
    }

    @Test func `let a session live until a moment, and for ever`() throws {
        let moment = try shop.run("ttl", id, "@2199-11-21T18:00:00Z", "--yes", "--json").json
        #expect(moment.number("results[0].expires_at") == 7_254_640_800)

        let never = try shop.run("ttl", id, "never", "--yes", "--json").json
        #expect(never["results[0].expires_at"] == "null")
        #expect(try shop.run("ttl", id, "+5m", "--yes").code == 4)
    }

    @Test func `say that an expired session is revived`() throws {
        let old = try shop.add("Old", ["user_id": "5"], endsIn: -60)

        let preview = try shop.run("ttl", old, "=1h", "--dry-run")
        let run = try shop.run("ttl", old, "=1h", "--yes")

        #expect(preview.outputText.contains("Revive"))
        #expect(preview.outputText.contains("which has expired"))
        #expect(run.code == 0)
        #expect(run.errorText.hasPrefix("It had expired and lives again: whoever has its cookie is let in."))
    }

    @Test func `refuse to add to an expiry that can't be read`() throws {
        let name = Tina4Record.pythonFile(id: Shop.id("Odd"), [:], expires: nil).name
        try shop.sessions.write(#"{"_data": {"user_id": 7}, "_expires": "soon"}"#, to: name)

        let run = try shop.run("ttl", name, "+1h", "--yes")

        #expect(run.code == 4)
        #expect(run.errorText.hasPrefix("When the session ends can't be read, so there is nothing to add to."))
    }

    @Test func `refuse a deadline that has passed`() throws {
        let run = try shop.run("ttl", id, "-5h", "--yes")

        #expect(run.code == 4)
        #expect(run.errorText == "That moment has passed already; to end the session, destroy it.\n")
    }

    @Test func `give a fresh id and print it whole, with its cookie`() throws {
        let run = try shop.run("regenerate", id, "--yes", "--json")

        let fresh = try #require(try run.json["new_id"])
        #expect(fresh.count == 43)
        #expect(try run.json["cookie"] == "tina4_session=\(fresh)")
        #expect(try run.json["new_key"] == shop.fileName(fresh))
        #expect(try !shop.holds(id) && shop.holds(fresh))
        #expect(run.errorText.contains("to the visitor this is a logout"))
    }

    @Test(arguments: [
        (["set", "role", "1"], [String]()), (["unset", "role"], []), (["ttl", "+5m"], []), (["destroy"], []),
        (["edit", "--from", "-"], []), (["regenerate"], ["new_id", "new_key", "cookie"]),
    ])
    func `print an act with the members that are agreed on`(words: [String], more: [String]) throws {
        let arguments = [words[0], "--store", shop.sessions.path, id] + words.dropFirst() + ["--yes", "--json"]
        func run(_ options: String...) throws -> ProgramRun {
            try ProgramRun(arguments + options, home: shop.home, input: .text(#"{"user_id": 8}"#))
        }

        let rehearsed = try run("--dry-run")
        let done = try run()

        #expect(done.code == 0)
        #expect(try done.json.keys() == ["verb", "store", "results"] + more)
        #expect(try done.json.keys("results[0]") == ["id", "key", "result", "expires_at"])
        #expect(try rehearsed.json.keys() == ["verb", "store", "results"] + more + ["dry_run"])
    }

    @Test func `print why nothing was done beside the data`() throws {
        let run = try shop.run("destroy", id, Shop.id("Gone"), "--yes", "--json")

        #expect(run.code == 5)
        #expect(try run.json.keys("results[1]") == ["id", "key", "result", "expires_at"])
        #expect(try run.json["results[1].result"] == "gone")
        #expect(try run.jsonError["error.message"] == "destroyed 1, gone already 1: it is not there.")
    }

    @Test(arguments: [">/dev/full", ">&-"])
    func `say that they were done, and the fresh id, where nothing can be printed`(redirection: String) throws {
        func run(_ words: String...) throws -> ProgramRun {
            try ProgramRun(
                ["-c", "\"$0\" \"$@\" \(redirection)", try Program.path()] + words
                    + ["--store", shop.sessions.path, "--yes", "--json"], program: "/bin/bash", home: shop.home)
        }

        let set = try run("set", id, "role", "\"boss\"")
        let regenerate = try run("regenerate", id)

        #expect(set.code == 5 && regenerate.code == 5)
        #expect(set.errorText.hasPrefix("The output can't be written: "))
        #expect(set.errorText.contains(" It was done all the same: set "))
        let fresh = try #require(try regenerate.jsonError["error.new_id"])
        #expect(try shop.text(fresh).contains("boss"))
        #expect(regenerate.errorText.contains(" has the new id \(fresh).\n"))
    }

    @Test func `print a fresh id as the first line`() throws {
        let run = try shop.run("regenerate", id, "--yes")

        #expect(try shop.holds(run.lines[0]))
        #expect(run.lines[1] == "tina4_session=\(run.lines[0])")
    }

    @Test(arguments: [
        ["set", "role", "1"], ["unset", "role"], ["ttl", "+5m"], ["regenerate"], ["destroy"],
    ])
    func `change nothing without a yes, in a rehearsal, or read-only`(words: [String]) throws {
        let before = try shop.everything()
        let arguments = [words[0], "--store", shop.sessions.path, id] + words.dropFirst()

        let asked = try ProgramRun(arguments, home: shop.home)
        let rehearsed = try ProgramRun(arguments + ["--dry-run", "--read-only", "--json"], home: shop.home)
        let readOnly = try ProgramRun(arguments + ["--yes", "--read-only"], home: shop.home)

        #expect(asked.code == 4)
        #expect(asked.errorText.hasSuffix("there is no terminal to ask on. Add --yes to do it, --dry-run to look.\n"))
        #expect(rehearsed.code == 0)
        #expect(try rehearsed.json["dry_run"] == "true")
        #expect(try rehearsed.json["results[0].id"] == id)
        #expect(readOnly.code == 4)
        #expect(
            readOnly.errorText
                == "file:\(shop.sessions.path) is open read-only, so nothing was changed; open it without --read-only to act.\n"
        )
        #expect(try shop.everything() == before)
    }

    @Test(arguments: [["set", "role", "1"], ["ttl", "+5m"], ["regenerate"], ["destroy"]])
    func `name what opens a read-only profile`(words: [String]) throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            "[profiles.a]\nstore = \"\(shop.sessions.path)\"\nread_only = true\n", to: "config/curfew/config.toml")
        let arguments = [words[0], "--profile", "a", id] + words.dropFirst() + ["--yes"]

        let byProfile = try ProgramRun(arguments, home: shop.home)
        let byOption = try ProgramRun(arguments + ["--read-only"], home: shop.home)

        #expect(byProfile.code == 4)
        #expect(byProfile.errorText.contains("a is read-only by its profile, so nothing was changed; :write 15m"))
        #expect(byOption.errorText.contains("a is open read-only, so nothing was changed; open it without"))
    }

    @Test(arguments: [["set", "role", "1"], ["unset", "user_id"], ["regenerate"]])
    func `say in a rehearsal what would be refused`(words: [String]) throws {
        let over = try shop.add("Over", ["user_id": "1"], endsIn: -60)
        let before = try shop.everything()
        let arguments = [words[0], "--store", shop.sessions.path, over] + words.dropFirst()

        let rehearsed = try ProgramRun(arguments + ["--dry-run", "--json"], home: shop.home)
        let tried = try ProgramRun(arguments + ["--yes", "--json"], home: shop.home)

        #expect(tried.code == 4)
        #expect(rehearsed.code == 4)
        #expect(try rehearsed.json["results[0].result"] == "refused")
        #expect(rehearsed.errorText.contains("It has expired"))
        #expect(try shop.everything() == before)
        #expect(try shop.journal().count == 1)
    }

    @Test func `refuse values and paths that make no sense`() throws {
        let noJSON = try shop.run("set", id, "role", "admin", "--yes")
        #expect(noJSON.code == 64)
        #expect(
            noJSON.errorText
                == "The new value is no JSON: expected a value at column 1; a text needs double quotes.\n")

        #expect(try shop.run("set", id, "a[", "1", "--yes").code == 64)
        #expect(try shop.run("unset", id, "nowhere", "--yes").code == 4)
        #expect(try shop.run("unset", id, "nowhere", "--yes").errorText.contains("There is no value at \"nowhere\""))
    }

    @Test func `need eight characters of an id`() throws {
        let run = try shop.run("destroy", "abc", "--yes")

        #expect(run.code == 3)
        #expect(run.errorText.hasSuffix("the start of an id needs 8 characters here.\n"))
    }

    @Test func `leave a line in the journal, chained to the one before`() throws {
        try #expect(shop.run("set", id, "role", "1", "--yes", "--reason", "ticket 12").code == 0)
        try #expect(shop.run("destroy", id, "--yes").code == 0)

        let lines = try ProgramRun(["journal", "--json"], home: shop.home).lines
        #expect(lines.count == 2)
        #expect(try JSON(lines[0])["verb"] == "set")
        #expect(try JSON(lines[0])["reason"] == "ticket 12")
        #expect(try JSON(lines[0])["hash"] == JSON(lines[1])["prev"])
        #expect(!lines.joined().contains(id))
        #expect(try ProgramRun(["journal", "verify"], home: shop.home).code == 0)
    }

    @Test func `show a journal that was changed`() throws {
        try #expect(shop.run("set", id, "role", "1", "--yes").code == 0)
        let path = "state/curfew/journal.jsonl"
        let text = String(decoding: try shop.home.read(path), as: UTF8.self)
        try shop.home.write(text.replacing("\"set\"", with: "\"ttl\""), to: path)

        let run = try ProgramRun(["journal", "verify"], home: shop.home)

        #expect(run.code == 1)
        #expect(run.errorText.hasPrefix("The journal was changed: line 1"))
    }
}

@Suite struct `Acts on a session of PHP's whose lock a request has` {
    private let home: TemporaryDirectory
    private let id = "sess" + String(repeating: "b", count: 22)

    init() throws {
        home = try TemporaryDirectory()
        try home.makeDirectory("p")
        try home.write("user_id|i:7;", to: "p/sess_\(id)")
    }

    private func run(_ verb: String, _ rest: [String] = []) throws -> ProgramRun {
        try ProgramRun([verb, "--store", home.file("p"), "--yes", id] + rest, home: home)
    }

    @Test(arguments: [["set", "user_id", "8"], ["ttl", "+5m"], ["regenerate"]])
    func `are refused, but for its end`(act: [String]) throws {
        let request = open(home.file("p/sess_\(id)"), O_RDWR | O_CLOEXEC)
        defer { close(request) }
        #expect(flock(request, LOCK_EX) == 0)

        let refused = try run(act[0], Array(act.dropFirst()))

        #expect(refused.code == 4)
        #expect(refused.errorText.contains("a request of the application is at work on this session"))
        #expect(refused.errorText.contains("try again when it is done."))
        #expect(try run("destroy").code == 0)
    }
}
