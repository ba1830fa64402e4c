import Glibc
import TestSupport
import Testing

@Suite struct `Destroy and restore` {
    let shop: Shop
    let first: String
    let second: String
    let other: String

    init() throws {
        shop = try Shop()
        first = try shop.add("One", ["user_id": "8"])
        second = try shop.add("-Two", ["user_id": "8"])
        other = try shop.add("Three", ["user_id": "9"])
    }

    @Test func `end the sessions that are named`() throws {
        let run = try shop.run("destroy", first, second, "--yes", "--json")

        #expect(run.code == 0)
        #expect(try run.json["results[1].id"] == second)
        #expect(try run.json["results[1].result"] == "done")
        #expect(try shop.sessions.names() == [shop.fileName(other)])
    }

    @Test func `end the sessions that fit a query, and no other`() throws {
        let run = try shop.run("destroy", "--where", "user=8", "--yes")

        #expect(run.outputText == "destroyed 2\n")
        #expect(try shop.sessions.names() == [shop.fileName(other)])
    }

    @Test func `say what would be ended`() throws {
        let run = try shop.run("destroy", "--where", "user=8", "--dry-run", "--json")

        #expect(run.code == 0)
        #expect(try run.json["results[1].key"] != nil)
        #expect(try run.json["results[2].key"] == nil)
        #expect(try shop.sessions.names().count == 3)
    }

    @Test func `end with 3 where nothing fits, and with 5 where some of it was there`() throws {
        #expect(try shop.run("destroy", "--where", "user=none", "--yes").code == 3)
        #expect(try shop.run("destroy", Shop.id("None"), "--yes").code == 3)

        let run = try shop.run("destroy", first, Shop.id("None"), "--yes", "--json")

        #expect(run.code == 5)
        #expect(try run.json["results[1].result"] == "gone")
        #expect(try run.jsonError["error.code"] == "partly_done")
        #expect(try !shop.holds(first))
    }

    @Test func `refuse both ids and a query, and neither`() throws {
        #expect(try shop.run("destroy", first, "--where", "user=8", "--yes").code == 64)
        #expect(try shop.run("destroy", "--yes").code == 64)
    }

    @Test func `take a slip in an option for no id`() throws {
        let run = try shop.run("destroy", first, "--dryrun", "--yes")

        #expect(run.code == 64)
        #expect(run.errorText == "There is no option '--dryrun'. Did you mean '--dry-run'?\n")
        #expect(try shop.holds(first))
    }

    @Test func `save sessions whole to a private file, and bring them back as they were`() throws {
        let before = try shop.everything()
        let file = shop.home.file("saved.jsonl")

        #expect(try shop.run("destroy", "--where", "user=8", "--yes", "--export", file).code == 0)
        var status = stat()
        #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try shop.sessions.names().count == 1)
        let saved = String(decoding: try shop.home.read("saved.jsonl"), as: UTF8.self)
        #expect(saved.split(separator: "\n").allSatisfy { $0.contains(#""kind":"files""#) })

        let run = try shop.run("restore", file, "--yes", "--json")
        #expect(run.code == 0)
        #expect(try run.json["results[0].result"] == "done")
        #expect(try shop.everything() == before)
    }

    @Test func `end nothing when the file can't be written`() throws {
        let run = try shop.run("destroy", first, "--yes", "--export", "/nowhere/x")

        #expect(run.code == 1)
        #expect(run.errorText == "Cannot write /nowhere/x: No such file or directory. Nothing was done.\n")
        #expect(try shop.holds(first))
    }

