import TestSupport
import Testing

/// One user over three stores of three kinds, and the real program on all of them at once.
@Suite(.needs(.redisServer), .needs(.tina4Python), .timeLimit(.minutes(5))) struct `Logging out everywhere` {
    let files: Shop
    let redis: RedisDatabase
    let table: Table

    init() throws {
        files = try Shop()
        redis = try RedisDatabase.fresh()
        table = try Table()
        // A number here, the same number as text there, and the e-mail address of both in the third.
        try redis.add("Ann", ["user_id": "4711", "email": #""ann@shop""#])
        try redis.add("Bob", ["user_id": "12", "email": #""bob@shop""#])
        try table.add(#"{"user":{"id":"4711"}}"#)
        try table.add(#"{"user":{"id":"12"}}"#)
        try files.add("Ann", ["email": #""Ann@shop""#])
        try files.add("Bob", ["email": #""bob@shop""#])
    }

    private func logout(_ more: String..., redis url: String? = nil) throws -> ProgramRun {
        try ProgramRun(arguments(url ?? redis.url) + more, home: files.home)
    }

    private func arguments(_ redis: String) -> [String] {
        [
            "logout", "ann@shop", "--store", redis, "--store", table.url, "--store", files.sessions.path, "--yes",
            "--watch", "0", "--json",
        ]
    }

    private func liveCounts() throws -> [Int] {
        [Int(try redis.command(["DBSIZE"]).number ?? -1), try table.count(), try files.sessions.names().count]
    }

    @Test func `ends one user under three spellings in three kinds of stores`() throws {
        let run = try logout()

        #expect(run.code == 0)
        #expect(try (0..<3).map { try run.json["results[\($0)].result"] } == ["done", "done", "done"])
        #expect(try liveCounts() == [1, 1, 1])
        #expect(try redis.command(["EXISTS", "tina4:session:\(Shop.id("Bob"))"]) == .integer(1))
        #expect(try files.holds(Shop.id("Bob")))
    }

    @Test func `names whom it takes for the same person before it does anything`() throws {
        let run = try ProgramRun(arguments(redis.url).filter { $0 != "--json" } + ["--dry-run"], home: files.home)

        #expect(run.outputText.hasPrefix("Log out ann@shop (also 4711): 3 sessions.\n"))
        #expect(run.outputText.contains("user.id = 4711"))
        #expect(try liveCounts() == [2, 2, 2])
    }

    @Test func `is partly done when a store is unplugged half way, and a second run finishes`() async throws {
        for number in 0..<1500 { try redis.add("More\(number)", ["user_id": "4711"]) }
        let proxy = try RecordingProxy(to: redis.server.port)
        let url = redis.url.replacingPort(redis.server.port, with: proxy.port)
        // Each batch takes so long that the plug is pulled between two of them, by a thread that waits for no other test.
        proxy.delay(by: .milliseconds(300))
        let redis = redis
        proxy.refuse { redis.count < 1502 }

        let program = try ProgramRun.start(arguments(url), home: files.home)
        let exit = await program.process.ends(within: .seconds(180))

        #expect(exit == .code(5))
        let receipt = try JSON(program.process.outputText)
        #expect((0..<1503).contains { receipt["results[\($0)].result"] == "refused" })
        let left = redis.count
        #expect((2..<1502).contains(left))
        #expect(Array(try liveCounts()[1...]) == [1, 1])

        proxy.accept()
        proxy.delay(by: .zero)
        let second = try logout(redis: url)
        #expect(second.code == 0)
        #expect(try liveCounts() == [1, 1, 1])
        #expect(try second.json["results[0].result"] == "done")
        #expect(try ProgramRun(["journal", "verify"], home: files.home).code == 0)
    }

    @Test func `lists everybody over all stores at once`() throws {
        let run = try ProgramRun(
            ["users", "--store", redis.url, "--store", table.url, "--store", files.sessions.path, "--json"],
            home: files.home)

        let json = try run.json
        #expect(json.count == 2)
        #expect(json["[0].sessions"] == "3")
        #expect(json.keys("[0].stores").count == 3)
    }
}

extension RedisDatabase {
    /// How many sessions there are.
    fileprivate var count: Int { (try? command(["DBSIZE"]).number).flatMap { Int($0) } ?? -1 }
}

extension String {
    fileprivate func replacingPort(_ old: Int, with new: Int) -> String {
        split(separator: ":\(old)", maxSplits: 1, omittingEmptySubsequences: false).joined(separator: ":\(new)")
    }
}

/// The sessions of the real framework in a table of a SQLite file.
final class Table {
    private let directory: TemporaryDirectory
    private let application: Tina4

    init() throws {
        directory = try TemporaryDirectory()
        application = try Tina4(.database(url: "sqlite:///\(directory.file("app.db"))"))
    }

    /// Where the product finds it.
    var url: String { "sqlite:\(directory.file("app.db"))" }

    /// Begins a session, and gives back its id.
    @discardableResult
    func add(_ payload: String) throws -> String { try application.create(payload) }

    /// How many sessions the program lists.
    func count() throws -> Int { try ProgramRun(["list", "--store", url, "--format", "ids"]).lines.count }
}
