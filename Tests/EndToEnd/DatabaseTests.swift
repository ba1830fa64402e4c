import Glibc
import TestSupport
import Testing

@Suite struct `A database's client library` {
    /// Another library in the place of the one that is looked for.
    @Test(arguments: [
        ("libmariadb.so.3", "mysql://127.0.0.1:1/shop", "MariaDB's client library", "libmariadb3"),
        ("libpq.so.5", "postgresql://127.0.0.1:1/shop", "PostgreSQL's client library", "libpq5"),
        ("libsqlite3.so.0", "sqlite:shop.db", "SQLite", "libsqlite3-0"),
    ])
    func `is named where it is another one`(file: String, url: String, title: String, package: String) throws {
        let home = try TemporaryDirectory()
        try home.makeDirectory("lib")
        try home.write("x", to: "shop.db")
        let other = try #require(OtherLibrary.path)
        try #require(symlink(other, home.file("lib/\(file)")) == 0)

        let run = try ProgramRun(
            ["list", "--store", url], environment: ["LD_LIBRARY_PATH": home.file("lib")], home: home)

        #expect(run.code == 1)
        #expect(run.errorText.contains("A library is missing for "))
        #expect(run.errorText.contains("what is there is not \(title) ("))
        #expect(run.errorText.contains("apt install \(package)"))
    }
}

@Suite(.needs(.mariadbd)) struct `Doctor of a database` {
    @Test func `says that nobody checks who answers there`() throws {
        let server = try MariaDBServer()
        try server.run("CREATE DATABASE shop; USE shop; \(TableText.creation("DOUBLE"))")

        let run = try ProgramRun(["doctor", "\(server.url(database: "shop"))"])

        #expect(run.code == 0)
        #expect(run.outputText.contains("Note     The connection is "))
        #expect(run.outputText.contains("?ca=FILE"))
    }
}

/// The table of sessions as Tina4 makes it.
enum TableText {
    static func creation(_ number: String) -> String {
        "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT, expires_at \(number) NOT NULL)"
    }

    /// A session that ends in so many seconds.
    static func row(_ start: String, _ user: String, seconds: Double = 600) -> String {
        let end = (Shop.now + seconds).rounded()
        return "INSERT INTO tina4_session VALUES ('\(Shop.id(start))', '{\"user_id\": \"\(user)\"}', \(end))"
    }
}

/// A library that is on every machine, to be put in the place of one that is looked for.
enum OtherLibrary {
    static var path: String? {
        for directory in ["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/usr/lib"] {
            let path = "\(directory)/libm.so.6"
            if access(path, R_OK) == 0 { return path }
        }
        return nil
    }
}
