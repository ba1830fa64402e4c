internal import SessionModel
internal import SQLStore
internal import StoreKit

/// MySQL and MariaDB.
struct MySQLEngine: SQLEngine {
    let isReadOnly: Bool
    let timeout: Int
    let pollInterval: Int
    let location: StoreAddress

    /// Takes an address apart.
    init(_ opening: StoreOpening) throws(SQLFailure) {
        location = opening.address
        isReadOnly = opening.isReadOnly
        timeout = opening.timeout
        pollInterval = try PollOption.seconds(opening.address, default: 2)
        guard !location.path.isEmpty else {
            throw .badAddress("it names no database: \(location.scheme)://HOST/DATABASE")
        }
    }

    var name: String { location.scheme == "mariadb" ? "MariaDB" : "MySQL" }

    var address: String {
        let user = location.user.map { "\($0)@" } ?? ""
        return "\(location.scheme)://\(user)\(host)/\(location.path)"
    }

    var subject: String { "\(name) at \(host)" }

    var trial: String? { "mariadb-admin -h \(location.hosts.first?.name ?? "localhost") -P \(port) ping" }

    private var port: UInt16 { location.hosts.first?.port ?? 3306 }

    private var host: String {
        let name = location.hosts.first?.name ?? "localhost"
        return "\(name.contains(":") ? "[\(name)]" : name):\(port)"
    }

    /// How to connect.
    func options() -> MySQLConnection.Options {
        var options = MySQLConnection.Options()
        options.host = location.hosts.first?.name ?? "localhost"
        options.port = port
        options.user = location.user
        options.password = location.password?.revealed
        options.database = location.path
        options.authority = location[option: "ca"]
        options.timeout = timeout
        return options
    }

    func connect() throws(SQLFailure) -> MySQLConnection {
        let connection = try MySQLConnection(options())
        let isMariaDB = try connection.text("SELECT VERSION()")?.contains("MariaDB") ?? false
        let seconds = max(1, (timeout + 999) / 1000)
        // Not strict, a server cuts what does not fit and says nothing.
        try connection.run("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')")
        try connection.run(SQLText("SET SESSION innodb_lock_wait_timeout = \(seconds)"))
        try connection.run(
            SQLText(
                isMariaDB
                    ? "SET SESSION max_statement_time = \(seconds)" : "SET SESSION max_execution_time = \(timeout)"))
        try connection.run("SET SESSION TRANSACTION READ ONLY")
        return connection
    }

    // MARK: Catalogue

    func facts(of table: String, _ connection: MySQLConnection) throws(SQLFailure) -> SQLTableFacts? {
        var find: SQLText = """
            SELECT table_name, table_type FROM information_schema.tables
            WHERE table_schema = DATABASE() AND LOWER(table_name) = ?
            """
        find.bind(.text(table.lowercased()))
        var found: (name: String, type: String)?
        try connection.run(find) { cells throws(SQLFailure) in
            guard let name = cells[0].string, found == nil || name == table else { return }
            found = (name, cells[1].string ?? "")
        }
        guard let found else { return nil }
        return SQLTableFacts(
            name: found.name, kind: found.type == "BASE TABLE" ? .table : .other(found.type.lowercased()),
            columns: try columns(found.name, connection), uniqueColumns: try uniqueColumns(found.name, connection))
    }

    private func columns(_ table: String, _ connection: MySQLConnection) throws(SQLFailure) -> [SQLTable.Column] {
        var statement: SQLText = """
            SELECT column_name, data_type, CAST(character_octet_length AS SIGNED), extra FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position
            """
        statement.bind(.text(table))
        var columns: [SQLTable.Column] = []
        try connection.run(statement) { cells throws(SQLFailure) in
            var column = SQLTable.Column(
                name: cells[0].string ?? "", type: cells[1].string?.lowercased() ?? "",
                capacity: cells[2].integer.map(Int.init))
            // A default that is worked out is told in similar words.
            let words = cells[3].string?.uppercased() ?? ""
            column.isComputed = words.contains("STORED GENERATED") || words.contains("VIRTUAL GENERATED")
            columns.append(column)
        }
        return columns
    }

    private func uniqueColumns(_ table: String, _ connection: MySQLConnection) throws(SQLFailure) -> Set<String> {
        var statement: SQLText = """
            SELECT MAX(column_name) FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 0
            GROUP BY index_name HAVING COUNT(*) = 1 AND MAX(sub_part) IS NULL
            """
        statement.bind(.text(table))
        var found: Set<String> = []
        try connection.run(statement) { cells throws(SQLFailure) in
            if let name = cells[0].string { found.insert(name) }
        }
        return found
    }

    func check(_ table: SQLTable, _ connection: MySQLConnection) throws(SQLFailure) {
        let text = ["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "json"]
        let bytes = ["binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"]
        let number = ["double", "float", "decimal", "int", "bigint", "mediumint", "smallint"]
        try table.checkTypes { role in
            switch role {
            case .key, .content: text + bytes
            case .moment: table.unit.isDate ? ["datetime", "timestamp"] : number
            }
        }
    }

    func notes(_ connection: MySQLConnection) throws(SQLFailure) -> [String] {
        guard location[option: "ca"] == nil else { return [] }
        let isMariaDB = try connection.text("SELECT VERSION()")?.contains("MariaDB") ?? false
        let place = isMariaDB ? "information_schema" : "performance_schema"
        let cipher = try? connection.text(
            SQLText("SELECT variable_value FROM \(place).session_status WHERE variable_name = 'Ssl_cipher'"))
        return [
            (cipher ?? "").isEmpty
                ? "The connection is not encrypted; ?ca=FILE asks for encryption and for a certificate that FILE vouches for."
                : "The connection is encrypted, but no certificate is checked: whoever answers there is believed."
                    + " ?ca=FILE makes the server prove who it is."
        ]
    }

    func version(_ connection: MySQLConnection) throws(SQLFailure) -> String {
        let version = try connection.text("SELECT VERSION()") ?? ""
        let engine = version.contains("MariaDB") ? "MariaDB" : "MySQL"
        return "\(engine) \(version.prefix { $0 != "-" })"
    }

    func clock(_ connection: MySQLConnection) throws(SQLFailure) -> Int64? {
        try connection.integer("SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)")
    }

    func estimatedCount(_ table: SQLTable, _ connection: MySQLConnection) throws(SQLFailure) -> Int? {
        var statement: SQLText = """
            SELECT CAST(table_rows AS SIGNED) FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = ?
            """
        statement.bind(.text(table.name))
        // An estimate is good enough for many rows; few are quickly counted.
        let estimate = try connection.integer(statement) ?? 0
        if estimate > 20_000 { return Int(estimate) }
        return try connection.integer(
            SQLText("SELECT COUNT(*) FROM (SELECT 1 FROM \(quoted(table.name)) LIMIT 200000) AS counted")
        ).map(Int.init)
    }

    func restrictions(
        _ table: SQLTable, _ connection: MySQLConnection
    ) throws(SQLFailure) -> [StoreExamination.Restriction] {
        isReadOnly ? [] : try triedRestrictions(table, connection)
    }
}
