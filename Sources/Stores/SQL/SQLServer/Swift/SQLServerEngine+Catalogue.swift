internal import SQLStore
internal import SessionModel
internal import StoreKit

extension SQLServerEngine {
    func facts(of table: String, _ connection: SQLServerConnection) throws(SQLFailure) -> SQLTableFacts? {
        var find: SQLText = """
            SELECT name, CASE type WHEN 'U' THEN 'table' ELSE 'view' END, CAST(object_id AS bigint) FROM sys.objects
            WHERE type IN ('U', 'V') AND schema_id IN (SCHEMA_ID(), SCHEMA_ID('dbo')) AND LOWER(name) = 
            """
        add(.text(table.lowercased()), to: &find)
        // The last is taken: of two the one that a bare name means.
        find += " ORDER BY CASE schema_id WHEN SCHEMA_ID() THEN 1 ELSE 0 END"
        var found: (name: String, type: String, id: Int64)?
        try connection.run(find) { cells throws(SQLFailure) in
            if let name = cells[0].string { found = (name, cells[1].string ?? "", cells[2].integer ?? 0) }
        }
        guard let found else { return nil }
        return SQLTableFacts(
            name: found.name, kind: found.type == "table" ? .table : .other(found.type),
            columns: try columns(found.id, connection), uniqueColumns: try uniqueColumns(found.id, connection))
    }

    private func columns(_ table: Int64, _ connection: SQLServerConnection) throws(SQLFailure) -> [SQLTable.Column] {
        var statement: SQLText = """
            SELECT name, LOWER(TYPE_NAME(system_type_id)), CAST(max_length AS bigint),
            CAST(COLLATIONPROPERTY(collation_name, 'CodePage') AS bigint) FROM sys.columns WHERE object_id = 
            """
        add(.integer(table), to: &statement)
        statement += " ORDER BY column_id"
        var columns: [SQLTable.Column] = []
        try connection.run(statement) { cells throws(SQLFailure) in
            columns.append(
                Self.column(
                    cells[0].string ?? "", cells[1].string ?? "", Int(cells[2].integer ?? -1),
                    codePage: cells[3].integer))
        }
        return columns
    }

    /// What a row of the catalogue says; text is measured as the units it is compared in.
    static func column(_ name: String, _ type: String, _ length: Int, codePage: Int64?) -> SQLTable.Column {
        var column = SQLTable.Column(name: name, type: type)
        switch type {
        case "varbinary", "binary", "nvarchar", "nchar": column.capacity = length > 0 ? length : nil
        case "varchar", "char": column.capacity = length > 0 ? 2 * length : nil
        default: break
        }
        if ["varchar", "char", "text"].contains(type) { column.encoding = codePage.map { "\($0)" } }
        return column
    }

    private func uniqueColumns(
        _ table: Int64, _ connection: SQLServerConnection
    ) throws(SQLFailure) -> Set<String> {
        var statement: SQLText = """
            SELECT MAX(c.name) FROM sys.indexes i
            JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id
            JOIN sys.columns c ON c.object_id = k.object_id AND c.column_id = k.column_id
            WHERE i.is_unique = 1 AND i.has_filter = 0 AND i.is_disabled = 0 AND k.is_included_column = 0
            AND i.object_id = 
            """
        add(.integer(table), to: &statement)
        statement += " GROUP BY i.index_id HAVING COUNT(*) = 1"
        var found: Set<String> = []
        try connection.run(statement) { cells throws(SQLFailure) in
            if let name = cells[0].string { found.insert(name) }
        }
        return found
    }

    func check(_ table: SQLTable, _ connection: SQLServerConnection) throws(SQLFailure) {
        try checkDates(table)
        let text = ["char", "varchar", "nchar", "nvarchar"]
        let content = ["varchar", "nvarchar", "text", "ntext", "varbinary", "image"]
        let number = ["float", "real", "decimal", "numeric", "bigint", "int"]
        try table.checkTypes { role in
            switch role {
            case .key: text
            case .content: content
            case .moment: table.unit.isDate ? Self.dates : number
            }
        }
    }

    func restrictions(
        _ table: SQLTable, _ connection: SQLServerConnection
    ) throws(SQLFailure) -> [StoreExamination.Restriction] {
        guard !isReadOnly else { return [] }
        let acts: StoreAbilities = [.edit, .end, .setDeadline, .move, .restore]
        let state = try connection.text("SELECT CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(128))")
        if state == "READ_ONLY" {
            return [.init(acts, reason: "the database is read-only", remedy: "Use the address of its primary.")]
        }
        let user = try connection.text("SELECT USER_NAME()") ?? "USER"
        var found: [StoreExamination.Restriction] = []
        var rights: [(String, String, StoreAbilities)] = [
            (table.name, "UPDATE", [.edit, .setDeadline, .move]), (table.name, "DELETE", .end),
            (table.name, "INSERT", .restore),
        ]
        if let more = table.more {
            let further: [(String, String, StoreAbilities)] = [
                (more.name, "UPDATE", .edit), (more.name, "DELETE", [.edit, .end]),
                (more.name, "INSERT", [.edit, .restore]),
            ]
            rights += further
        }
        for (name, right, ability) in rights {
            var ask: SQLText = "SELECT CAST(HAS_PERMS_BY_NAME("
            add(.text(quoted(name)), to: &ask)
            ask += ", 'OBJECT', '\(right)') AS bigint)"
            guard try connection.integer(ask) != 1 else { continue }
            found.append(
                .init(
                    ability, reason: "\(user) may not \(right) \(name)",
                    remedy: "GRANT \(right) ON \(quoted(name)) TO \(quoted(user))"))
        }
        return found
    }
}
