internal import TestSupport

extension Benchmark {
    /// Listing a Redis: id and deadline of every session, into the console's table.
    static let redis = Benchmark(
        name: "redis", summary: "listing 100,000 and 1,000,000 Redis sessions, id and deadline"
    ) {
        let probe = try Peer.compiled("redis_listing")
        for count in [100_000, 1_000_000] {
            let server = try Fixtures.redis(count)
            let listing = RedisListing(server: server, count: count, pid: try Fixtures.pid(of: server), probe: probe)
            try await listing.run()
        }
    }
}

/// The figures of one server.
private struct RedisListing {
    let server: RedisServer
    let count: Int
    let pid: Int
    let probe: String

    private var port: String { "\(server.port)" }
    private var rounds: Int { count > 500_000 ? 5 : 9 }

    func run() async throws {
        Report.say("  -- \(count) sessions")
        var processor: [Double] = []
        var memory: [Double] = []
        var first: [Double] = []
        var served: [Double] = []
        func ours() throws -> Double {
            let before = ProcessFacts.processorTime(of: pid)
            let figures = try Job.listRedis.figures([port, "full"])
            served.append(figures[0] / (ProcessFacts.processorTime(of: pid) - before))
            processor.append(figures[1])
            memory.append(figures[3])
            first.append(figures[4])
            guard Int(figures[2]) >= count else { throw TestSupportError("only \(figures[2]) of \(count) were listed") }
            return figures[0]
        }
        let pairs = try await Pairs.measure(rounds, ours: ours) { try Peer.figure(probe, [port, "300"]) }
        Report.line("wall", pairs, peer: "C probe (SCAN 300 + PTTL, keeps nothing)", aim: 1.05)
        Report.line("wall / the server's own time meanwhile", served.median, unit: "times")
        Report.line("our processor time", processor.median, unit: "ms")
        Report.line("our processor time a session", processor.median / Double(count) * 1e6, unit: "ns")
        Report.line("memory a session", memory.median, unit: "bytes", aim: count > 500_000 ? 64 : nil)
        Report.line("first rows after", first.median, unit: "ms")
        try await beside("redis-cli --scan (keys alone)", ours) {
            try Peer.shell(
                "\(try Tool.redisCLI.require()) -p \(port) --scan --pattern '\(Fixtures.prefix)*' >/dev/null")
        }
        if let python = Peer.python {
            let parser = try Peer.words(python, [Peer.script("redis_listing"), port])[2]
            try await beside("redis-py pipeline (\(parser))", ours, aim: 0.35) {
                try Peer.figure(python, [Peer.script("redis_listing"), port])
            }
        } else {
            Report.skipped("redis-py", "not installed; try: Tests/install-tools.sh")
        }
        let polite = try Job.listRedis.figures([port, "polite"])
        Report.line("politely", polite[0], unit: "ms")
    }

    private func beside(
        _ peer: String, _ ours: () throws -> Double, aim: Double? = nil, _ theirs: () throws -> Double
    ) async throws {
        Report.line("wall", try await Pairs.measure(3, ours: ours, peer: theirs), peer: peer, aim: aim)
    }
}
