import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import MySQLStore
@testable import PostgreSQLStore
@testable import SQLStore
@testable import SQLiteStore

/// 2026-11-21T18:00:00.250Z and an hour later.
private let moment: Int64 = 1_795_284_000_250
private let later: Int64 = 1_795_287_600_500
private let key = SessionKey("visitor")
private let text = #"{"cookie":{"originalMaxAge":null},"a":1}"#
private let edited = #"{"cookie":{"originalMaxAge":null},"a":2}"#

private func deadline(_ milliseconds: Int64) -> Deadline { .at(Timestamp(milliseconds: milliseconds)) }

/// The tables are made by the frameworks' own documented statements.
@Suite(.timeLimit(.minutes(5))) struct `Tables of other frameworks in SQLite` {
    @Test func `of connect-session-knex have dates in text, with a zone`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE `sessions` (`sid` varchar(255), `sess` json not null, `expired` datetime not null, primary key (`sid`))",
            "INSERT INTO sessions VALUES ('visitor', '\(text)', '2026-11-21T18:00:00.250Z')")
        let store = try await file.openForAll()

        #expect(store.table?.unit == .date(zone: .utc, text: .iso8601))
        #expect(try await store.listed() == [key: moment])
        #expect(try await store.record("visitor")?.expiry == deadline(moment))
        #expect(try await store.change("visitor", edited)?.expiry == deadline(moment))
        #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(later))
        #expect(
            try file.run("SELECT sess, expired FROM sessions")
                == [.text(Array(edited.utf8)), .text(Array("2026-11-21T19:00:00.500Z".utf8))])
    }

    @Test func `of connect-sqlite3 have milliseconds and no types`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE sessions (sid PRIMARY KEY, expired, sess)",
            "INSERT INTO sessions VALUES ('visitor', \(moment), '\(text)')")
        let store = try await file.openForAll()

        #expect(store.table?.unit == .milliseconds)
        #expect(try await store.listed() == [key: moment])
        #expect(try await store.change("visitor", edited, endsAt: later)?.expiry == deadline(later))
        #expect(
            try file.run("SELECT expired, sess FROM sessions") == [.integer(later), .text(Array(edited.utf8))])
    }

    @Test func `of Django have dates in text, without a zone`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY, session_data text NOT NULL,"
                + " expire_date datetime NOT NULL)",
            "INSERT INTO django_session VALUES ('visitor', 'x', '2026-11-21 18:00:00.250999')",
            "INSERT INTO django_session VALUES ('whole', 'x', '2026-11-21 18:00:00')",
            "INSERT INTO django_session VALUES ('odd', 'x', 'soon')",
            "INSERT INTO django_session VALUES ('number', 'x', 5)")
        let store = try await file.openForAll()

        #expect(store.table?.table == "django_session")
        #expect(try await store.listed()[key] == moment)
        #expect(try await store.listed()[SessionKey("whole")] == moment - 250)
        #expect(try await store.record("odd")?.content == .foreign("row whose expire_date is no date"))
        #expect(try await store.record("number")?.content == .foreign("row whose expire_date is no date"))
        #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(later))
        #expect(
            try file.run("SELECT expire_date FROM django_session WHERE session_key = 'visitor'")
                == [.text(Array("2026-11-21 19:00:00.500".utf8))])
    }

    @Test func `refuse a session without an end`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE sessions (sid PRIMARY KEY, expired, sess)",
            "INSERT INTO sessions VALUES ('visitor', \(moment), '\(text)')")
        let store = try await file.openForAll()

        let error = await #expect(throws: StoreError.self) {
            _ = try await store.write(
                RecordWrite(
                    key: key, expecting: Revision(content: Array(text.utf8)), content: nil, expiry: .set(.never)))
        }
        #expect(error?.detail == "its column expired has no way to say that a session never ends")
    }

    @Test func `refuse an end that could not be read back`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE sessions (sid PRIMARY KEY, expired, sess)",
            "INSERT INTO sessions VALUES ('visitor', \(moment), '\(text)')")
        let store = try await file.openForAll()
        let end: Int64 = 100_000_000_000_000

        let error = await #expect(throws: StoreError.self) { _ = try await store.change("visitor", endsAt: end) }

        #expect(error?.detail == "its column expired holds no moment after 5138-11-16")
        #expect(error?.remedy == "Choose an earlier moment.")
        #expect(try file.run("SELECT expired FROM sessions") == [.integer(moment)])
        #expect(try await store.change("visitor", endsAt: end - 1)?.expiry == deadline(end - 1))
    }

    @Test func `refuse an end that is no date any more`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE django_session (session_key TEXT PRIMARY KEY, session_data text, expire_date datetime NOT NULL)",
            "INSERT INTO django_session VALUES ('visitor', '\(text)', '2026-11-21 18:00:00')")
        let store = try await file.openForAll()
        let end: Int64 = 253_402_300_800_000

        let error = await #expect(throws: StoreError.self) { _ = try await store.change("visitor", endsAt: end) }

        #expect(error?.detail == "its column expire_date holds no moment after 9999-12-31")
        #expect(try await store.change("visitor", endsAt: end - 1000)?.expiry == deadline(end - 1000))
    }

    @Test func `of scs have Julian days`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE sessions (token TEXT PRIMARY KEY, data BLOB NOT NULL, expiry REAL NOT NULL)",
            "CREATE INDEX sessions_expiry_idx ON sessions(expiry)",
            "INSERT INTO sessions VALUES ('visitor', x'00FF', julianday('2026-11-21 18:00:00.250'))",
            "INSERT INTO sessions VALUES ('odd', x'00FF', 'soon')")
        let store = try await file.openForAll()

        #expect(store.table?.id == "token")
        #expect(try await store.listed()[key] == moment)
        #expect(try await store.record("odd")?.content == .foreign("row whose expiry is no date"))
        #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(later))
        #expect(
            try file.run(
                "SELECT strftime('%Y-%m-%d %H:%M:%f', expiry), hex(data) FROM sessions WHERE token = 'visitor'")
                == [.text(Array("2026-11-21 19:00:00.500".utf8)), .text(Array("00FF".utf8))])
    }

    @Test func `of activerecord-session_store tell only when they were changed`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE \"sessions\" (\"id\" integer PRIMARY KEY AUTOINCREMENT NOT NULL, \"session_id\" varchar NOT NULL,"
                + " \"data\" text, \"created_at\" datetime(6) NOT NULL, \"updated_at\" datetime(6) NOT NULL)",
            "CREATE UNIQUE INDEX \"index_sessions_on_session_id\" ON \"sessions\" (\"session_id\")",
            "INSERT INTO sessions VALUES (1, 'visitor', 'BAh7AA==\n', '2026-11-21 17:00:00.000000', '2026-11-21 18:00:00.250999')"
        )
        let store = try await file.openForAll()

        #expect(store.table?.expiry == "updated_at")
        let record = try #require(try await store.record("visitor"))
        #expect(record.modified == Timestamp(milliseconds: moment))
        #expect(record.expiry == nil)
        #expect(record.columns["created_at"]?.hasPrefix("2026-11-21 17:00:00") == true)
    }

    @Test func `of Laravel's tell the last use, the user and whence`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE \"sessions\" (\"id\" varchar not null, \"user_id\" integer, \"ip_address\" varchar,"
                + " \"user_agent\" text, \"payload\" text not null, \"last_activity\" integer not null, primary key (\"id\"))",
            "INSERT INTO sessions VALUES ('visitor', 41, '192.0.2.7', 'Firefox', 'YTowOnt9', 1795284000)")
        let store = try await file.openForAll()

        let record = try #require(try await store.record("visitor"))
        #expect(record.modified == Timestamp(milliseconds: 1_795_284_000_000))
        #expect(record.expiry == nil)
        #expect(record.columns == ["user_id": "41", "ip_address": "192.0.2.7", "user_agent": "Firefox"])
        #expect(try await store.change("visitor", "YTowOnt9Cg")?.modified == record.modified)
        #expect(
            try await store.change("visitor", usedAt: 1_795_280_400_999)?.modified
                == Timestamp(milliseconds: 1_795_280_400_000))
        #expect(try file.run("SELECT last_activity FROM sessions") == [.integer(1_795_280_400)])
    }

    @Test func `are told by their columns, and another one is named`() async throws {
        let file = try SQLiteFile(
            "CREATE TABLE sessions (id INTEGER PRIMARY KEY, title TEXT)",
            "CREATE TABLE DJANGO_SESSION (SESSION_KEY TEXT PRIMARY KEY, SESSION_DATA TEXT, EXPIRE_DATE DATETIME)",
            "CREATE TABLE tina4_session (session_id TEXT PRIMARY KEY, data TEXT, expires_at REAL)",
            "CREATE TABLE visits (sid PRIMARY KEY, expired, sess)")

        let first = try await file.openForAll()
        #expect(first.table?.table == "django_session")
        #expect(
            try await first.examine().notes
                == [
                    "Sessions are taken from the table DJANGO_SESSION; tina4_session could hold some too:"
                        + " ?table=NAME takes another."
                ])
        let named = try await file.openForAll(table: "visits")
        #expect(named.table?.table == "visits")
        #expect(named.table?.unit == .milliseconds)
        let other = await #expect(throws: StoreError.self) { _ = try await file.openForAll(table: "sessions") }
        #expect(
            other?.detail
                == "its table sessions has the columns id, title, and no known format keeps sessions so")
    }

    @Test func `are looked for by every name`() async throws {
        let error = await #expect(throws: StoreError.self) { _ = try await SQLiteFile().openForAll() }

        #expect(
            error?.detail
                == "it has no table sessions, django_session, SPRING_SESSION, DistCache, session or tina4_session")
    }
}

