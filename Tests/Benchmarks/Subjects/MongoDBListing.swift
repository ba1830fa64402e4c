internal import TestSupport

extension Benchmark {
    /// Listing a MongoDB: id and deadline of every session, into the console's table.
    static let mongodb = Benchmark(name: "mongodb", summary: "listing 100,000 MongoDB sessions, id and deadline") {
        guard Tool.mongod.path != nil, Tool.libmongoc.path != nil, let python = Peer.python else {
            return Report.skipped("mongodb", "not installed; try: Tests/install-tools.sh")
        }
        let count = 100_000
        let server = try Fixtures.mongo(count)
        let port = "\(server.port)"
        let pid = try Fixtures.pid(of: server)
        var (memory, first): ([Double], [Double]) = ([], [])
        var work = ServerWork()
        func ours() throws -> Double {
            let figures = try Job.listMongo.figures([port, "full", "\(pid)"])
            memory.append(figures[3])
            work.add(wall: figures[0], served: figures[5])
            first.append(figures[4])
            guard Int(figures[2]) == count else { throw TestSupportError("\(figures[2]) sessions were listed") }
            return figures[0]
        }
        let script = Peer.script("mongodb_listing")
        let words = try Peer.words(python, [script, port])
        let pairs = try await Pairs.measure(9, ours: ours) { try Peer.figure(python, [script, port]) }
        Report.line("wall", pairs, peer: "pymongo \(words[2]), into a dict", aim: 1)
        work.report()
        Report.line("memory a session", memory.median, unit: "bytes")
        Report.line("first rows after", first.median, unit: "ms")
    }
}
