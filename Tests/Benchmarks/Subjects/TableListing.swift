internal import TestSupport

extension Benchmark {
    /// Listing a table of sessions: id and deadline of every row, into the console's table.
    static let sql = Benchmark(
        name: "sql", summary: "listing 100,000 sessions of a table, id and deadline, beside each database's own client"
    ) {
        for database in try BenchmarkDatabase.all() { try await TableListing(database: database).run() }
    }
}

/// The figures of one database.
private struct TableListing {
    let database: BenchmarkDatabase

    func run() async throws {
        Report.say("  -- \(database.name)")
        var memory: [Double] = []
        var processor: [Double] = []
        var first: [Double] = []
        func ours() throws -> Double {
            var figures: [Double] = []
            // The whole process, as the peer's: started, connected, listed, ended.
            let whole = try Clock.time { figures = try Job.listTable.figures(database.place) }
            guard Int(figures[2]) == BenchmarkDatabase.count else {
                throw TestSupportError("\(figures[2]) of \(BenchmarkDatabase.count) were listed")
            }
            memory.append(figures[3])
            processor.append(figures[1])
            first.append(figures[4])
            return whole
        }
        let pairs = try await Pairs.measure(9, ours: ours) { try Peer.shell(database.listing) }
        Report.line("wall, the whole process", pairs, peer: database.client, aim: 1)
        if database.question != nil {
            func scan() throws -> Double { try Job.listTable.figures(database.place)[0] }
            let pairs = try await Pairs.measure(9, ours: scan) { try database.serverTime() }
            Report.line("wall of the listing alone", pairs, peer: "the server's own time for it", aim: 1.5)
        }
        Report.line("our processor time", processor.median, unit: "ms")
        Report.line("first rows after", first.median, unit: "ms")
        Report.line("memory a session", memory.median, unit: "bytes")
    }
}
