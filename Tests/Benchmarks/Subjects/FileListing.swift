internal import TestSupport

extension Benchmark {
    /// Listing a directory of session files.
    static let files = Benchmark(name: "files", summary: "listing 100,000 session files, contents read") {
        let directory = try Fixtures.files(100_000)
        let probe = try Peer.compiled("file_listing")
        var memory: [Double] = []
        func ours() throws -> Double {
            let figures = try Job.listFiles.figures([directory.path])
            guard Int(figures[2]) == 100_000 else { throw TestSupportError("\(figures[2]) files were listed") }
            memory.append(figures[3])
            return figures[0]
        }
        let pairs = try await Pairs.measure(9, ours: ours) { try Peer.figure(probe, [directory.path, "2"]) }
        Report.line("wall", pairs, peer: "C probe (2 threads, keeps nothing)", aim: 1.25)
        let grep = try await Pairs.measure(3, ours: ours) {
            try Peer.shell("grep -rF no-such-word '\(directory.path)' || true")
        }
        Report.line("wall", grep, peer: "grep -r", aim: 0.5)
        if let jq = Executable.find("jq") {
            let listing =
                "cd '\(directory.path)' && ls | xargs \(jq) -r '[input_filename, ._expires] | @tsv' >/dev/null"
            let pairs = try await Pairs.measure(3, ours: ours) { try Peer.shell(listing) }
            Report.line("wall", pairs, peer: "ls and jq", aim: 1)
        } else {
            Report.skipped("jq", "not installed")
        }
        Report.line("memory a session", memory.median, unit: "bytes")
    }
}
