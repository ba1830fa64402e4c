internal import SQLStore

/// Names are in capitals there unless they were quoted when the table was made.
extension FirebirdEngine {
    func facts(of table: String, _ connection: FirebirdConnection) throws(SQLFailure) -> SQLTableFacts? {
        // No name is longer, and none may be asked for that is.
        guard table.utf8.count <= 252 else { return nil }
        var find: SQLText = """
            SELECT TRIM(rdb$relation_name), rdb$relation_type, CASE WHEN rdb$view_blr IS NULL THEN 0 ELSE 1 END
            FROM rdb$relations WHERE UPPER(TRIM(rdb$relation_name)) = UPPER(CAST(
            """
        add(.text(table), to: &find)
        find += " AS VARCHAR(63) CHARACTER SET UTF8))"
        var found: (name: String, kind: SQLTableFacts.Kind)?
        try connection.run(find) { cells throws(SQLFailure) in
            guard let name = cells[0].string, found == nil || name == table else { return }
            found = (name, Self.kind(type: cells[1].integer ?? 0, isView: cells[2].integer == 1))
        }
        guard let found else { return nil }
        return SQLTableFacts(
            name: found.name, kind: found.kind, columns: try columns(found.name, connection),
            uniqueColumns: try uniqueColumns(found.name, connection))
    }

    private static func kind(type: Int64, isView: Bool) -> SQLTableFacts.Kind {
        switch (type, isView) {
        case (_, true): .other("view")
        case (2, _): .other("external table")
        case (3, _): .other("table of the server's own")
        case (4, _), (5, _): .other("temporary table")
        default: .table
        }
    }

    private func columns(_ table: String, _ connection: FirebirdConnection) throws(SQLFailure) -> [SQLTable.Column] {
        var statement: SQLText = """
            SELECT TRIM(r.rdb$field_name), f.rdb$field_type, f.rdb$field_sub_type, f.rdb$field_length,
            f.rdb$character_length, TRIM(c.rdb$character_set_name),
            CASE WHEN f.rdb$computed_blr IS NULL THEN 0 ELSE 1 END FROM rdb$relation_fields r
            JOIN rdb$fields f ON f.rdb$field_name = r.rdb$field_source
            LEFT JOIN rdb$character_sets c ON c.rdb$character_set_id = f.rdb$character_set_id
            WHERE r.rdb$relation_name = 
            """
        add(.text(table), to: &statement)
        statement += " ORDER BY r.rdb$field_position"
        var columns: [SQLTable.Column] = []
        try connection.run(statement) { cells throws(SQLFailure) in
            let type = Self.type(code: cells[1].integer ?? 0, subtype: cells[2].integer ?? 0)
            var column = SQLTable.Column(name: cells[0].string ?? "", type: type)
            if type == "varchar" || type == "char" {
                column.capacity = cells[3].integer.map(Int.init)
                column.characters = cells[4].integer.map(Int.init)
            }
            column.encoding = cells[5].string
            column.isComputed = cells[6].integer == 1
            columns.append(column)
        }
        return columns
    }

    private static func type(code: Int64, subtype: Int64) -> String {
        switch code {
        case 7, 8, 16: subtype == 0 ? ["7": "smallint", "8": "integer"]["\(code)"] ?? "bigint" : "numeric"
        case 10: "float"
        case 27: "double precision"
        case 14: "char"
        case 37: "varchar"
        case 261: subtype == 1 ? "blob of text" : "blob"
        case 12: "date"
        case 13: "time"
        case 35: "timestamp"
        case 23: "boolean"
        default: "type of another kind"
        }
    }

    private func uniqueColumns(_ table: String, _ connection: FirebirdConnection) throws(SQLFailure) -> Set<String> {
        var statement: SQLText = """
            SELECT TRIM(s.rdb$field_name) FROM rdb$indices i
            JOIN rdb$index_segments s ON s.rdb$index_name = i.rdb$index_name
            WHERE i.rdb$unique_flag = 1 AND i.rdb$segment_count = 1 AND COALESCE(i.rdb$index_inactive, 0) = 0
            AND i.rdb$expression_blr IS NULL AND i.rdb$relation_name = 
            """
        add(.text(table), to: &statement)
        var found: Set<String> = []
        try connection.run(statement) { cells throws(SQLFailure) in
            if let name = cells[0].string { found.insert(name) }
        }
        return found
    }

    func check(_ table: SQLTable, _ connection: FirebirdConnection) throws(SQLFailure) {
        try table.refuseDates(in: "Firebird")
        let text = ["varchar"]
        let number = ["double precision", "float", "numeric", "smallint", "integer", "bigint"]
        try table.checkTypes { role in
            switch role {
            case .key: text
            case .content: text + ["blob of text", "blob"]
            case .moment: number
            }
        }
        for column in [table.key] + table.contentColumns
        where isConverted(column) && column.characters ?? 0 > Self.mostCharacters {
            throw .unsuitable(
                "its column \(column.name) holds more \(column.encoding ?? "") than can be read as UTF-8", remedy: nil)
        }
    }
}
