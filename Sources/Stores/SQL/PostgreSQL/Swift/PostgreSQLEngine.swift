internal import SessionModel
internal import SQLStore
internal import StoreKit

/// PostgreSQL, from 11 on.
struct PostgreSQLEngine: SQLEngine {
    let isReadOnly: Bool
    let timeout: Int
    let pollInterval: Int
    private let location: StoreAddress

    /// Takes an address apart.
    init(_ opening: StoreOpening) throws(SQLFailure) {
        location = opening.address
        isReadOnly = opening.isReadOnly
        timeout = opening.timeout
        pollInterval = try PollOption.seconds(opening.address, default: 2)
    }

    /// The options that go to the client library as they are.
    static let passedOptions = ["sslmode", "sslrootcert", "sslcert", "sslkey"]

    var name: String { "PostgreSQL" }

    var address: String {
        let user = location.user.map { "\($0)@" } ?? ""
        return "postgresql://\(user)\(hosts)/\(location.path)"
    }

    var subject: String { "PostgreSQL at \(hosts.isEmpty ? "the local socket" : hosts)" }

    var trial: String? { location.hosts.first.map { "pg_isready -h \($0.name) -p \($0.port ?? 5432)" } }

    private var hosts: String {
        location.hosts.map { host in
            "\(host.name.contains(":") ? "[\(host.name)]" : host.name):\(host.port ?? 5432)"
        }.joined(separator: ",")
    }