@Suite(.needs(.postgres), .timeLimit(.minutes(5))) struct `Tables of other frameworks in PostgreSQL` {
    @Test func `of ASP.NET Core's cache tell all their clocks`() async throws {
        let database = try PostgreSQLDatabase(
            #"CREATE TABLE "DistCache" ("Id" text COLLATE pg_catalog."default" NOT NULL, "Value" bytea,"#
                + #" "ExpiresAtTime" timestamp with time zone, "SlidingExpirationInSeconds" double precision,"#
                + #" "AbsoluteExpiration" timestamp with time zone, CONSTRAINT "DistCache_pkey" PRIMARY KEY ("Id"))"#,
            "INSERT INTO \"DistCache\" VALUES ('visitor', '\\x0200', '2026-11-21T18:00:00.250Z', 1200, '2026-11-22T00:00:00Z')",
            "INSERT INTO \"DistCache\" VALUES ('other', '\\x00', '2026-11-21T18:00:00.250Z', NULL, NULL)")
        let store = try await database.openForAll()

        #expect(store.table?.isShared == true)
        let record = try #require(try await store.record("visitor"))
        #expect(record.expiry == deadline(moment))
        let end = try #require(record.columns["AbsoluteExpiration"])
        #expect(Timestamp(iso8601: end, assumingUTC: true) == Timestamp(milliseconds: 1_795_305_600_000))
        #expect(record.columns["SlidingExpirationInSeconds"].flatMap { Double($0) } == 1200)
        #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(later))
        #expect(try await store.record("other")?.columns == [:])
    }

    @Test(arguments: ["UTC", "America/New_York", "Asia/Kolkata"])
    func `of connect-pg-simple have dates of the connection's zone`(zone: String) async throws {
        let database = try PostgreSQLDatabase(
            #"CREATE TABLE "session" ("sid" varchar NOT NULL COLLATE "default", "sess" json NOT NULL, "expire" timestamp(6) NOT NULL)"#,
            #"ALTER TABLE "session" ADD CONSTRAINT "session_pkey" PRIMARY KEY ("sid") NOT DEFERRABLE INITIALLY IMMEDIATE"#
        )
        try database.run("ALTER DATABASE \(database.name) SET timezone TO '\(zone)'")
        try database.run("SET timezone TO '\(zone)'")
        // As the store writes it.
        try database.run(
            "INSERT INTO session (sess, expire, sid) SELECT '\(text)'::json, to_timestamp(1795284000.25), 'visitor'")
        let store = try await database.openForAll()

        #expect(store.table?.table == "session")
        #expect(try await store.listed() == [key: moment])
        #expect(try await store.change("visitor", edited)?.expiry == deadline(moment))
        #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(later))
        #expect(
            try database.run(
                "SELECT sess::text, (expire = to_timestamp(1795287600.5)::timestamp)::int FROM session WHERE expire >= to_timestamp(1795287600)"
            ) == [.text(Array(edited.utf8)), .integer(1)])
    }

    @Test func `of scs have dates with a zone, and those of activerecord-session_store none`() async throws {
        let scs = try PostgreSQLDatabase(
            "CREATE TABLE sessions (token TEXT PRIMARY KEY, data BYTEA NOT NULL, expiry TIMESTAMPTZ NOT NULL)",
            #"INSERT INTO sessions VALUES ('visitor', '\x00ff', '2026-11-21 19:00:00.250+01')"#)
        let rails = try PostgreSQLDatabase(
            "CREATE TABLE sessions (id bigserial primary key, session_id varchar NOT NULL UNIQUE, data text,"
                + " created_at timestamp(6) without time zone NOT NULL, updated_at timestamp(6) without time zone NOT NULL)",
            "INSERT INTO sessions VALUES (1, 'visitor', 'BAh7AA==', '2026-11-21 17:00:00', '2026-11-21 18:00:00.250')")

        let store = try await scs.openForAll()
        #expect(try await store.record("visitor")?.expiry == deadline(moment))
        #expect(try await store.record("visitor")?.content == .bytes([0, 0xFF]))
        #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(later))
        #expect(
            try await rails.openForAll().record("visitor")?.modified == Timestamp(milliseconds: moment))
    }

    @Test func `of Django and of connect-session-knex have dates with a zone`() async throws {
        let django = try PostgreSQLDatabase(
            "CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY, session_data text NOT NULL,"
                + " expire_date timestamp with time zone NOT NULL)",
            "INSERT INTO django_session VALUES ('visitor', 'x', '2026-11-21 18:00:00.250+00')",
            "INSERT INTO django_session VALUES ('endless', 'x', 'infinity')")
        let knex = try PostgreSQLDatabase(
            #"CREATE TABLE "sessions" ("sid" varchar(255), "sess" json not null, "expired" timestamptz not null, primary key ("sid"))"#,
            "INSERT INTO sessions VALUES ('visitor', '\(text)', '2026-11-21 20:00:00.250+02')")

        for database in [django, knex] {
            let store = try await database.openForAll()
            #expect(try await store.record("visitor")?.expiry == deadline(moment))
            #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(later))
        }
        #expect(try await django.openForAll().record("endless")?.expiry == .never)
    }

    @Test func `without a zone are UTC where the framework says so`() async throws {
        let database = try PostgreSQLDatabase(
            "CREATE TABLE django_session (session_key text PRIMARY KEY, session_data text, expire_date timestamp)",
            "INSERT INTO django_session VALUES ('visitor', 'x', '2026-11-21 18:00:00.250')")
        try database.run("ALTER DATABASE \(database.name) SET timezone TO 'Asia/Kolkata'")
        let store = try await database.openForAll()

        #expect(try await store.record("visitor")?.expiry == deadline(moment))
        #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(later))
        #expect(
            try database.run("SELECT expire_date::text FROM django_session")
                == [.text(Array("2026-11-21 19:00:00.5".utf8))])
    }
}

