import TestSupport
import Testing

@Suite struct `The journal from the command line` {
    private let home: TemporaryDirectory
    private let count = 1003

    init() throws {
        home = try TemporaryDirectory()
        try home.makeDirectory("state/curfew")
        try write((1...count).map(Self.line))
    }

    private static func line(_ number: Int) -> String {
        #"{"n":\#(number),"at":1795229000.5,"operator":{"login":"kim"},"store":"shop","verb":"ttl","count":1}"#
    }

    private func write(_ lines: [String]) throws {
        try home.write(lines.joined(separator: "\n") + "\n", to: "state/curfew/journal.jsonl")
    }

    private func run(_ arguments: String...) throws -> ProgramRun {
        try ProgramRun(["journal"] + arguments, home: home)
    }

    @Test func `gives all of it as JSON`() throws {
        let all = try run("--json")
        let some = try run("--json", "--limit", "2")

        #expect(all.lines.count == count)
        #expect(all.errorText.isEmpty)
        #expect(try some.lines.map { try JSON($0)["n"] } == ["1002", "1003"])
    }

    @Test func `says that a table is not all of it`() throws {
        let usual = try run()
        let asked = try run("--limit", "1001")

        #expect(usual.lines.count == 1000)
        #expect(usual.errorText == "These are the last 1000 lines; --limit COUNT gives more, and --json all.\n")
        #expect(asked.lines.count == 1001)
        #expect(asked.errorText.isEmpty)
    }

    @Test func `says nothing of itself where no line was asked for`() throws {
        let run = try run("--limit", "0")

        #expect(run.output.isEmpty)
        #expect(run.errorText.isEmpty)
        #expect(run.code == 0)
    }

    @Test(.needs(.redisServer)) func `knows each of very many that were ended at once`() throws {
        let home = try TemporaryDirectory()
        let database = try RedisDatabase.fresh()
        let ids = (0..<1_500).map { Shop.id("Many\($0)") }
        try database.pipeline(
            ids.map { ["SET", "tina4:session:\($0)", #"{"user_id": "ann"}"#, "EX", "600"] as RESPCommand })

        let ended = try ProgramRun(
            ["destroy", "--store", database.url, "--where", "user=ann", "--yes", "--reason", "drill"], home: home)
        let why = try ProgramRun(["why", ids[1_400], "--store", database.url], home: home)
        let acts = try ProgramRun(["journal"], home: home)
        let lines = try ProgramRun(["journal", "--json"], home: home)

        #expect(ended.outputText == "destroyed 1500\n")
        #expect(why.outputText.contains("An operator ended it (certain)"))
        #expect(acts.lines.map { $0.hasSuffix("done 1500: drill") } == [false, true])
        #expect(try lines.lines.map { try JSON($0)["count"] } == ["1500", "0", "1500", "0"])
    }

    @Test func `shows which line is damaged, and no time of its own for it`() throws {
        let long = String(repeating: "x", count: 70)
        try write([Self.line(1), "gar\u{1B}bage", long, Self.line(9)])

        let run = try run()

        #expect(run.lines.count == 4)
        #expect(run.lines[0].hasPrefix("2026-"))
        #expect(run.lines[1] == #"line 2  unreadable: gar\ebage"#)
        #expect(run.lines[2] == "line 3  unreadable: \(long.prefix(60))..")
    }

    @Test(arguments: [
        (["garbage"], "Line 2 of the journal is damaged and was left out; curfew journal verify checks them all.\n"),
        (
            ["garbage", "{\"n\":"],
            "2 lines of the journal are damaged and were left out, the first of them line 2; curfew journal verify checks them all.\n"
        ),
    ])
    func `leaves damaged lines out of its JSON, and says so`(damaged: [String], sentence: String) throws {
        try write([Self.line(1)] + damaged + [Self.line(9)])

        let run = try run("--json")

        #expect(try run.lines.map { try JSON($0)["n"] } == ["1", "9"])
        #expect(run.errorText == sentence)
    }
}
