internal import SQLStore
internal import SessionModel

extension MySQLEngine {
    func mark(_ number: Int) -> String { "?" }

    func quoted(_ name: String) -> String {
        "`\(name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``"))`"
    }

    var transaction: SQLTransaction {
        SQLTransaction(begin: ["START TRANSACTION READ WRITE"], commit: ["COMMIT"], rollback: ["ROLLBACK"])
    }

    var locking: String { " FOR UPDATE" }

    func bytes(of column: SQLTable.Column) -> String {
        isBinary(column)
            ? quoted(column.name) : "CAST(CONVERT(\(quoted(column.name)) USING utf8mb4) AS BINARY)"
    }

    private func isBinary(_ column: SQLTable.Column) -> Bool {
        column.type.hasSuffix("blob") || column.type.hasSuffix("binary")
    }

    func byteCount(of column: SQLTable.Column) -> String { "OCTET_LENGTH(\(bytes(of: column)))" }

    func head(of column: SQLTable.Column, count mark: String) -> String {
        "SUBSTRING(\(bytes(of: column)), 1, \(mark))"
    }

    func kind(of column: SQLTable.Column) -> String { "CASE WHEN \(quoted(column.name)) IS NOT NULL THEN 'text' END" }

    /// A `timestamp` is a moment, shown in the connection's zone; a `datetime` is a date of no zone.
    func number(of column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        let name = quoted(column.name)
        switch unit {
        case .seconds, .wholeSeconds, .milliseconds: return "(\(name) + 0e0)"
        case .date(.utc, _) where column.type == "datetime":
            return "(TIMESTAMPDIFF(MICROSECOND, \(Self.epoch), \(name)) / 1000 + 0e0)"
        case .date: return "(UNIX_TIMESTAMP(\(name)) * 1000 + 0e0)"
        }
    }

    func deadline(_ mark: String, for column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        switch unit {
        case .seconds, .wholeSeconds, .milliseconds: mark
        case .date(.utc, _) where column.type == "datetime": "TIMESTAMPADD(MICROSECOND, \(mark) * 1000, \(Self.epoch))"
        case .date: "FROM_UNIXTIME(\(mark) / 1000)"
        }
    }

    private static let epoch = "TIMESTAMP('1970-01-01 00:00:00')"

    func text(of column: SQLTable.Column) -> String { "CAST(\(quoted(column.name)) AS CHAR)" }

    func changed(_ mark: String, for column: SQLTable.Column) -> String { fresh(mark, for: column) }

    func fresh(_ mark: String, for column: SQLTable.Column) -> String {
        isBinary(column) ? mark : "CONVERT(\(mark) USING utf8mb4)"
    }

    func kept(_ column: SQLTable.Column) -> String? {
        let name = quoted(column.name)
        switch column.type {
        case _ where isBinary(column): return name
        case "char", "varchar", "tinytext", "text", "mediumtext", "longtext": return "CONVERT(\(name) USING utf8mb4)"
        // The text of a FLOAT has six digits.
        case "float", "double": return "(\(name) + 0e0)"
        case "bit": return "(\(name) + 0)"
        case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "date", "time", "datetime", "timestamp",
            "year", "enum", "set", "json", "inet4", "inet6", "uuid":
            return "CAST(\(name) AS CHAR)"
        default: return nil
        }
    }

    func broughtBack(_ mark: String, for column: SQLTable.Column) -> String { mark }

    func key(_ bytes: [UInt8]) -> SQLValue { .text(bytes) }

    func canHoldKey(_ bytes: [UInt8], in table: SQLTable) -> Bool {
        isBinary(table.key) || String(validating: bytes, as: UTF8.self) != nil
    }

    func refusal(of content: [UInt8], for column: SQLTable.Column) -> SQLFailure? {
        if isBinary(column) || String(validating: content, as: UTF8.self) != nil { return nil }
        return .refused("its column \(column.name) holds text, and the session would not be UTF-8")
    }

    /// Collations take capitals and small letters, and blanks at the end, for the same.
    var mixesKeys: Bool { true }

    func add(prefix: [UInt8], of column: SQLTable.Column, to statement: inout SQLText) {
        // LIKE finds them by the index, the bytes tell them apart.
        let pattern = prefix.flatMap { byte -> [UInt8] in
            "%_|".utf8.contains(byte) ? [UInt8(ascii: "|"), byte] : [byte]
        }
        statement += "\(quoted(column.name)) LIKE "
        add(.text(pattern + [UInt8(ascii: "%")]), to: &statement)
        statement += " ESCAPE '|' AND LEFT(\(bytes(of: column)), \(prefix.count)) = "
        add(.blob(prefix), to: &statement)
    }

    func digest(of column: SQLTable.Column) -> String? { "MD5(\(bytes(of: column)))" }
}
