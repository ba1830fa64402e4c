import Glibc
import TestSupport
import Testing

/// A session that the real program watches until it ends.
private struct Deathbed {
    let run: RunningProgram

    init(_ id: String, store: String, home: TemporaryDirectory, more: [String] = []) async throws {
        run = try ProgramRun.start(
            ["why", id, "--wait", "1m", "--json", "--store", store] + more, home: home)
        let run = run
        let isWatching = try await Patience(.seconds(30)).wait { () throws -> Bool? in
            try run.process.errorText.contains("Watching") ? true : run.process.isRunning ? nil : false
        }
        guard isWatching == true else { throw TestSupportError("It does not watch: \(try run.process.errorText)") }
    }

    /// What is said when the session has ended.
    func words() async throws -> JSON {
        guard await run.process.ends(within: .seconds(40)) == .code(0) else {
            throw TestSupportError("It did not end well: \(try run.process.errorText)")
        }
        return try JSON(try run.process.outputText)
    }
}

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Why a session of Redis ended` {
    let home: TemporaryDirectory
    let id = Shop.id("Ann")
    var key: String { "tina4:session:\(id)" }

    init() throws { home = try TemporaryDirectory() }

    private func server(_ events: String? = nil) throws -> (RedisServer, RedisDatabase) {
        let server = try RedisServer(keyspaceEvents: events)
        let database = RedisDatabase(of: server)
        try database.add("Ann", ["user_id": "7", "cart": "3"])
        return (server, database)
    }

    @Test func `is its deadline`() async throws {
        let (server, database) = try server("KEA")
        let bed = try await Deathbed(id, store: server.url, home: home)

        try database.command(["PEXPIRE", key, "900"])

        let words = try await bed.words()
        #expect(words["cause"] == "expired")
        #expect(words["state"] == "gone")
    }

    @Test func `is eviction where the server tells`() async throws {
        let (server, database) = try server("Ee")
        let bed = try await Deathbed(id, store: server.url, home: home)

        try database.command(["CONFIG", "SET", "maxmemory-policy", "volatile-ttl", "maxmemory", "1"])

        let words = try await bed.words()
        #expect(words["cause"] == "evicted")
        #expect(words["certainty"] == "certain")
    }

    @Test func `is not known where the server evicts and does not say which`() async throws {
        let (server, database) = try server()
        let bed = try await Deathbed(id, store: server.url, home: home)

        try database.command(["CONFIG", "SET", "maxmemory-policy", "volatile-ttl", "maxmemory", "1"])

        let words = try await bed.words()
        #expect(words["cause"] == "unknown")
        #expect(words["evidence"]?.contains("has thrown out one record for want of memory") == true)
    }

    @Test func `is the application or another client where it was deleted`() async throws {
        let (server, database) = try server()
        let bed = try await Deathbed(id, store: server.url, home: home)

        try database.command(["DEL", key])

        let words = try await bed.words()
        #expect(words["cause"] == "application")
        #expect(words["certainty"] == "certain")
        #expect(words["evidence"]?.contains("before its deadline") == true)
    }

    @Test func `is the operator of another curfew on this machine`() async throws {
        let (server, _) = try server()
        let bed = try await Deathbed(id, store: server.url, home: home)

        let act = try ProgramRun(
            ["destroy", id, "--yes", "--reason", "stolen laptop", "--store", server.url], home: home)
        #expect(act.code == 0)

        let words = try await bed.words()
        #expect(words["cause"] == "operator")
        #expect(words["evidence"]?.contains("reason: stolen laptop") == true)
        let later = try ProgramRun(["why", id, "--store", server.url], home: home)
        #expect(later.code == 0)
        #expect(later.outputText.contains("An operator ended it (certain)"))
    }

    @Test func `is another id where it goes on under one`() async throws {
        let (server, database) = try server()
        let bed = try await Deathbed(id, store: server.url, home: home)

        try database.command(["RENAME", key, "tina4:session:\(Shop.id("Bee"))"])

        let words = try await bed.words()
        #expect(words["cause"] == "id_changed")
    }

    @Test func `is lost in a gap where the connection was away`() async throws {
        let (server, database) = try server()
        let proxy = try RecordingProxy(to: server.port)
        let bed = try await Deathbed(id, store: "redis://127.0.0.1:\(proxy.port)/0", home: home)

        proxy.refuse()
        proxy.cut()
        try database.command(["DEL", key])
        proxy.accept()

        let words = try await bed.words()
        #expect(words["cause"] == "gap")
        #expect(words["certainty"] == "unknown")
    }

    @Test(arguments: [
        ("gone", "gone"), ("gone", "tina4:session:gone"), ("nl\nabc", "nl%0Aabc"),
        ("nl\nabc", "tina4:session:nl%0Aabc"), ("nl\nabc", "nl\nabc"),
    ])
    func `is an operator's act by whatever name the session is asked for`(id: String, name: String) throws {
        let (server, database) = try server()
        try database.command(["SET", "tina4:session:\(id)", #"{"user_id": 8}"#, "EX", "600"])
        let listed = try ProgramRun(["list", "--format", "ids", "--store", server.url], home: home).lines
        let line = id == "gone" ? id : "nl%0Aabc"
        #expect(listed.contains(line))
        #expect(try ProgramRun(["destroy", line, "--yes", "--store", server.url], home: home).code == 0)

        let why = try ProgramRun(["why", name, "--store", server.url], home: home)

        #expect(why.code == 0)
        #expect(why.outputText.contains("An operator ended it (certain)"))
    }

    @Test func `is that it lives, and nothing at all of one that nobody knows`() throws {
        let (server, _) = try server()

        #expect(
            try ProgramRun(["why", id, "--store", server.url], home: home).outputText.contains("It lives: it ends in"))
        let unknown = try ProgramRun(["why", Shop.id("Nobody"), "--store", server.url], home: home)
        #expect(unknown.code == 3)
        #expect(unknown.errorText.contains("nobody watched when it ended"))
    }
}

