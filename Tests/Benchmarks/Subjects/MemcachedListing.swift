internal import TestSupport

extension Benchmark {
    /// Listing a Memcached: id and deadline of every session, into the console's table.
    static let memcached = Benchmark(
        name: "memcached", summary: "listing 100,000 Memcached sessions, id and deadline"
    ) {
        guard Tool.memcached.path != nil, let python = Peer.python else {
            return Report.skipped("memcached", "not installed; try: Tests/install-tools.sh")
        }
        let count = 100_000
        let server = try Fixtures.memcached(count)
        let port = "\(server.port)"
        let pid = Int(server.pid ?? 0)
        var (memory, first): ([Double], [Double]) = ([], [])
        var work = ServerWork()
        func ours() throws -> Double {
            let figures = try Job.listMemcached.figures([port, "\(pid)"])
            memory.append(figures[3])
            work.add(wall: figures[0], served: figures[5])
            first.append(figures[4])
            guard Int(figures[2]) == count else { throw TestSupportError("\(figures[2]) sessions were listed") }
            return figures[0]
        }
        let script = Peer.script("memcached_listing")
        let pairs = try await Pairs.measure(9, ours: ours) { try Peer.figure(python, [script, port]) }
        Report.line("wall", pairs, peer: "Python's socket, the crawler's lines into a dict", aim: 1)
        work.report()
        let dumps = try await Pairs.measure(9, ours: ours) { try dump(server.port) }
        Report.line("wall", dumps, peer: "a socket that takes in the crawler's lines and looks at none")
        Report.line("memory a session", memory.median, unit: "bytes")
        Report.line("first rows after", first.median, unit: "ms")
    }

    /// How many milliseconds a server takes to write all its keys, with its crawler's rests, to somebody who only reads.
    private static func dump(_ port: Int) throws -> Double {
        let connection = try BareConnection(port: port)
        return try Clock.time {
            try connection.send(Array("lru_crawler metadump all\r\n".utf8))
            try connection.skip(past: "END")
        }
    }
}
