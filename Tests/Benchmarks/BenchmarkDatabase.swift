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
    /// The client as the shell starts it; it takes a statement as one more word.
    let command: String
    /// What makes the server tell how long it alone takes to read all in the order of the key; nil where there is none.
    let question: String?
    /// What keeps it there.
    private let keeper: any Sendable

    private static let table =
        "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT NOT NULL, "
        + "expires_at DOUBLE PRECISION NOT NULL);\n"
    private static let everything = "SELECT session_id, expires_at FROM tina4_session"

    /// Makes and fills those whose server and client are installed.
    static func all() throws -> [BenchmarkDatabase] {
        try [("SQLite", sqlite), ("PostgreSQL", postgreSQL), ("MariaDB", mariaDB)].compactMap { name, make in
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
            name: "SQLite", place: ["sqlite", path], client: "sqlite3", command: "\(client) '\(path)'", question: nil,
            keeper: directory
        ).filled()
    }

    private static func postgreSQL() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("psql"), Tool.postgres.path != nil else { return nil }
        let server = try PostgreSQLServer()
        return try BenchmarkDatabase(
            name: "PostgreSQL", place: ["postgresql", "\(server.port)", server.user, server.password, "postgres"],
            client: "psql", command: "\(client) '\(server.url())' -X -q -At -c",
            question: "EXPLAIN (ANALYZE, TIMING OFF) \(everything) ORDER BY session_id", keeper: server
        ).filled(with: "\(client) '\(server.url())' -X -q", then: "VACUUM ANALYZE tina4_session;")
    }

    private static func mariaDB() throws -> BenchmarkDatabase? {
        guard let client = Executable.find("mariadb"), Tool.mariadbd.path != nil else { return nil }
        let server = try MariaDBServer()
        let command = "\(client) --no-defaults --protocol=tcp -h 127.0.0.1 -P \(server.port) -u \(server.user)"
        _ = try Peer.words("/bin/sh", ["-c", "\(command) -e 'CREATE DATABASE shop'"])
        return try BenchmarkDatabase(
            name: "MariaDB", place: ["mysql", "\(server.port)", server.user, "", "shop"], client: "mariadb",
            command: "\(command) shop -B -e",
            question: "ANALYZE FORMAT=JSON \(everything) ORDER BY session_id", keeper: server
        ).filled(with: "\(command) shop", then: "ANALYZE TABLE tina4_session;")
    }

    /// The line for the shell that lists id and deadline of all.
    var listing: String { "\(command) '\(Self.everything)' >/dev/null" }

    /// The line for the shell that asks for nothing: what the client needs to start and connect.
    var nothing: String { "\(command) 'SELECT 1' >/dev/null" }

    /// How many milliseconds the server itself says that it takes.
    func serverTime() throws -> Double {
        let words = try Peer.words("/bin/sh", ["-c", "\(command) '\(question ?? "")'"])
        // "Execution Time: 41.2 ms", and in the other's JSON "r_total_time_ms": 41.2, also for parts of the whole.
        let text = words.joined(separator: " ")
        var longest: Double?
        for mark in ["Execution Time: ", "\"r_total_time_ms\": "] {
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
    private func filled(with shell: String? = nil, then: String = "") throws -> BenchmarkDatabase {
        let end = Clock.milliseconds / 1000 + Int64(Fixtures.extraSeconds)
        var script = Self.table + "BEGIN;\n"
        for start in stride(from: 0, to: Self.count, by: 500) {
            let rows = (start..<start + 500).map { number in
                let session = SampleSession(number)
                return "('\(session.id)', '\(session.payload)', \(end + Int64(session.secondsLeft)).25)"
            }
            script += "INSERT INTO tina4_session VALUES \(rows.joined(separator: ",\n"));\n"
        }
        script += "COMMIT;\n\(then)\n"
        _ = try Peer.words("/bin/sh", ["-c", shell ?? command], input: .text(script))
        return self
    }
}
