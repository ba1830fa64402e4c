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
            let figures = try Job.listTable.figures(database.place)
            guard Int(figures[2]) == BenchmarkDatabase.count else {
                throw TestSupportError("\(figures[2]) of \(BenchmarkDatabase.count) were listed")
            }
            processor.append(figures[1])
            memory.append(figures[3])
            first.append(figures[4])
            return figures[0]
        }
        let client = try await Pairs.measure(9, ours: ours) {
            let start = try Peer.shell(database.nothing)
            return try Peer.shell(database.listing) - start
        }
        Report.line("wall", client, peer: "\(database.client), without its start", aim: 1)
        if database.question != nil {
            let server = try await Pairs.measure(9, ours: ours) { try database.serverTime() }
            Report.line("wall", server, peer: database.answer, aim: 1.5)
        }
        Report.line("our processor time", processor.median, unit: "ms")
        Report.line("first rows after", first.median, unit: "ms")
        Report.line("memory a session", memory.median, unit: "bytes")
        guard let growth = database.growth else { return }
        _ = try Peer.shell(growth)
        let many = try Job.listTable.figures(database.place)
        Report.line("memory a session, of \(Int(many[2]))", many[3], unit: "bytes", aim: 64)
    }
}
