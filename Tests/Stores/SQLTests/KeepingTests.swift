import SQLStore
import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import FirebirdStore
@testable import MySQLStore
@testable import PostgreSQLStore
@testable import SQLiteStore

private let key = SessionKey("visitor")

/// Tables whose rows say more than a session: an end takes all of a row along, and a restore brings all of it back.
@Suite(.timeLimit(.minutes(3))) struct `A row with more columns than a session has` {
    /// Ends the row and brings it back, from what was kept when it ended or from what was saved before.
    private func endsAndRestores(_ store: any SessionStore, _ row: () throws -> [SQLValue]) async throws {
        let before = try row()
        try #require(!before.isEmpty)
        #expect(try await store.examine().abilities.contains(.restore))

        let saved = try #require(try await store.archived([key], limit: 1 << 20)[0])
        #expect(saved.unkept == nil)
        #expect(try row() == before)

        for _ in 0..<2 {
            guard case .done(let kept) = try await store.end([EndRequest(key)])[0] else {
                Issue.record("the row was not ended")
                return
            }
            #expect(kept == saved)
            #expect(try row().isEmpty)
            guard case .done = try await store.restore(saved) else {
                Issue.record("the row was not brought back")
                return
            }
            #expect(try row() == before)
        }
        #expect(try await store.restore(saved) == .occupied)
    }

    @Test func `comes back whole in SQLite, each value with its kind`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE sessions (\"id\" varchar not null, user_id integer, ip_address varchar, user_agent text,"
                + " payload text not null, last_activity integer not null, odd, made AS (user_id + 1), primary key (\"id\"))",
            "INSERT INTO sessions (id, user_id, ip_address, user_agent, payload, last_activity, odd)"
                + " VALUES ('visitor', 41, NULL, X'00FF', 'YTowOnt9', 1795284000, 9e999)")
        let store = try await file.openForAll()

        try await endsAndRestores(store) {
            try file.run(
                "SELECT *, typeof(ip_address), typeof(user_agent), typeof(odd), made FROM sessions WHERE id = 'visitor'"
            )
        }
    }

    @Test func `comes back with a deadline that is none`() async throws {
        for value in ["'soon'", "NULL", "9e999", "1795284000250", "X'01'"] {
            let file = try SQLiteFile(
                "CREATE TABLE tina4_session (session_id TEXT PRIMARY KEY, data TEXT, expires_at)",
                "INSERT INTO tina4_session VALUES ('visitor', '{\"a\":1}', \(value))")
            let store = try await file.open()

            try await endsAndRestores(store) {
                try file.run("SELECT *, typeof(expires_at) FROM tina4_session WHERE session_id = 'visitor'")
            }
        }
    }

    @Test(arguments: ["REAL", ""])
    func `comes back with a deadline that is finer than a millisecond`(type: String) async throws {
        let file = try SQLiteFile(
            "CREATE TABLE tina4_session (session_id TEXT PRIMARY KEY, data TEXT, expires_at \(type))",
            "INSERT INTO tina4_session VALUES ('visitor', '{\"a\":1}', 4102444800.1234567)")
        let store = try await file.open()

        try await endsAndRestores(store) { try file.run("SELECT * FROM tina4_session") }

        #expect(try file.run("SELECT expires_at FROM tina4_session") == [.real(4102444800.1234567)])
    }

    @Test func `comes back with a deadline that is another one by then, and with none that was kept`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE tina4_session (session_id TEXT PRIMARY KEY, data TEXT, expires_at REAL)",
            "INSERT INTO tina4_session VALUES ('visitor', '{\"a\":1}', 4102444800.1234567)")
        let store = try await file.open()
        guard case .done(var archived) = try await store.end([EndRequest(key)])[0] else {
            Issue.record("the row was not ended")
            return
        }

        archived.expiry = .at(Timestamp(milliseconds: 4_102_444_900_250))
        _ = try await store.restore(archived)
        let moved = try file.run("SELECT expires_at FROM tina4_session")
        try file.run("DELETE FROM tina4_session")
        archived.columns = []
        _ = try await store.restore(archived)

        #expect(moved == [.real(4102444900.25)])
        #expect(try file.run("SELECT expires_at FROM tina4_session") == moved)
    }

    @Test(.needs(.postgres)) func `comes back with a finer deadline in PostgreSQL`() async throws {
        let database = try PostgreSQLDatabase(
            "CREATE TABLE tina4_session (session_id text PRIMARY KEY, data text, expires_at float8)",
            "INSERT INTO tina4_session VALUES ('visitor', '{\"a\":1}', 4102444800.1234567)")
        let store = try await database.open()

        try await endsAndRestores(store) { try database.run("SELECT r::text FROM tina4_session r") }
    }

    @Test(.needs(.mariadbd)) func `comes back with a finer deadline in MariaDB`() async throws {
        let database = try MariaDBDatabase(
            "CREATE TABLE tina4_session (session_id varchar(255) PRIMARY KEY, data text, expires_at double)",
            "INSERT INTO tina4_session VALUES ('visitor', '{\"a\":1}', 4102444800.1234567)")
        let store = try await database.open()

        try await endsAndRestores(store) { try database.run("SELECT data, expires_at FROM tina4_session") }
    }

    @Test(.needs(.firebird)) func `comes back with a finer deadline in Firebird`() async throws {
        let database = try FirebirdDatabase(
            "CREATE TABLE tina4_session (session_id VARCHAR(255) NOT NULL PRIMARY KEY, data VARCHAR(8191),"
                + " expires_at DOUBLE PRECISION)",
            "INSERT INTO tina4_session VALUES ('visitor', '{\"a\":1}', 4102444800.1234567)")
        let store = try await database.open()

        try await endsAndRestores(store) { try database.look("SELECT data, expires_at FROM tina4_session") }
    }

    @Test(.needs(.postgres)) func `comes back whole in PostgreSQL`() async throws {
        let database = try PostgreSQLDatabase(
            "CREATE TABLE tina4_session (n int GENERATED ALWAYS AS IDENTITY, session_id text PRIMARY KEY, data text,"
                + " expires_at float8, i inet, d numeric(30,10), t timestamptz, b boolean, y bytea, c char(5), s bit(3),"
                + " a int[], j jsonb, f real, \"Odd \"\"name\" \"char\", made text GENERATED ALWAYS AS (data || '!') STORED)",
            "INSERT INTO tina4_session VALUES (DEFAULT, 'visitor', '{\"a\":1}', 0, '192.0.2.7/24', 12345678901234567890.125,"
                + " '2026-11-21 18:00:00.123456+02', true, '\\x00ff', 'ab', B'101', '{1,NULL,3}', '{\"b\": [1.50]}', 0.1, 'x')"
        )
        let store = try await database.open()

        try await endsAndRestores(store) {
            try database.run("SELECT r::text FROM tina4_session r WHERE session_id = 'visitor'")
        }
    }

    @Test(.needs(.mariadbd)) func `comes back whole in MariaDB`() async throws {
        let database = try MariaDBDatabase(
            "CREATE TABLE tina4_session (n int AUTO_INCREMENT UNIQUE, session_id varchar(255) PRIMARY KEY, data text,"
                + " expires_at double, f float, d decimal(30,10), t timestamp(6) NULL, h time, b bit(12), y varbinary(9),"
                + " e enum('a','ö'), u text CHARACTER SET latin1, j json, big bigint unsigned, nothing int,"
                + " made varchar(99) AS (concat(data, '!')) STORED)",
            "INSERT INTO tina4_session (session_id, data, expires_at, f, d, t, h, b, y, e, u, j, big) VALUES ('visitor',"
                + " '{\"a\":1}', 0, 0.1, 12345678901234567890.125, '2026-11-21 18:00:00.123456', '-11:12:13', b'101000000001',"
                + " 0x00FF, 'ö', 'é', '{\"b\": 1.50}', 18446744073709551615)")
        let store = try await database.open()

        try await endsAndRestores(store) {
            try database.run(
                "SELECT n, session_id, data, expires_at, f + 0e0, d, CAST(t AS CHAR), CAST(h AS CHAR), HEX(b), HEX(y), e,"
                    + " HEX(u), j, CAST(big AS CHAR), nothing, made FROM tina4_session WHERE session_id = 'visitor'")
        }
    }

    @Test(.needs(.firebird)) func `comes back whole in Firebird`() async throws {
        let database = try FirebirdDatabase(
            "CREATE TABLE tina4_session (session_id VARCHAR(255) NOT NULL PRIMARY KEY, data VARCHAR(8191),"
                + " expires_at DOUBLE PRECISION, n BIGINT, d NUMERIC(18, 4), t TIMESTAMP, b BOOLEAN, f DOUBLE PRECISION,"
                + " c CHAR(5), u VARCHAR(20), y BLOB SUB_TYPE TEXT, nothing INTEGER, made COMPUTED BY (n + 1))",
            "INSERT INTO tina4_session (session_id, data, expires_at, n, d, t, b, f, c, u, y) VALUES ('visitor',"
                + " '{\"a\":1}', 0, 9223372036854775806, 12345678901234.5678, '2026-11-21 18:00:00.1234', TRUE,"
                + " 0.1, 'ab', 'é', 'long text')")
        let store = try await database.open()

        try await endsAndRestores(store) {
            try database.look(
                "SELECT session_id, data, expires_at, n, d, CAST(t AS VARCHAR(30)), CAST(b AS VARCHAR(9)), f, c, u,"
                    + " CAST(y AS VARCHAR(99)), nothing, made FROM tina4_session WHERE session_id = 'visitor'")
        }
    }

    @Test(.needs(.postgres)) func `is not brought back into a table that is another one by then`() async throws {
        let database = try PostgreSQLDatabase(
            "CREATE TABLE tina4_session (session_id text PRIMARY KEY, data text, expires_at float8, extra text)",
            "INSERT INTO tina4_session VALUES ('visitor', '{\"a\":1}', 0, 'x')")
        let saved = try #require(try await database.open().archived([key], limit: 1 << 20)[0])
        try database.run("DELETE FROM tina4_session")

        for (change, words) in [
            ("ADD COLUMN fresh text", "lacks the column fresh that its table has"),
            ("DROP COLUMN fresh, DROP COLUMN extra", "its table has no column extra any more"),
        ] {
            try database.run("ALTER TABLE tina4_session \(change)")
            let store = try await database.open()
            let error = await #expect(throws: StoreError.self) { _ = try await store.restore(saved) }
            #expect(error?.detail.hasSuffix(words) == true)
        }
    }

    @Test(.needs(.mariadbd)) func `is ended and not kept where a column has no words`() async throws {
        let database = try MariaDBDatabase(
            "CREATE TABLE tina4_session (session_id varchar(255) PRIMARY KEY, data text, expires_at double, p point)",
            "INSERT INTO tina4_session VALUES ('visitor', '{\"a\":1}', 0, NULL)")
        let store = try await database.open()
        let words = "its table has columns that can't be brought back (p)"

        #expect(try await store.examine().restrictions.contains { $0.ability == .restore && $0.reason == words })
        #expect(try await store.archived([key], limit: 99)[0]?.unkept == words)
        guard case .done(let kept) = try await store.end([EndRequest(key)])[0] else {
            Issue.record("the row was not ended")
            return
        }
        #expect(kept.unkept == words)
    }
}
