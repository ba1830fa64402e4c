import SQLStore
import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import MySQLStore

@Suite(.needs(.mariadbd), .timeLimit(.minutes(5))) struct `Following MariaDB` {
    private static let table =
        "CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT, expires_at DOUBLE NOT NULL)"
    private static let logging = Result { try loggingServer() }

    private static func loggingServer() throws -> MariaDBServer {
        try MariaDBServer(options: ["--log-bin", "--binlog-format=ROW", "--server-id=1"])
    }

    @Test(arguments: ["FULL", "MINIMAL", "NOBLOB"])
    func `is told of what is created, changed, ended and regenerated`(image: String) async throws {
        let database = try MariaDBDatabase(on: Self.logging.get(), Self.table)
        let store = try await database.open(isReadOnly: true)
        #expect(try await store.examine().feed == .push("binlog"))
        #expect(try await store.feedSetup()?.state == .installed)
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("binlog")))
        try database.run("SET SESSION binlog_row_image = '\(image)'")

        try database.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.touches("a"))
        try database.run("UPDATE tina4_session SET session_id = 'b'")
        #expect(await watching.touches("a", "b"))
        try database.run("UPDATE tina4_session SET data = '{\"b\":1}'")
        #expect(await watching.touches("b"))
        try database.run("DELETE FROM tina4_session")
        #expect(await watching.touches("b"))
        try database.run("TRUNCATE tina4_session")
        #expect(await watching.next { $0 == .gap("more than single sessions changed") } != nil)
    }

    @Test func `steps over columns of every type to the key`() async throws {
        let database = try MariaDBDatabase(
            on: Self.logging.get(),
            """
            CREATE TABLE tina4_session (
            a TINYINT, b SMALLINT, c MEDIUMINT, d INT, e BIGINT, f FLOAT, g DOUBLE, h DECIMAL(20,7), i DATE, j TIME(3),
            k DATETIME(6), l TIMESTAMP(1) NULL, m YEAR, n CHAR(70), o VARCHAR(400), p TINYBLOB, q BLOB, r MEDIUMTEXT,
            s LONGTEXT, t BIT(11), u ENUM('x','y'), v SET('x','y'), w BINARY(20), x VARBINARY(9), y JSON, z POINT,
            session_id VARCHAR(255) PRIMARY KEY, data TEXT, expires_at DOUBLE NOT NULL)
            """)
        var watching = Watching(try await database.open())
        _ = await watching.next()

        try database.run(
            """
            INSERT INTO tina4_session VALUES
            (1, 2, 3, 4, 5, 6.5, 7.5, 1234567890123.1234567, '2026-11-21', '10:11:12.345', '2026-11-21 10:11:12.5',
            '2026-11-21 10:11:12.5', 2026, 'char', 'varchar', 'tiny', 'blob', 'medium', 'long', b'10101010101', 'y',
            'x,y', 'bin', 'var', '{}', POINT(1, 2), 'all', '{}', 0),
            (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'none', NULL, 0),
            (1, NULL, 3, NULL, 5, NULL, 7.5, NULL, NULL, '10:11:12', NULL, NULL, NULL, 'é', NULL, NULL, '', NULL, '',
            NULL, 'x', NULL, '', NULL, NULL, NULL, 'some', '[]', 0)
            """)

        #expect(await watching.next() == .touched([SessionKey("all"), SessionKey("none"), SessionKey("some")]))
    }

    /// Rails' table: the key is unique, and the rows are told apart by a number.
    private static let numbered = """
        CREATE TABLE tina4_session (id INT AUTO_INCREMENT PRIMARY KEY, session_id VARCHAR(191) NOT NULL UNIQUE,
        data TEXT, expires_at DOUBLE NOT NULL)
        """

    @Test func `tells a gap where the log leaves the key out`() async throws {
        let database = try MariaDBDatabase(on: Self.logging.get(), Self.numbered)
        let store = try await database.open()
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("binlog")))
        try database.run("SET SESSION binlog_row_image = 'MINIMAL'")

        try database.run("INSERT INTO tina4_session (session_id, data, expires_at) VALUES ('a', '{}', 0)")
        #expect(await watching.touches("a"))
        try database.run("UPDATE tina4_session SET data = '{\"b\":1}'")
        #expect(await watching.next { $0 == .gap("sessions changed that the log does not name") } != nil)
        try database.run("DELETE FROM tina4_session")
        #expect(await watching.next { $0 == .gap("sessions changed that the log does not name") } != nil)
    }

    @Test func `reads the table again where no log would hold the key`() async throws {
        let server = try MariaDBServer(
            options: ["--log-bin", "--binlog-format=ROW", "--server-id=1", "--binlog-row-image=MINIMAL"])
        let numbered = try MariaDBDatabase(on: server, Self.numbered)
        let keyed = try MariaDBDatabase(on: server, Self.table)
        let remedy = "SET GLOBAL binlog_row_image = 'FULL'"
        let reason = "its binary log does not name the session_id of what changes (binlog_row_image is MINIMAL)"

        let setup = try #require(try await numbered.open().feedSetup())

        #expect(setup.state == .impossible(reason, remedy: remedy))
        #expect(setup.install == [remedy])
        let found = try await numbered.open().examine()
        #expect(found.feed == .poll(seconds: 2))
        #expect(found.restrictions.first?.reason == "the table is read again every 2 s: \(reason)")
        #expect(try await keyed.open().examine().feed == .push("binlog"))
    }

    @Test func `reads the table again where rows go with those of another one`() async throws {
        let database = try MariaDBDatabase(
            on: Self.logging.get(), "CREATE TABLE users (id INT PRIMARY KEY)",
            """
            CREATE TABLE tina4_session (session_id VARCHAR(255) PRIMARY KEY, data TEXT, expires_at DOUBLE NOT NULL,
            user_id INT, FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)
            """)
        let store = try await database.open()

        #expect(
            try await store.feedSetup()?.state
                == .impossible(
                    "a foreign key changes tina4_session with users, and its binary log does not tell of that",
                    remedy: nil))
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.poll(seconds: 2)))
        try database.run("INSERT INTO users VALUES (7)")
        try database.run("INSERT INTO tina4_session VALUES ('a', '{}', 0, 7)")
        #expect(await watching.touches("a"))
        try database.run("DELETE FROM users")
        #expect(await watching.touches("a"))
    }

    // A gap is one for all that follow the log: those two have servers of their own.
    @Test func `tells a transaction of two phases when the second is over`() async throws {
        let database = try MariaDBDatabase(on: Self.loggingServer(), Self.table)
        var watching = Watching(try await database.open())
        _ = await watching.next()
        func prepare(_ name: String) throws {
            try database.run("XA START '\(name)'")
            try database.run("INSERT INTO tina4_session VALUES ('\(name)', '{}', 0)")
            try database.run("XA END '\(name)'")
            try database.run("XA PREPARE '\(name)'")
        }

        try prepare("kept")
        try database.run("XA COMMIT 'kept'")
        #expect(await watching.next() == .touched([SessionKey("kept")]))
        #expect(await watching.next() == .touched([SessionKey("kept")]))
        try prepare("undone")
        try database.run("XA ROLLBACK 'undone'")
        try database.run("XA START 'short'")
        try database.run("INSERT INTO tina4_session VALUES ('short', '{}', 0)")
        try database.run("XA END 'short'")
        try database.run("XA COMMIT 'short' ONE PHASE")

        #expect(await watching.next() == .touched([SessionKey("short")]))
    }

    @Test func `tells a gap where it did not see what a second phase ends`() async throws {
        let database = try MariaDBDatabase(on: Self.loggingServer(), Self.table)
        try database.run("XA START 'old'")
        try database.run("INSERT INTO tina4_session VALUES ('old', '{}', 0)")
        try database.run("XA END 'old'")
        try database.run("XA PREPARE 'old'")
        var watching = Watching(try await database.open())
        _ = await watching.next()

        try database.run("XA COMMIT 'old'")

        #expect(await watching.next { $0 == .gap("a transaction has ended whose changes were not seen") } != nil)
    }

    @Test func `tells what was done before a savepoint that a transaction goes back to`() async throws {
        let database = try MariaDBDatabase(
            on: Self.logging.get(), Self.table, "CREATE TABLE plain (n INT) ENGINE=MyISAM")
        var watching = Watching(try await database.open())
        _ = await watching.next()

        // A table without transactions in between makes the server log the way back.
        try database.run("BEGIN")
        try database.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        try database.run("SAVEPOINT sp")
        try database.run("INSERT INTO plain SELECT COUNT(*) FROM tina4_session")
        try database.run("INSERT INTO tina4_session VALUES ('b', '{}', 0)")
        try database.run("ROLLBACK TO sp")
        try database.run("COMMIT")

        #expect(await watching.touches("a"))
    }

    @Test func `tells very many changes at once as a gap`() async throws {
        let database = try MariaDBDatabase(on: Self.logging.get(), Self.table)
        var watching = Watching(try await database.open())
        _ = await watching.next()

        try database.run("INSERT INTO tina4_session SELECT seq, '{}', 0 FROM seq_1_to_50001")

        #expect(await watching.next() == .gap("more changes at once than can be read one by one"))
    }

    @Test func `tells other tables' and undone changes of nobody`() async throws {
        let database = try MariaDBDatabase(
            on: Self.logging.get(), Self.table, "CREATE TABLE other (session_id VARCHAR(255) PRIMARY KEY)")
        let neighbour = try MariaDBDatabase(on: Self.logging.get(), Self.table)
        var watching = Watching(try await database.open())
        _ = await watching.next()

        try database.run("INSERT INTO other VALUES ('x')")
        try neighbour.run("INSERT INTO tina4_session VALUES ('y', '{}', 0)")
        try database.run("BEGIN")
        try database.run("INSERT INTO tina4_session VALUES ('z', '{}', 0)")
        try database.run("ROLLBACK")
        try database.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")

        #expect(await watching.next() == .touched([SessionKey("a")]))
    }

    @Test func `reads keys as SELECT does`() async throws {
        let server = try Self.logging.get()
        let padded = try MariaDBDatabase(
            on: server, "CREATE TABLE tina4_session (session_id BINARY(6) PRIMARY KEY, data BLOB, expires_at DOUBLE)")
        var watching = Watching(try await padded.open())
        _ = await watching.next()
        try padded.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.next() == .touched([SessionKey(bytes: [97, 0, 0, 0, 0, 0])]))

        let latin = try MariaDBDatabase(
            on: server,
            "CREATE TABLE tina4_session (session_id CHAR(6) CHARACTER SET latin1 PRIMARY KEY, data TEXT, expires_at DOUBLE)"
        )
        var other = Watching(try await latin.open())
        _ = await other.next()
        try latin.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await other.touches("a"))
        try latin.run("INSERT INTO tina4_session VALUES ('é', '{}', 0)")
        #expect(await other.next { $0 == .gap("keys changed that are no plain text in the log") } != nil)
    }

    @Test func `reads the table again where the log is off or may not be read, and says what to run`() async throws {
        let silent = try MariaDBDatabase(Self.table)
        let off = try #require(try await silent.open().feedSetup())
        #expect(
            off.isByHand && off.install[0].contains("binlog_format = ROW")
                && off.state == .impossible("its binary log is off", remedy: off.install[0]))

        let database = try MariaDBDatabase(on: Self.logging.get(), Self.table)
        let user = "writer_\(database.name)"
        try database.run("CREATE USER \(user)@'127.0.0.1' IDENTIFIED BY 'p'")
        try database.run("GRANT SELECT, INSERT, UPDATE, DELETE ON \(database.name).* TO \(user)@'127.0.0.1'")
        let store = try await database.open(user: user, password: "p")
        let grant = "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '\(user)'@'127.0.0.1'"
        #expect(
            try await store.feedSetup()?.state
                == .impossible("the user may not read its binary log", remedy: grant))
        let error = await #expect(throws: StoreError.self) { try await store.installFeed() }
        #expect(error?.detail == "it takes settings that only its administrator can change")
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.poll(seconds: 2)))

        try database.run(grant)

        #expect(try await database.open(user: user, password: "p").examine().feed == .push("binlog"))
    }

    @Test func `tells the gap of a restart`() async throws {
        let server = try Self.loggingServer()
        let database = try MariaDBDatabase(on: server, Self.table)
        var watching = Watching(try await database.open())
        _ = await watching.next()

        server.stop()
        guard case .lost = await watching.next() else { throw TestSupportError("not lost") }
        try server.start()

        #expect(await watching.next() == .connected(.push("binlog")))
        guard case .gap(let words) = await watching.next() else { throw TestSupportError("no gap") }
        #expect(words.hasPrefix("reconnected after "))
        let fresh = try MariaDBDatabase.connect(server, database.name)
        try fresh.run("INSERT INTO tina4_session VALUES ('a', '{}', 0)")
        #expect(await watching.touches("a"))
    }
}
