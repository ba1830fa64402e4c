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
        Report.line("memory a session", memory.median, unit: "bytes")
        Report.line("first rows after", first.median, unit: "ms")
    }
}
