internal import Glibc
internal import TestSupport

extension Benchmark {
    /// The real program in a terminal, beside others.
    static let terminal = Benchmark(name: "terminal", summary: "the program in a terminal: start, keys, idle") {
        guard let python = Peer.python else {
            return Report.skipped("terminal", "no Python with pyte; try: Tests/install-tools.sh")
        }
        guard let program = ProcessVariables.value("CURFEW_BINARY"), Executable.find("redis-server") != nil else {
            return Report.skipped("terminal", "CURFEW_BINARY names no release build of curfew")
        }
        let server = try Fixtures.redis(100_000)
        let home = try TemporaryDirectory()
        for size in ["80x24", "160x48", "250x70"] {
            Report.say("  -- \(size)")
            try probe(python, home, size, "curfew", rows: "\\d\\d:\\d\\d:\\d\\d", [program, server.url])
            try peer(python, home, size, "htop", [])
            try peer(python, home, size, "tig", [])
            try peer(python, home, size, "less", [Peer.probePath])
        }
        try whileListing(python, program, home)
    }

    /// The same while rows arrive. The screen changes by itself then, so that what is waited for is the key's own: a
    /// letter in the command line, there and gone again. Two hundred of them, so that one that meets the list being put
    /// in order is not taken for one in a hundred.
    private static func whileListing(_ python: String, _ program: String, _ home: TemporaryDirectory) throws {
        let server = try Fixtures.redis(1_000_000)
        Report.say("  -- 80x24, while 1,000,000 sessions are being listed")
        try run(
            python, home, "80x24", "curfew",
            [
                "first", "wait:listing \\d", "keys::", "lat@200:x=>@row=-1:^ :x||<BS>=>@row=-1:^ :(?!x)",
                "expect:listing \\d", "keys:<C-c>",
            ], [program, server.url])
    }

    private static func peer(
        _ python: String, _ home: TemporaryDirectory, _ size: String, _ name: String, _ arguments: [String]
    ) throws {
        guard let path = Executable.find(name) else { return Report.skipped(name, "not installed") }
        try probe(python, home, size, name, rows: ".", [path] + arguments)
    }

    private static func probe(
        _ python: String, _ home: TemporaryDirectory, _ size: String, _ name: String, rows: String, _ command: [String]
    ) throws {
        let steps = [
            "first", "wait:\(rows)", "settle:300", "sleep:2", "lat@60:<Down>=>@change||<Down>=>@change||<Up>=>@change",
            "idle@10", "rss", "keys:q",
        ]
        try run(python, home, size, name, steps, command)
    }

    private static func run(
        _ python: String, _ home: TemporaryDirectory, _ size: String, _ name: String, _ steps: [String],
        _ command: [String]
    ) throws {
        let run = try ProgramRun(
            [Peer.probePath, "--size", size, "--label", name] + steps + ["--"] + command, program: python, home: home,
            atMost: .seconds(120))
        for line in run.lines { print("  \(line)") }
        if run.code != 0 { print("  \(name): \(run.exit) \(run.errorText)") }
    }
}