@Suite(.needs(.mariadbd), .timeLimit(.minutes(5))) struct `Tables of other frameworks in MariaDB` {
    @Test func `of express-mysql-session have whole seconds`() async throws {
        let database = try MariaDBDatabase(
            "CREATE TABLE IF NOT EXISTS `sessions` (`session_id` varchar(128) COLLATE utf8mb4_bin NOT NULL,"
                + " `expires` int(11) unsigned NOT NULL, `data` mediumtext COLLATE utf8mb4_bin, PRIMARY KEY (`session_id`))"
                + " ENGINE=InnoDB",
            "INSERT INTO sessions VALUES ('visitor', 1795284000, '\(text)')")
        let store = try await database.openForAll()

        #expect(store.table?.unit == .wholeSeconds)
        #expect(try await store.listed() == [key: 1_795_284_000_000])
        #expect(try await store.change("visitor", edited, endsAt: later)?.expiry == deadline(1_795_287_600_000))
    }

    @Test func `of scs have moments`() async throws {
        let database = try MariaDBDatabase(
            "CREATE TABLE sessions (token CHAR(43) PRIMARY KEY, data BLOB NOT NULL, expiry TIMESTAMP(6) NOT NULL)")
        try database.run("SET time_zone = '+00:00'")
        try database.run("INSERT INTO sessions VALUES ('visitor', x'00FF', '2026-11-21 18:00:00.250')")
        let store = try await database.openForAll()

        #expect(store.table?.id == "token")
        #expect(try await store.listed() == [key: moment])
        #expect(try await store.change("visitor", endsAt: later)?.expiry == deadline(later))
    }

    @Test(arguments: ["datetime", "datetime(6)", "timestamp(3)"])
    func `of Django and of connect-session-knex have dates in UTC`(type: String) async throws {
        let database = try MariaDBDatabase(
            "CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data longtext NOT NULL,"
                + " expire_date \(type) NOT NULL)")
        // What has a zone of its own is written in that of the connection.
        let isMoment = type == "timestamp(3)"
        try database.run("SET time_zone = '\(isMoment ? "+05:30" : "+00:00")'")
        try database.run(
            "INSERT INTO django_session VALUES ('visitor', 'x', '2026-11-21 \(isMoment ? "23:30" : "18:00"):00.250')")
        let store = try await database.openForAll()
        let isWhole = type == "datetime"

        #expect(try await store.listed() == [key: isWhole ? moment - 250 : moment])
        #expect(
            try await store.change("visitor", endsAt: isWhole ? later - 500 : later)?.expiry
                == deadline(isWhole ? later - 500 : later))
    }
}

@Suite struct `Tables with dates` {
    @Test func `are refused where the engine can't tell them`() throws {
        var table = try SQLTableFacts(
            name: "sessions", kind: .table,
            columns: ["sid", "sess", "expired"].map { SQLTable.Column(name: $0, type: "timestamp") },
            uniqueColumns: ["sid"]
        ).table(
            TableLayout(
                table: "sessions", id: "sid", data: "sess", expiry: "expired", unit: .date(zone: .utc, text: .sql)))

        #expect(
            throws: SQLFailure.unsuitable(
                "its column expired should hold dates, and in Firebird deadlines are only read from numbers",
                remedy: nil)
        ) { try table.refuseDates(in: "Firebird") }
        table.unit = .seconds
        try table.refuseDates(in: "Firebird")
    }
}
