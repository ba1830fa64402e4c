internal import TestSupport

extension Benchmark {
    static let sqlite = table("sqlite", "SQLite", BenchmarkDatabase.sqlite)
    static let postgresql = table("postgresql", "PostgreSQL", BenchmarkDatabase.postgreSQL)
    static let mariadb = table("mariadb", "MariaDB", BenchmarkDatabase.mariaDB)
    static let firebird = table("firebird", "Firebird", BenchmarkDatabase.firebird)

    /// Listing a table of sessions: id and deadline of every row, into the console's table.
    private static func table(
        _ name: String, _ engine: String, _ make: @escaping @Sendable () throws -> BenchmarkDatabase?
    ) -> Benchmark {
        Benchmark(name: name, summary: "listing 100,000 sessions of a table in \(engine), beside its own client") {
            guard let database = try make() else {
                return Report.skipped(engine, "server or client not installed; try: Tests/install-tools.sh")
            }
            try await TableListing(database: database).run()
        }
    }
}

/// The figures of one database.
///
/// What it takes to connect is left out on both sides: of the client's time that of a statement that asks for nothing, of
/// ours that of listing a table that holds nothing.
private struct TableListing {
    let database: BenchmarkDatabase

    /// What a listing took.
    private struct Taken {
        /// From its beginning to its end, in milliseconds.
        var wall: Double
        /// Our processor time, in milliseconds.
        var processor: Double
        /// Bytes of memory a session.
        var memory: Double
        /// When the first rows were there, in milliseconds.
        var first: Double
        /// The server's processor time, in milliseconds.
        var served: Double
    }

    func run() async throws {
        var all: [Taken] = []
        var start: [Taken] = []
        let client = try await Pairs.measure(9) {
            start.append(try list(BenchmarkDatabase.emptyTable, expecting: 0))
            all.append(try list(BenchmarkDatabase.table, expecting: BenchmarkDatabase.count))
            return all[all.count - 1].wall - start[start.count - 1].wall
        } peer: {
            let nothing = try Peer.shell(database.nothing)
            return try Peer.shell(database.listing) - nothing
        }
        Report.line("wall", client, peer: "\(database.client), both without their start", aim: 1)
        var server = ServerWork()
        for (ours, nothing) in zip(all, start).dropFirst() {
            server.add(wall: ours.wall - nothing.wall, served: ours.served - nothing.served)
        }
        if database.pid != nil { server.report() }
        Report.line("our processor time", all.map(\.processor).median, unit: "ms")
        Report.line("to connect once more and list nothing", start.map(\.wall).median, unit: "ms")
        Report.line("first rows after", all.map(\.first).median, unit: "ms")
        Report.line("memory a session", all.map(\.memory).median, unit: "bytes")
        guard let growth = database.growth else { return }
        _ = try Peer.shell(growth)
        let many = try Job.listTable.figures(database.job(BenchmarkDatabase.table))
        Report.line("memory a session, of \(Int(many[2]))", many[3], unit: "bytes", aim: 64)
    }

    private func list(_ table: String, expecting count: Int) throws -> Taken {
        let figures = try Job.listTable.figures(database.job(table))
        guard Int(figures[2]) == count else { throw TestSupportError("\(figures[2]) of \(count) were listed") }
        return Taken(
            wall: figures[0], processor: figures[1], memory: figures[3], first: figures[4],
            served: figures[5])
    }
}