@Suite(.timeLimit(.minutes(5))) struct `Why a session in files ended` {
    let shop: Shop

    init() throws { shop = try Shop() }

    @Test func `is its deadline, and that its file is still there`() async throws {
        let id = try shop.add("Ann", endsIn: 8)
        let bed = try await Deathbed(id, store: shop.sessions.path, home: shop.home)

        let words = try await bed.words()

        #expect(words["cause"] == "unswept")
        #expect(words["state"] == "expired")
    }

    @Test func `is the application or another client where the file was removed`() async throws {
        let id = try shop.add("Ann")
        let bed = try await Deathbed(id, store: shop.sessions.path, home: shop.home)

        unlink(shop.sessions.file(shop.fileName(id)))

        #expect(try await bed.words()["cause"] == "application")
    }

    @Test func `is the operator where the journal has the act`() async throws {
        let id = try shop.add("Ann")
        let bed = try await Deathbed(id, store: shop.sessions.path, home: shop.home)

        #expect(try shop.run("destroy", id, "--yes").code == 0)

        #expect(try await bed.words()["cause"] == "operator")
    }

    @Test func `is no operator's act where that was on another store`() throws {
        let id = try shop.add("Ann")
        let other = try TemporaryDirectory()
        #expect(try shop.run("destroy", id, "--yes").code == 0)

        let here = try shop.run("why", id)
        let there = try ProgramRun(["why", id, "--store", other.path], home: shop.home)

        #expect(here.code == 0)
        #expect(here.outputText.contains("An operator ended it (certain)"))
        #expect(there.code == 3)
        #expect(there.errorText.contains("only one on this id in file:\(shop.sessions.path): destroy at "))
    }

    @Test func `is no operator's act on another store of the same path from elsewhere`() throws {
        let home = shop.home
        for name in ["one/data", "two/data"] { try home.makeDirectory(name) }
        let id = Shop.id("Ann")
        let record = Tina4Record.pythonFile(id: id, ["user_id": "7"], expires: Shop.now + 600)
        try home.write(record.bytes, to: "one/data/\(record.name)")
        func run(_ verb: String, in directory: String) throws -> ProgramRun {
            try ProgramRun([verb, id, "--yes", "--store", "./data"], directory: home.file(directory), home: home)
        }

        let act = try run("destroy", in: "one")
        let here = try run("why", in: "one")
        let there = try run("why", in: "two")

        #expect([act, here, there].map(\.code) == [0, 0, 3])
        #expect(here.outputText.contains("An operator ended it (certain)"))
    }

    @Test func `is an operator's act also where the store was opened by a profile`() throws {
        let id = try shop.add("Ann")
        try shop.home.makeDirectory("config/curfew")
        try shop.home.write(
            "[profiles.main]\nstore = \"\(shop.sessions.path)\"\n", to: "config/curfew/config.toml")
        let act = try ProgramRun(["destroy", id, "--yes", "--profile", "main"], home: shop.home)
        #expect(act.code == 0)

        let why = try shop.run("why", id)

        #expect(why.code == 0)
        #expect(why.outputText.contains("An operator ended it (certain)"))
    }

    @Test func `is another id where the same data goes on under one`() async throws {
        let id = try shop.add("Ann", ["user_id": "5", "role": "\"unusual\""])
        let bed = try await Deathbed(id, store: shop.sessions.path, home: shop.home)

        #expect(try shop.run("regenerate", id, "--yes").code == 0)

        #expect(try await bed.words()["cause"] == "id_changed")
    }
}
