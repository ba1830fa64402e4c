import SQLStore
import SessionFormats
import SessionModel
import StoreKit
import Synchronization

/// A database with the two tables of Spring Session, made by the statements that it ships.
struct SpringTables {
    /// Which database.
    enum Engine: CaseIterable {
        case sqlite, postgreSQL, mariaDB, firebird, sqlServer
    }

    let store: any SessionStore
    /// Runs a statement of the test's own.
    let run: @Sendable (String) throws -> [SQLValue]

    static let primary = "0c4b1ba5-91a3-4e2f-8b6c-000000000001"
    static let id = "33fdd1b6-b496-4b33-9f7d-df96679d32fe"
    static let other = "33fdd1b6-b496-4b33-9f7d-df96679d32ff"
    static let key = SessionKey(id)
    /// 2026-11-21T18:00:00.250Z.
    static let end: Int64 = 1_795_284_000_250

    /// Makes one; without the rule by which the rows of the second table end with those of the first, where told so.
    init(_ engine: Engine, name: String = "SPRING_SESSION", hasRule: Bool = true) async throws {
        let layout = Self.layout(name)
        let statements = Self.statements(engine, name, hasRule)
        let run: @Sendable (String, SQLValue?) throws -> [SQLValue]
        let open: () async throws -> any SessionStore
        switch engine {
        case .sqlite:
            let file = try SQLiteFile("PRAGMA foreign_keys = ON")
            run = { text, value in try value.map { try file.run(text, $0) } ?? file.run(text) }
            open = { try await file.open(layout: layout) }
        case .postgreSQL:
            let database = try PostgreSQLDatabase()
            run = { text, value in try value.map { try database.run(text, $0) } ?? database.run(text) }
            open = { try await database.open(layout: layout) }
        case .mariaDB:
            let database = try MariaDBDatabase()
            run = { text, value in try value.map { try database.run(text, $0) } ?? database.run(text) }
            open = { try await database.open(layout: layout) }
        case .firebird:
            let database = try FirebirdDatabase()
            run = { text, value in try value.map { try database.run(text, $0) } ?? database.run(text) }
            open = { try await database.open(layout: layout) }
        case .sqlServer:
            let database = try SQLServerDatabase()
            run = { text, value in try value.map { try database.run(text, $0) } ?? database.run(text) }
            open = { try await database.open(layout: layout) }
        }
        for statement in statements + Self.rows(name) { _ = try run(statement, nil) }
        for (owner, label, value) in Self.fields {
            let mark = [.postgreSQL: "$1", .sqlServer: "@p1"][engine] ?? "?"
            let insertion = "INSERT INTO \(name)_ATTRIBUTES VALUES ('\(owner)', '\(label)', \(mark))"
            _ = try run(insertion, .blob(Array(value.utf8)))
        }
        self.run = { try run($0, nil) }
        store = try await open()
    }

    static func layout(_ name: String = "SPRING_SESSION") -> TableLayout {
        for case .table(var layout) in SessionFormat.spring.layouts {
            layout.table = name
            return layout
        }
        preconditionFailure("Spring Session is kept in tables too.")
    }

    /// Firebird has no statements of Spring's own.
    private static func statements(_ engine: Engine, _ name: String, _ hasRule: Bool) -> [String] {
        let text = engine == .firebird ? "VARCHAR(36)" : "CHAR(36)"
        let bytes =
            switch engine {
            case .sqlite, .mariaDB: "BLOB"
            case .postgreSQL: "BYTEA"
            case .firebird: "BLOB SUB_TYPE BINARY"
            case .sqlServer: "IMAGE"
            }
        let rule =
            hasRule
            ? ", CONSTRAINT \(name)_ATTRIBUTES_FK FOREIGN KEY (SESSION_PRIMARY_ID) REFERENCES \(name)(PRIMARY_ID) ON DELETE CASCADE"
            : ""
        return [
            "CREATE TABLE \(name) (PRIMARY_ID \(text) NOT NULL, SESSION_ID \(text) NOT NULL, CREATION_TIME BIGINT NOT NULL,"
                + " LAST_ACCESS_TIME BIGINT NOT NULL, MAX_INACTIVE_INTERVAL INT NOT NULL, EXPIRY_TIME BIGINT NOT NULL,"
                + " PRINCIPAL_NAME VARCHAR(100), CONSTRAINT \(name)_PK PRIMARY KEY (PRIMARY_ID))",
            "CREATE UNIQUE INDEX \(name)_IX1 ON \(name) (SESSION_ID)",
            "CREATE TABLE \(name)_ATTRIBUTES (SESSION_PRIMARY_ID \(text) NOT NULL, ATTRIBUTE_NAME VARCHAR(200) NOT NULL,"
                + " ATTRIBUTE_BYTES \(bytes) NOT NULL,"
                + " CONSTRAINT \(name)_ATTRIBUTES_PK PRIMARY KEY (SESSION_PRIMARY_ID, ATTRIBUTE_NAME)\(rule))",
        ]
    }

    private static func rows(_ name: String) -> [String] {
        let created = end - 1_900_000
        return [
            "INSERT INTO \(name) VALUES ('\(primary)', '\(id)', \(created), \(end - 1_800_000), 1800, \(end), 'alice')",
            "INSERT INTO \(name) VALUES ('other', '\(other)', \(created), \(created), -1, 9223372036854775807, NULL)",
        ]
    }

    private static let fields = [
        (primary, "cart", #"{"n":1}"#), (primary, "b", "\u{0}x"), ("other", "cart", "[]"),
    ]

    /// The content of the session's record with some of its fields changed.
    static func content(_ changes: [String: String?] = [:]) -> [UInt8] {
        var fields: [String: String] = [
            "creationTime": "\(end - 1_900_000)", "lastAccessedTime": "\(end - 1_800_000)",
            "maxInactiveInterval": "1800", "sessionAttr:cart": #"{"n":1}"#, "sessionAttr:b": "\u{0}x",
        ]
        for (name, value) in changes { fields[name] = value }
        return FieldList(fields.map { FieldList.Field(name: Array($0.key.utf8), value: Array($0.value.utf8)) }).bytes
    }

    /// How many rows there are that a condition fits.
    func count(_ table: String, _ condition: String = "1 = 1") throws -> Int64 {
        guard case .integer(let count)? = try run("SELECT COUNT(*) FROM \(table) WHERE \(condition)").first else {
            return -1
        }
        return count
    }

    /// Both records with all that is in them, as the store reads them.
    func everything() async throws -> [StoredRecord?] {
        try await store.records([Self.key, SessionKey(Self.other)], limit: 1 << 20)
    }
}