    func connect() throws(SQLFailure) -> PostgreSQLConnection {
        let connection = try PostgreSQLConnection(parameters, timeout: timeout)
        var settings: SQLText = "SELECT set_config('default_transaction_read_only', 'on', false)"
        for name in ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"] {
            settings += ", set_config('\(name)', "
            add(.text("\(timeout)"), to: &settings)
            settings += ", false)"
        }
        try connection.run(settings)
        return connection
    }

    private var parameters: [(name: String, value: String)] {
        var list = [
            ("application_name", "curfew"), ("client_encoding", "UTF8"),
            ("connect_timeout", "\(max(2, (timeout + 999) / 1000))"),
        ]
        if !location.hosts.isEmpty {
            list.append(("host", location.hosts.map(\.name).joined(separator: ",")))
            list.append(("port", location.hosts.map { "\($0.port ?? 5432)" }.joined(separator: ",")))
        }
        if let user = location.user { list.append(("user", user)) }
        if let password = location.password { list.append(("password", password.revealed)) }
        if !location.path.isEmpty { list.append(("dbname", location.path)) }
        for name in Self.passedOptions {
            if let value = location[option: name] { list.append((name, value)) }
        }
        return list.map { (name: $0.0, value: $0.1) }
    }

    // MARK: Catalogue

    func facts(of table: String, _ connection: PostgreSQLConnection) throws(SQLFailure) -> SQLTableFacts? {
        var find: SQLText = """
            SELECT relname::text, relkind::text, oid::int8 FROM pg_class
            WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_table_is_visible(oid) AND lower(relname) = 
            """
        add(.text(table.lowercased()), to: &find)
        find += " ORDER BY relname = "
        add(.text(table), to: &find)
        var found: (name: String, kind: String, id: Int64)?
        try connection.run(find) { cells throws(SQLFailure) in
            if let name = cells[0].string { found = (name, cells[1].string ?? "", cells[2].integer ?? 0) }
        }
        guard let found else { return nil }
        let others = ["v": "view", "m": "materialized view", "f": "foreign table"]
        return SQLTableFacts(
            name: found.name, kind: others[found.kind].map { .other($0) } ?? .table,
            columns: try columns(found.id, connection), uniqueColumns: try uniqueColumns(found.id, connection))
    }

    private func columns(_ table: Int64, _ connection: PostgreSQLConnection) throws(SQLFailure) -> [SQLTable.Column] {
        var statement: SQLText = """
            SELECT attname::text, format_type(atttypid, NULL), coalesce(to_jsonb(a)->>'attgenerated', '')
            FROM pg_attribute a
            WHERE attnum > 0 AND NOT attisdropped AND attrelid = $1::oid ORDER BY attnum
            """
        statement.bind(.integer(table))
        var columns: [SQLTable.Column] = []
        try connection.run(statement) { cells throws(SQLFailure) in
            var column = SQLTable.Column(name: cells[0].string ?? "", type: cells[1].string ?? "")
            column.isComputed = cells[2].string?.isEmpty == false
            columns.append(column)
        }
        return columns
    }

    private func uniqueColumns(_ table: Int64, _ connection: PostgreSQLConnection) throws(SQLFailure) -> Set<String> {
        var statement: SQLText = """
            SELECT attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
            WHERE indisunique AND indnkeyatts = 1 AND indpred IS NULL AND indexprs IS NULL AND indrelid = $1::oid
            """
        statement.bind(.integer(table))
        var found: Set<String> = []
        try connection.run(statement) { cells throws(SQLFailure) in
            if let name = cells[0].string { found.insert(name) }
        }
        return found
    }

    func check(_ table: SQLTable, _ connection: PostgreSQLConnection) throws(SQLFailure) {
        let text = ["text", "character varying", "character"]
        let number = ["double precision", "real", "numeric", "integer", "bigint", "smallint"]
        let dates = ["timestamp without time zone", "timestamp with time zone"]
        try table.checkTypes { role in
            switch role {
            case .key: text
            case .content: text + ["bytea", "json", "jsonb"]
            case .moment: table.unit.isDate ? dates : number
            }
        }
    }

    func version(_ connection: PostgreSQLConnection) throws(SQLFailure) -> String {
        let version = try connection.text("SELECT current_setting('server_version')") ?? ""
        return "PostgreSQL \(version.prefix { $0 != " " })"
    }

    func clock(_ connection: PostgreSQLConnection) throws(SQLFailure) -> Int64? {
        try connection.integer("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::int8")
    }

    func estimatedCount(_ table: SQLTable, _ connection: PostgreSQLConnection) throws(SQLFailure) -> Int? {
        // What the last ANALYZE counted is good enough for many rows; few are quickly counted.
        var statement: SQLText = "SELECT reltuples::int8 FROM pg_class WHERE oid = to_regclass($1)"
        statement.bind(.text(quoted(table.name)))
        let estimate = try connection.integer(statement) ?? -1
        if estimate > 20_000 { return Int(estimate) }
        return try connection.integer(
            SQLText("SELECT count(*) FROM (SELECT 1 FROM \(quoted(table.name)) LIMIT 200000) AS counted")
        ).map(Int.init)
    }

    func restrictions(
        _ table: SQLTable, _ connection: PostgreSQLConnection
    ) throws(SQLFailure) -> [StoreExamination.Restriction] {
        let acts: StoreAbilities = [.edit, .end, .setDeadline, .move, .restore]
        if try connection.integer("SELECT pg_is_in_recovery()") == 1 {
            return [
                .init(acts, reason: "it is a standby and takes no writes", remedy: "Use the address of its primary.")
            ]
        }
        var found: [StoreExamination.Restriction] = []
        for (ability, name, column, privilege) in questions(table) {
            var statement: SQLText = "SELECT has_column_privilege($1, $2, $3)"
            for value in [quoted(name), column.name, privilege] { statement.bind(.text(value)) }
            if try connection.integer(statement) == 0 { found.append(denied(ability, privilege, name)) }
        }
        // Ending locks the row before it is read, which takes the right to change it.
        var statement: SQLText =
            "SELECT has_table_privilege($1, 'DELETE') AND has_any_column_privilege($1, 'UPDATE')"
        statement.bind(.text(quoted(table.name)))
        if try connection.integer(statement) == 0 { found.append(denied(.end, "UPDATE, DELETE", table.name)) }
        if let more = table.more {
            var statement: SQLText = "SELECT has_table_privilege($1, 'DELETE')"
            statement.bind(.text(quoted(more.name)))
            if try connection.integer(statement) == 0 { found.append(denied([.edit, .end], "DELETE", more.name)) }
        }
        return found
    }

    /// Which right on which column of which table each operation takes.
    private func questions(_ table: SQLTable) -> [(StoreAbilities, String, SQLTable.Column, String)] {
        let name = table.name
        let content = table.contentColumns
        let more = table.more.map { more -> [(StoreAbilities, String, SQLTable.Column, String)] in
            [
                (.list, more.name, more.value, "SELECT"), (.edit, more.name, more.value, "UPDATE"),
                ([.edit, .restore], more.name, more.value, "INSERT"),
            ]
        }
        return [(.list, name, table.key, "SELECT")] + content.map { (.edit, name, $0, "UPDATE") }
            + [(.setDeadline, name, table.expiry, "UPDATE"), (.move, name, table.key, "UPDATE")]
            + content.map { (.restore, name, $0, "INSERT") } + (more ?? [])
    }

    private func denied(
        _ ability: StoreAbilities, _ privilege: String, _ table: String
    ) -> StoreExamination.Restriction {
        .init(
            ability, reason: "the user may not \(privilege) there",
            remedy: "GRANT \(privilege) ON \(quoted(table)) TO \(location.user ?? "the user")")
    }
}
