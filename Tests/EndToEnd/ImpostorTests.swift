import TestSupport
import Testing

/// What is there but is no store of the kind ends with 1; where nobody is there it is 6.
@Suite(.timeLimit(.minutes(2))) struct `What hangs up instead of answering` {
    /// The addresses up to the port, and what is expected there.
    private static let kinds = [
        ("redis://127.0.0.1", "/0", "Redis"), ("rediss://127.0.0.1", "/0", "Redis"),
        ("redis+cluster://127.0.0.1", "", "Redis"), ("memcached://127.0.0.1", "", "memcached"),
        ("node://127.0.0.1", "", "Node's inspector"),
    ]

    private func run(_ start: String, _ port: Int, _ path: String) throws -> ProgramRun {
        try ProgramRun(["list", "--yes", "--timeout", "5", "--store", "\(start):\(port)\(path)"])
    }

    private func check(_ start: String, _ path: String, _ kind: String) throws {
        // A relay in front of nothing takes a connection and closes it.
        let closed = try ClosedPort()
        let proxy = try RecordingProxy(to: closed.number)

        let impostor = try run(start, proxy.port, path)
        let nobody = try run(start, closed.number, path)

        #expect(impostor.code == 1)
        #expect(impostor.errorText.contains("it closed the connection and did not answer as \(kind) does"))
        #expect(impostor.errorText.contains("Check host and port."))
        #expect(nobody.code == 6)
    }

    @Test(arguments: kinds) func `is no store`(start: String, path: String, kind: String) throws {
        try check(start, path, kind)
    }

    @Test(.needs(.libmongoc)) func `is no MongoDB`() throws {
        try check("mongodb://127.0.0.1", "/app", "MongoDB")
    }

    @Test(.needs(.postgres)) func `is no PostgreSQL`() throws {
        try check("postgresql://me@127.0.0.1", "/app", "PostgreSQL")
    }

    @Test(.needs(.mariadbd)) func `is no MySQL`() throws { try check("mysql://me@127.0.0.1", "/app", "MySQL") }

    @Test(.needs(.sqlServerDouble)) func `is no SQL Server`() throws {
        try check("mssql://me:secret@127.0.0.1", "/app", "SQL Server")
    }

    @Test(.needs(.firebird)) func `is no Firebird`() throws {
        try check("firebird://me:secret@127.0.0.1", "/app", "Firebird")
    }
}
