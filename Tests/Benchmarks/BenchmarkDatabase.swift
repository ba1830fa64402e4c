internal import TestSupport

/// A private database full of sample sessions, in the table that Tina4 makes, and its own client.
struct BenchmarkDatabase: Sendable {
    /// How many sessions are in each.
    static let count = 100_000

    /// The engine.
    let name: String
    /// Its scheme.
    private let scheme: String
    /// Where our job finds it: a path; or a port, a user, a password and a name.
    private let place: [String]
    /// The client's name, as a figure is put beside it.
    let client: String
    /// The line for the shell in which the client runs a statement.
    let line: @Sendable (_ statement: String) -> String
    /// The server's process; nil where there is none.
    let pid: Int?
    /// What keeps it there.
    private let keeper: any Sendable

    /// The table of the sessions, and one that is like it and holds none.
    static let (table, emptyTable) = ("tina4_session", "no_session")
    private static let tables = [table, emptyTable].map { name in
        "CREATE TABLE \(name) (session_id VARCHAR(255) PRIMARY KEY, data TEXT NOT NULL, "
            + "expires_at DOUBLE PRECISION NOT NULL);\n"
    }.joined()
    private static let everything = "SELECT session_id, expires_at FROM \(table)"

    // Each makes and fills one; nil where its server or client is not installed.

    @Sendable
    static func sqlite() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("sqlite3") else { return nil }
        let directory = try TemporaryDirectory()
        let path = directory.file("sessions.db")
        return try BenchmarkDatabase(
            name: "SQLite", scheme: "sqlite", place: [path], client: "sqlite3",
            line: { "\(client) '\(path)' '\($0)'" }, pid: nil, keeper: directory
        ).filled(with: "\(client) '\(path)'")
    }

    @Sendable
    static func postgreSQL() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("psql"), Tool.postgres.path != nil else { return nil }
        let server = try PostgreSQLServer()
        return try BenchmarkDatabase(
            name: "PostgreSQL", scheme: "postgresql",
            place: ["\(server.port)", server.user, server.password, "postgres"], client: "psql",
            line: { "printf '%s\\n' '\($0);' | \(client) '\(server.url())' -X -q -At" },
            pid: server.pid.map { Int($0) }, keeper: server
        ).filled(with: "\(client) '\(server.url())' -X -q", then: "VACUUM ANALYZE tina4_session;")
    }

    @Sendable
    static func mariaDB() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("mariadb"), Tool.mariadbd.path != nil else { return nil }
        // A pool that holds all the sessions, so that no disk is measured.
        let server = try MariaDBServer(options: ["--innodb-buffer-pool-size=256M"])
        let command = "\(client) --no-defaults --protocol=tcp -h 127.0.0.1 -P \(server.port) -u \(server.user)"
        _ = try Peer.words("/bin/sh", ["-c", "\(command) -e 'CREATE DATABASE shop'"])
        return try BenchmarkDatabase(
            name: "MariaDB", scheme: "mysql", place: ["\(server.port)", server.user, "", "shop"], client: "mariadb",
            line: { "\(command) shop -B -e '\($0)'" }, pid: server.pid.map { Int($0) }, keeper: server
        ).filled(with: "\(command) shop", then: "ANALYZE TABLE tina4_session;")
    }

    @Sendable
    static func firebird() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("isql-fb"), Tool.firebird.path != nil else { return nil }
        let server = try FirebirdServer()
        let path = try server.makeDatabase("sessions")
        let command =
            "\(client) -quiet -user \(server.user) -password \(server.password) 127.0.0.1/\(server.port):\(path)"
        let database = BenchmarkDatabase(
            name: "Firebird", scheme: "firebird", place: ["\(server.port)", server.user, server.password, path],
            client: "isql-fb", line: { "echo 'SET HEADING OFF; \($0);' | \(command)" },
            pid: server.pid.map { Int($0) }, keeper: server)
        // It takes one row a statement, and some statements in a block.
        var script = [table, emptyTable].map { name in
            "CREATE TABLE \(name) (session_id VARCHAR(255) NOT NULL PRIMARY KEY, data VARCHAR(8191), "
                + "expires_at DOUBLE PRECISION NOT NULL);\n"
        }.joined()
        script += "SET TERM ^ ;\n"
        for start in stride(from: 0, to: count, by: 100) {
            let rows = Self.rows(start..<start + 100).map { "INSERT INTO tina4_session VALUES \($0);" }
            script += "EXECUTE BLOCK AS BEGIN\n\(rows.joined(separator: "\n"))\nEND ^\n"
        }
        _ = try Peer.words("/bin/sh", ["-c", "\(command) -charset utf8 -bail"], input: .text(script + "COMMIT ^\n"))
        return database
    }

    /// The line for the shell that lists id and deadline of all.
    var listing: String { "\(line(Self.everything)) >/dev/null" }

    /// The line for the shell that asks for nothing: what the client needs to start and connect.
    var nothing: String { "\(line(name == "Firebird" ? "SELECT 1 FROM rdb$database" : "SELECT 1")) >/dev/null" }

    /// What our job lists: a table of the database.
    func job(_ table: String) -> [String] { ["\(pid ?? 0)", scheme, table] + place }

    /// Puts the sessions in, by the client's standard input.
    private func filled(with shell: String, then: String = "") throws -> BenchmarkDatabase {
        var script = Self.tables + "BEGIN;\n"
        for start in stride(from: 0, to: Self.count, by: 500) {
            let rows = Self.rows(start..<start + 500)
            script += "INSERT INTO tina4_session VALUES \(rows.joined(separator: ",\n"));\n"
        }
        script += "COMMIT;\n\(then)\n"
        _ = try Peer.words("/bin/sh", ["-c", shell], input: .text(script))
        return self
    }

    /// What makes ten times as many of its sessions, or nearly; nil where that would take too long.
    var growth: String? {
        guard name == "SQLite" else { return nil }
        let letters = (65..<74).map { "SELECT char(\($0)) AS letter" }.joined(separator: " UNION ALL ")
        return line(
            "INSERT OR IGNORE INTO tina4_session SELECT letter || substr(session_id, 2), data, expires_at "
                + "FROM tina4_session, (\(letters))")
    }

    private static let end = Clock.milliseconds / 1000 + Int64(Fixtures.extraSeconds)

    /// Sample sessions as values of an INSERT.
    private static func rows(_ numbers: Range<Int>) -> [String] {
        numbers.map { number in
            let session = SampleSession(number)
            return "('\(session.id)', '\(session.payload)', \(end + Int64(session.secondsLeft)).25)"
        }
    }
}