    @Test func `show no password of a URL that stands where a file belongs`() throws {
        let address = "redis://app:hunter2@h/0"

        let saving = try shop.run("destroy", first, "--yes", "--export=\(address)")
        let restoring = try shop.run("restore", address, "--json")

        #expect(
            saving.errorText
                == "Cannot write redis://app:********@h/0: No such file or directory. Nothing was done.\n")
        let sentence = "Cannot read redis://app:********@h/0: No such file or directory."
        #expect(restoring.errorText.hasPrefix(sentence + "\n"))
        #expect(try restoring.jsonError["error.message"] == sentence)
    }

    @Test func `write over no file`() throws {
        try shop.home.write("mine", to: "saved")

        #expect(try shop.run("destroy", first, "--yes", "--export", shop.home.file("saved")).code == 64)
        #expect(try shop.holds(first))
    }

    @Test func `bring nothing back over a living session`() throws {
        let file = shop.home.file("saved.jsonl")
        #expect(try shop.run("destroy", first, "--yes", "--export", file).code == 0)
        try shop.add("One", ["user_id": "10"])

        let run = try shop.run("restore", file, "--yes")

        #expect(run.code == 4)
        #expect(run.errorText.hasSuffix(": its id lives again.\n"))
        #expect(try shop.text(first).contains("10"))
    }

    @Test func `name those of several that were not brought back`() throws {
        let file = shop.home.file("saved.jsonl")
        #expect(try shop.run("destroy", "--where", "user=8 or user=9", "--yes", "--export", file).code == 0)
        try shop.add("One", ["user_id": "10"])

        let run = try shop.run("restore", file, "--yes")

        #expect(run.code == 5)
        #expect(run.outputText == "restored 2, refused 1\n")
        let name = shop.fileName(first)
        #expect(run.errorText.hasPrefix("  \(name.prefix(4))"), "\(run.errorText)")
        #expect(run.errorText.hasSuffix(": its id lives again\nrestored 2, refused 1: its id lives again.\n"))
    }

    @Test func `bring back the others where the store refuses the first for good`() throws {
        let file = shop.home.file("saved.jsonl")
        #expect(try shop.run("destroy", "--where", "user=8", "--yes", "--export", file).code == 0)
        let saved = String(decoding: try shop.home.read("saved.jsonl"), as: UTF8.self)
        let foreign = saved.replacing(#""serialized":false"#, with: #""serialized":true"#, maxReplacements: 1)
        try shop.home.write(foreign, to: "saved.jsonl")

        let run = try shop.run("restore", file, "--yes")

        #expect(run.code == 5)
        #expect(run.outputText == "restored 1, refused 1\n")
        #expect(run.errorText.contains("the record is another store's own serialization"))
        #expect(try shop.sessions.names().count == 2)
    }

    @Test func `say before what could not be brought back`() throws {
        let file = shop.home.file("saved.jsonl")
        #expect(try shop.run("destroy", first, "--yes", "--export", file).code == 0)
        try shop.add("One", ["user_id": "10"])
        let before = try shop.everything()

        let run = try shop.run("restore", file, "--dry-run")
        let rehearsal = try shop.run("restore", file, "--dry-run", "--json")
        let json = try rehearsal.json

        #expect(run.code == 4)
        #expect(run.outputText.contains(": its id lives again\n"))
        #expect(run.outputText.hasSuffix("Would be refused: 1 of 1.\n"))
        #expect(json["results[0].result"] == "refused")
        #expect(rehearsal.code == 4)
        #expect(try rehearsal.jsonError["error.message"]?.contains(": its id lives again.") == true)
        #expect(try shop.everything() == before)
    }

    @Test func `say that a file is no export`() throws {
        try shop.home.write("hello\n", to: "x")

        let run = try shop.run("restore", shop.home.file("x"), "--yes")

        #expect(run.code == 64)
        #expect(run.errorText.contains("Line 1 is no exported session"))
    }

    @Test func `ask for reason and count in production`() throws {
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            "[profiles.shop]\nstore = \"file:\(shop.sessions.path)\"\nenvironment = \"production\"\n",
            to: "config/curfew/config.toml")
        func destroy(_ more: String...) throws -> ProgramRun {
            try ProgramRun(
                ["destroy", "--profile", "shop", "--where", "user=8", "--yes"] + more, home: shop.home)
        }

        let bare = try destroy()
        #expect(bare.code == 4)
        #expect(bare.errorText.contains("shop is production, which asks for a reason; give one with --reason."))
        #expect(try destroy("--reason", "  ").errorText == bare.errorText)
        let uncounted = try destroy("--reason", "ticket")
        #expect(uncounted.code == 4)
        #expect(uncounted.errorText.contains("confirm with --confirm 2."))
        #expect(try destroy("--reason", "ticket", "--confirm", "3").code == 4)
        #expect(try shop.sessions.names().count == 3)
        #expect(try destroy("--reason", "ticket", "--confirm", "2").code == 0)
        #expect(try shop.sessions.names().count == 1)
    }
}
