internal import TestSupport

/// A private database full of sample sessions, in the table that Tina4 makes, and its own client.
struct BenchmarkDatabase: Sendable {
    /// How many sessions are in each.
    static let count = 100_000

    /// The engine.
    let name: String
    /// What our job opens: a scheme, and a path or a port, a user and a password.
    let place: [String]
    /// The client's name, as a figure is put beside it.
    let client: String
    /// The line for the shell in which the client runs a statement.
    let line: @Sendable (_ statement: String) -> String
    /// What makes the server tell how long it alone takes to read all; nil where there is none.
    let question: String?
    /// What question that is, in words.
    var answer = "the server's own time for it"
    /// What keeps it there.
    private let keeper: any Sendable

    private static let table =
        "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT NOT NULL, "
        + "expires_at DOUBLE PRECISION NOT NULL);\n"
    private static let everything = "SELECT session_id, expires_at FROM tina4_session"

    /// Makes and fills those whose server and client are installed.
    static func all() throws -> [BenchmarkDatabase] {
        let makers = [
            ("SQLite", sqlite), ("PostgreSQL", postgreSQL), ("MariaDB", mariaDB), ("Firebird", firebird),
        ]
        return try makers.compactMap { name, make in
            guard let database = try make() else {
                Report.skipped(name, "server or client not installed; try: Tests/install-tools.sh")
                return nil
            }
            return database
        }
    }

    private static func sqlite() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("sqlite3") else { return nil }
        let directory = try TemporaryDirectory()
        let path = directory.file("sessions.db")
        return try BenchmarkDatabase(
            name: "SQLite", place: ["sqlite", path], client: "sqlite3", line: { "\(client) '\(path)' '\($0)'" },
            question: nil, keeper: directory
        ).filled(with: "\(client) '\(path)'")
    }

    private static func postgreSQL() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("psql"), Tool.postgres.path != nil else { return nil }
        let server = try PostgreSQLServer()
        return try BenchmarkDatabase(
            name: "PostgreSQL", place: ["postgresql", "\(server.port)", server.user, server.password, "postgres"],
            client: "psql", line: { "printf '%s\\n' '\($0);' | \(client) '\(server.url())' -X -q -At" },
            // The only way to have rows made into what is sent, and sent nowhere.
            question: "\\timing on\nCOPY (\(everything)) TO $$/dev/null$$ (FORMAT binary)", keeper: server
        ).filled(with: "\(client) '\(server.url())' -X -q", then: "VACUUM ANALYZE tina4_session;")
    }

    private static func mariaDB() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("mariadb"), Tool.mariadbd.path != nil else { return nil }
        let server = try MariaDBServer()
        let command = "\(client) --no-defaults --protocol=tcp -h 127.0.0.1 -P \(server.port) -u \(server.user)"
        _ = try Peer.words("/bin/sh", ["-c", "\(command) -e 'CREATE DATABASE shop'"])
        return try BenchmarkDatabase(
            name: "MariaDB", place: ["mysql", "\(server.port)", server.user, "", "shop"], client: "mariadb",
            line: { "\(command) shop -B -e '\($0)'" },
            question: "ANALYZE FORMAT=JSON \(everything) ORDER BY session_id", keeper: server
        ).filled(with: "\(command) shop", then: "ANALYZE TABLE tina4_session;")
    }

    private static func firebird() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("isql-fb"), Tool.firebird.path != nil else { return nil }
        let server = try FirebirdServer()
        let path = try server.makeDatabase("sessions")
        let command =
            "\(client) -quiet -user \(server.user) -password \(server.password) 127.0.0.1/\(server.port):\(path)"
        let database = BenchmarkDatabase(
            name: "Firebird", place: ["firebird", "\(server.port)", server.user, server.password, path],
            client: "isql-fb",
            line: { "echo 'SET HEADING OFF; \($0);' | \(command)" }, question: nil, keeper: server)
        // It takes one row a statement, and some statements in a block.
        var script =
            "CREATE TABLE tina4_session (session_id VARCHAR(255) NOT NULL PRIMARY KEY, data VARCHAR(8191), "
            + "expires_at DOUBLE PRECISION NOT NULL);\nSET TERM ^ ;\n"
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

    /// How many milliseconds the server itself says that it takes.
    func serverTime() throws -> Double {
        let words = try Peer.words("/bin/sh", ["-c", line(question ?? "")])
        // "Time: 41.2 ms", and in the other's JSON "r_total_time_ms": 41.2, also for parts of the whole.
        let text = words.joined(separator: " ")
        var longest: Double?
        for mark in ["Time: ", "\"r_total_time_ms\": "] {
            var rest = text[...]
            while let found = rest.firstRange(of: mark) {
                rest = rest[found.upperBound...]
                let number = Double(rest.prefix { $0.isNumber || $0 == "." })
                longest = max(longest ?? 0, number ?? 0)
            }
        }
        guard let longest else { throw TestSupportError("\(name) did not say how long it took: \(text)") }
        return longest
    }

    /// Puts the sessions in, by the client's standard input.
    private func filled(with shell: String, then: String = "") throws -> BenchmarkDatabase {
        var script = Self.table + "BEGIN;\n"
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
