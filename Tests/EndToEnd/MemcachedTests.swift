import TestSupport
import Testing

@Suite(.needs(.memcached)) struct `Memcached from the command line` {
    let server: MemcachedServer
    let id = Shop.id("-Mem")

    init() throws {
        server = try MemcachedServer()
        let record = Tina4Record.pythonValue(id: id, ["user_id": "7", "role": "\"user\""])
        try server.put([(Array("tina4:session:\(id)".utf8), record.bytes)], seconds: 500)
    }

    private func run(_ arguments: String...) throws -> ProgramRun {
        try ProgramRun([arguments[0], "--store", server.url] + arguments.dropFirst())
    }

    @Test func `lists ids, with the key's time to live`() throws {
        let json = try run("list", "--json").json

        #expect(json["[0].id"] == id)
        #expect(json["[0].dies_by"] == "store")
        #expect(json.number("[0].ttl") ?? 0 > 490)
    }

    @Test func `edits without moving the deadline`() throws {
        let before = try run("show", id, "--json").json.number("expires_at")

        #expect(try run("set", id, "role", "\"admin\"", "--yes").code == 0)

        let after = try run("show", id, "--json").json
        #expect(after["payload.role"] == "admin")
        #expect(after.number("expires_at") == before)
    }

    @Test func `destroys with an export and restores with the absolute deadline`() throws {
        let home = try TemporaryDirectory()
        let file = home.file("saved")
        let before = try run("show", id, "--json").json.number("expires_at")

        #expect(try run("destroy", id, "--yes", "--export", file).code == 0)
        #expect(try run("list", "--json").json.count == 0)
        #expect(try run("restore", file, "--yes").code == 0)

        #expect(try run("show", id, "--json").json.number("expires_at") == before)
    }

    @Test func `regenerates and moves deadlines`() throws {
        let fresh = try run("regenerate", id, "--yes").lines[0]
        #expect(try run("ttl", fresh, "=1h", "--yes").code == 0)
        #expect(try run("show", fresh, "--json").json.number("ttl") ?? 0 > 3_500)
        #expect(try run("show", id).code == 3)
    }

    @Test func `restores what is of a format that has no session left there`() throws {
        let home = try TemporaryDirectory()
        let key = "session:\(Shop.id("Flask"))"
        try server.put([(Array(key.utf8), Array(#"{"_permanent": true, "user": 9}"#.utf8))], seconds: 500)
        let ended = try run("destroy", key, "--yes", "--export", home.file("saved"))
        #expect(ended.code == 0, "\(ended.errorText)")

        let back = try run("restore", home.file("saved"), "--yes")

        #expect(back.code == 0, "\(back.errorText)")
        #expect(try run("list", "--format", "ids").lines.count == 2)
    }
}
