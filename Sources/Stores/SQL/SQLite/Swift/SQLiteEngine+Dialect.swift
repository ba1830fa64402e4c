internal import SQLStore
internal import SessionModel
internal import StoreKit

extension SQLiteEngine {
    func mark(_ number: Int) -> String { "?\(number)" }

    func quoted(_ name: String) -> String {
        "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }

    /// IMMEDIATE: the lock is taken at once or not at all, never in the middle.
    var transaction: SQLTransaction {
        SQLTransaction(
            begin: ["PRAGMA query_only = 0", "BEGIN IMMEDIATE"], commit: ["COMMIT", "PRAGMA query_only = 1"],
            rollback: ["ROLLBACK", "PRAGMA query_only = 1"])
    }

    var locking: String { "" }

    func bytes(of column: SQLTable.Column) -> String { "CAST(\(quoted(column.name)) AS BLOB)" }

    func byteCount(of column: SQLTable.Column) -> String { "length(\(bytes(of: column)))" }

    func head(of column: SQLTable.Column, count mark: String) -> String { "substr(\(bytes(of: column)), 1, \(mark))" }

    func kind(of column: SQLTable.Column) -> String { "typeof(\(quoted(column.name)))" }

    /// A date is its text, which is read as such; a number in its place is none of the framework's.
    func number(of column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        let name = quoted(column.name)
        if case .date(_, .julianDay) = unit {
            return "CASE typeof(\(name)) WHEN 'real' THEN round((\(name) - 2440587.5) * 86400000.0)"
                + " WHEN 'null' THEN NULL ELSE '' END"
        }
        return unit.isDate ? "CASE typeof(\(name)) WHEN 'text' THEN \(name) WHEN 'null' THEN NULL ELSE '' END" : name
    }

    func deadline(_ mark: String, for column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        switch unit {
        case .seconds, .wholeSeconds, .milliseconds: mark
        case .date(_, .iso8601): "strftime('%Y-%m-%dT%H:%M:%fZ', \(mark) / 1000.0, 'unixepoch')"
        case .date(_, .sql): "strftime('%Y-%m-%d %H:%M:%f', \(mark) / 1000.0, 'unixepoch')"
        case .date(_, .julianDay): "\(mark) / 86400000.0 + 2440587.5"
        }
    }

    func text(of column: SQLTable.Column) -> String { "CAST(\(quoted(column.name)) AS TEXT)" }

    func changed(_ mark: String, for column: SQLTable.Column) -> String {
        // Text stays text and a blob a blob: the application's driver gives them back as different types.
        "CASE typeof(\(quoted(column.name))) WHEN 'blob' THEN \(mark) ELSE CAST(\(mark) AS TEXT) END"
    }

    func fresh(_ mark: String, for column: SQLTable.Column) -> String {
        column.type.contains("blob") ? mark : "CAST(\(mark) AS TEXT)"
    }

    /// A value has a kind of its own there, whatever the column's.
    func kept(_ column: SQLTable.Column) -> String? { quoted(column.name) }

    func broughtBack(_ mark: String, for column: SQLTable.Column) -> String { mark }

    func key(_ bytes: [UInt8]) -> SQLValue { .text(bytes) }

    /// A driver that is given bytes for an id keeps them as such, and bytes are no text to a comparison.
    func keys(_ bytes: [UInt8]) -> [SQLValue] { [.text(bytes), .blob(bytes)] }

    /// The text, where a row has it, and else the bytes: never both.
    func add(_ values: [SQLValue], equal key: SQLTable.Column, of table: String, to statement: inout SQLText) {
        let name = quoted(key.name)
        statement += "\(name) = coalesce((SELECT \(name) FROM \(quoted(table)) WHERE \(name) = "
        add(values[0], to: &statement)
        statement += " AND CAST(\(name) AS BLOB) = "
        add(values[1], to: &statement)
        statement += "), "
        add(values[1], to: &statement)
        statement += ")"
    }

    func rekeyed(_ mark: String, for column: SQLTable.Column) -> String {
        "CASE typeof(\(quoted(column.name))) WHEN 'blob' THEN CAST(\(mark) AS BLOB) ELSE \(mark) END"
    }

    var valuesHaveKinds: Bool { true }

    func isUsual(_ value: ArchivedColumn.Value, for column: SQLTable.Column, of table: SQLTable) -> Bool {
        switch value {
        case .text: column == table.key || !column.type.contains("blob")
        case .bytes: column != table.key && column.type.contains("blob")
        case .null, .integer, .fraction: false
        }
    }

    /// Numbers come before any text or bytes.
    func unnamedCount(_ table: SQLTable, _ connection: SQLiteConnection) throws(SQLFailure) -> Int {
        let name = quoted(table.key.name)
        return try connection.integer(
            SQLText("SELECT count(*) FROM \(quoted(table.name)) WHERE \(name) IS NULL OR \(name) < ''")
        ).map(Int.init) ?? 0
    }

    func canHoldKey(_ bytes: [UInt8], in table: SQLTable) -> Bool { true }

    /// A column may have the collation NOCASE or RTRIM.
    var mixesKeys: Bool { true }

    func add(prefix: [UInt8], of column: SQLTable.Column, to statement: inout SQLText) {
        let (first, end) = (keys(prefix), Self.after(prefix).map(keys))
        statement += "("
        add(first[0], end?[0], of: column, to: &statement)
        statement += " OR "
        add(first[1], end?[1], of: column, to: &statement)
        statement += ")"
    }

    /// The first bytes behind all that begin with these; nil where there are none.
    private static func after(_ prefix: [UInt8]) -> [UInt8]? {
        prefix.lastIndex { $0 != 0xFF }.map { prefix[..<$0] + [prefix[$0] + 1] }
    }

    /// Adds the condition that a column is of a kind, and from one value on up to another.
    private func add(
        _ first: SQLValue, _ end: SQLValue?, of column: SQLTable.Column, to statement: inout SQLText
    ) {
        let name = quoted(column.name)
        statement += "\(name) COLLATE BINARY >= "
        add(first, to: &statement)
        guard let end else {
            statement += " AND typeof(\(name)) = "
            if case .text = first { statement += "'text'" } else { statement += "'blob'" }
            return
        }
        statement += " AND \(name) COLLATE BINARY < "
        add(end, to: &statement)
    }

    /// It has no digest of its own; reading a file's pages is the greater part of any.
    func digest(of column: SQLTable.Column) -> String? { nil }
}
