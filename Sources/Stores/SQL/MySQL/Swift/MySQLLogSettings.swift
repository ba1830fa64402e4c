internal import SQLStore
internal import StoreKit

/// What a server's binary log must be like for changes to be read there, and what is missing.
struct MySQLLogSettings {
    /// The name of the server's present log file, and the position in it; nil where we may not know.
    private(set) var position: (file: String, offset: Int64)?
    /// What is missing, with the statement that an administrator would run; nil where none would help.
    private(set) var gaps: [(reason: String, statement: String?)] = []

    private static let configuration = """
        In the server's configuration, then a restart:
        [mysqld]
        log_bin
        binlog_format = ROW
        server_id = 1
        """

    /// Asks a server.
    init(_ connection: MySQLConnection, _ table: SQLTable, database: String) throws(SQLFailure) {
        let settings = try Self.variables(connection)
        guard settings["log_bin"]?.uppercased() == "ON" else {
            gaps.append(("its binary log is off", Self.configuration))
            return
        }
        if settings["binlog_format"]?.uppercased() != "ROW" {
            gaps.append(
                ("its binary log holds statements, not rows", "SET GLOBAL binlog_format = 'ROW'"))
        }
        for name in ["log_bin_compress", "binlog_transaction_compression"] where settings[name]?.uppercased() == "ON" {
            gaps.append(("its binary log is compressed", "SET GLOBAL \(name) = 'OFF'"))
        }
        let image = settings["binlog_row_image"]?.uppercased()
        if let image, try !Self.names(table.key, image, of: table, connection) {
            gaps.append(
                (
                    "its binary log does not name the \(table.key.name) of what changes (binlog_row_image is \(image))",
                    "SET GLOBAL binlog_row_image = 'FULL'"
                ))
        }
        if let parent = try Self.parent(of: table, connection) {
            gaps.append(
                (
                    "a foreign key changes \(table.name) with \(parent), and its binary log does not tell of that", nil
                ))
        }
        try readRights(connection)
        if gaps.isEmpty { try readPosition(connection, database) }
    }

    private static func variables(_ connection: MySQLConnection) throws(SQLFailure) -> [String: String] {
        var found: [String: String] = [:]
        try connection.run(
            """
            SHOW GLOBAL VARIABLES WHERE Variable_name IN
            ('log_bin', 'binlog_format', 'log_bin_compress', 'binlog_transaction_compression', 'binlog_row_image')
            """
        ) { cells throws(SQLFailure) in
            if let name = cells[0].string { found[name.lowercased()] = cells[1].string }
        }
        return found
    }

    /// Whether changed rows are logged with a column as it was. What tells rows apart always is, which is the primary key, or
    /// what is taken for it.
    private static func names(
        _ column: SQLTable.Column, _ image: String, of table: SQLTable, _ connection: MySQLConnection
    ) throws(SQLFailure) -> Bool {
        switch image {
        case "MINIMAL": break
        case "NOBLOB" where column.type.hasSuffix("text") || column.type.hasSuffix("blob"): break
        default: return true
        }
        var statement: SQLText = """
            SELECT 1 FROM information_schema.columns
            WHERE table_schema = DATABASE() AND column_key = 'PRI' AND table_name = ?
            """
        statement.bind(.text(table.name))
        statement += " AND column_name = ?"
        statement.bind(.text(column.name))
        var isPrimary = false
        try connection.run(statement) { _ throws(SQLFailure) in isPrimary = true }
        return isPrimary
    }

    /// A table with whose rows a foreign key changes or removes a table's own: InnoDB does that beneath the log.
    private static func parent(of table: SQLTable, _ connection: MySQLConnection) throws(SQLFailure) -> String? {
        var statement: SQLText = """
            SELECT referenced_table_name FROM information_schema.referential_constraints
            WHERE constraint_schema = DATABASE() AND table_name = ?
            AND (delete_rule IN ('CASCADE', 'SET NULL') OR update_rule IN ('CASCADE', 'SET NULL'))
            ORDER BY referenced_table_name
            """
        statement.bind(.text(table.name))
        var parent: String?
        try connection.run(statement) { cells throws(SQLFailure) in parent = parent ?? cells[0].string }
        return parent
    }

    private mutating func readRights(_ connection: MySQLConnection) throws(SQLFailure) {
        var grants = ""
        try connection.run("SHOW GRANTS") { cells throws(SQLFailure) in
            guard let grant = cells[0].string?.uppercased(), grant.contains(" ON *.* ") else { return }
            grants += grant
        }
        if grants.contains("GRANT ALL PRIVILEGES") { return }
        let mayRead = grants.contains("REPLICATION SLAVE") || grants.contains("REPLICATION REPLICA")
        let mayAsk = ["REPLICATION CLIENT", "BINLOG MONITOR", "SUPER"].contains { grants.contains($0) }
        guard !mayRead || !mayAsk else { return }
        let user = try connection.text("SELECT CURRENT_USER()") ?? "the user"
        let account = user.split(separator: "@", omittingEmptySubsequences: false).map { "'\($0)'" }
        gaps.append(
            (
                "the user may not read its binary log",
                "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO \(account.joined(separator: "@"))"
            ))
    }

    /// MySQL has renamed the statement; MariaDB has not.
    private mutating func readPosition(_ connection: MySQLConnection, _ database: String) throws(SQLFailure) {
        var row: [String] = []
        do throws(SQLFailure) {
            try connection.run("SHOW MASTER STATUS") { cells throws(SQLFailure) in row = Self.texts(cells) }
        } catch {
            guard connection.isUsable else { throw error }
            try connection.run("SHOW BINARY LOG STATUS") { cells throws(SQLFailure) in row = Self.texts(cells) }
        }
        guard row.count >= 4, let offset = Int64(row[1]) else { throw .refused("it does not tell where its log is") }
        position = (row[0], offset)
        let (only, without) = (row[2].split(separator: ","), row[3].split(separator: ","))
        if !only.isEmpty && !only.contains(Substring(database)) || without.contains(Substring(database)) {
            gaps.append(
                (
                    "its binary log leaves \(database) out",
                    "In the server's configuration, then a restart: no binlog_do_db, no binlog_ignore_db for \(database)"
                ))
        }
    }

    private static func texts(_ cells: [SQLCell]) -> [String] {
        cells.map { $0.string ?? $0.integer.map(String.init) ?? "" }
    }
}
