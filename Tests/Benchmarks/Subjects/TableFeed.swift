internal import Glibc
internal import MySQLStore
internal import PostgreSQLStore
internal import SQLiteStore
internal import SessionFormats
internal import SessionModel
internal import StoreKit
internal import Synchronization
internal import TestSupport

extension Benchmark {
    /// How soon a change in a table is known, by each way of knowing it.
    static let tableFeed = Benchmark(
        name: "table-feed", summary: "from a write in a table of 10,000 sessions to its being told, by each feed"
    ) {
        try await sqlite(journal: "DELETE")
        try await sqlite(journal: "WAL")
        try await postgreSQL()
        try await mariaDB()
    }

    private static let rows = 10_000
    private static let sampleContent = #"{"a":1}"#
    private static let columns =
        "(session_id VARCHAR(255) PRIMARY KEY, data TEXT, expires_at DOUBLE PRECISION NOT NULL)"

    private static func sqlite(journal: String) async throws {
        guard let program = Executable.find("sqlite3") else { return Report.skipped("SQLite", "no sqlite3") }
        let directory = try TemporaryDirectory()
        let path = directory.file("app.db")
        let numbers =
            "WITH RECURSIVE seq(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM seq WHERE n + 1 < \(rows))"
        _ = try Peer.words(
            program,
            [
                path,
                "PRAGMA journal_mode=\(journal); CREATE TABLE tina4_session \(columns);"
                    + "\(numbers) INSERT INTO tina4_session SELECT 's' || n, '\(sampleContent)', 0 FROM seq",
            ])
        let address = StoreAddress(scheme: "sqlite", path: path)
        try await measure("SQLite, \(journal)", .sqlite, address)
    }

    private static func postgreSQL() async throws {
        guard Tool.postgres.path != nil else { return Report.skipped("PostgreSQL", "it is not installed") }
        let server = try PostgreSQLServer()
        try server.run("CREATE TABLE tina4_session \(columns)")
        try server.run(
            "INSERT INTO tina4_session SELECT 's' || n, '\(sampleContent)', 0 FROM generate_series(0, \(rows - 1)) AS n"
        )
        var address = StoreAddress(
            scheme: "postgresql", user: server.user, password: Secret(server.password),
            hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: "postgres")
        address.options = [.init("poll", "1")]
        try await measure("PostgreSQL, read again", .postgresql, address)
        _ = try await open(.postgresql, address).installFeed()
        try await measure("PostgreSQL, LISTEN", .postgresql, address)
    }

    private static func mariaDB() async throws {
        guard Tool.mariadbd.path != nil else { return Report.skipped("MariaDB", "it is not installed") }
        let server = try MariaDBServer(options: ["--log-bin", "--binlog-format=ROW", "--server-id=1"])
        try server.run("CREATE DATABASE app")
        try server.run("CREATE TABLE tina4_session \(columns)", database: "app")
        try server.run(
            "INSERT INTO tina4_session SELECT CONCAT('s', seq), '\(sampleContent)', 0 FROM seq_0_to_\(rows - 1)",
            database: "app")
        let address = StoreAddress(
            scheme: "mysql", user: server.user, hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: "app")
        try await measure("MariaDB, binlog", .mysql, address)
    }

    private static func open(_ driver: StoreDriver, _ address: StoreAddress) async throws -> any SessionStore {
        try await driver.open(StoreOpening(address: address, layouts: SessionFormat.tina4.layouts))
    }

    /// Writes one after the other, each after the one before was told and the pause that looking owes for it is over.
    private static func measure(_ what: String, _ driver: StoreDriver, _ address: StoreAddress) async throws {
        let writer = try await open(driver, address)
        let key = SessionKey("s0")
        var seen = Revision(content: try await writer.records([key], limit: 100)[0]?.content.bytes ?? [])
        let store = try await open(driver, address)
        let (changes, sink) = AsyncStream<(StoreChange, Int64)>.makeStream()
        let watching = Task { try await store.watch { sink.yield(($0, Clock.nanoseconds)) } }
        var told = changes.makeAsyncIterator()
        while let (change, _) = await told.next() { if case .connected = change { break } }
        let writes = what.hasSuffix("again") ? 10 : 40
        var (samples, measure): ([Double], FeedMeasure?) = ([], nil)
        for number in 0..<writes {
            if let lag = measure?.lag, !what.hasSuffix("again") { try await Task.sleep(for: .milliseconds(lag)) }
            let content = Array("{\"a\":\(number + 2)}".utf8)
            let start = Clock.nanoseconds
            _ = try await writer.write(RecordWrite(key: key, expecting: seen, content: content))
            let written = Double(Clock.nanoseconds - start) / 1e6
            seen = Revision(content: content)
            while let (change, moment) = await told.next() {
                if case .measured(let news) = change { measure = news }
                guard case .touched(let keys) = change, keys.contains(key), moment > start else { continue }
                samples.append(max(0, Double(moment - start) / 1e6 - written))
                break
            }
            // What is told twice is not to be taken for the next write.
            if what.hasSuffix("binlog") { try await Task.sleep(for: .milliseconds(200)) }
        }
        watching.cancel()
        let cost = measure.map { ", \($0.label)" } ?? ""
        Report.spread("\(what): commit to report\(cost)", samples, unit: "ms")
        for store in [writer, store] { await store.close() }
        sink.finish()
    }
}
