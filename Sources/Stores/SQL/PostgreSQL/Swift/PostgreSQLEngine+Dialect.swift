internal import SQLStore
internal import SessionModel

extension PostgreSQLEngine {
    func mark(_ number: Int) -> String { "$\(number)" }

    func quoted(_ name: String) -> String {
        "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }

    var transaction: SQLTransaction {
        SQLTransaction(begin: ["BEGIN READ WRITE"], commit: ["COMMIT"], rollback: ["ROLLBACK"])
    }

    var locking: String { " FOR UPDATE" }

    func bytes(of column: SQLTable.Column) -> String {
        column.type == "bytea" ? quoted(column.name) : "convert_to(\(quoted(column.name))::text, 'UTF8')"
    }

    func byteCount(of column: SQLTable.Column) -> String { "octet_length(\(bytes(of: column)))" }

    func head(of column: SQLTable.Column, count mark: String) -> String {
        "substring(\(bytes(of: column)) FROM 1 FOR \(mark)::int4)"
    }

    func kind(of column: SQLTable.Column) -> String { "CASE WHEN \(quoted(column.name)) IS NOT NULL THEN 'text' END" }

    /// `extract(epoch …)` takes what has no zone for UTC.
    func number(of column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        let name = quoted(column.name)
        switch unit {
        case .seconds, .wholeSeconds, .milliseconds: return "\(name)::float8"
        case .date(.utc, _): return "(extract(epoch FROM \(name)) * 1000)::float8"
        case .date(.connection, _): return "(extract(epoch FROM \(name)::timestamptz) * 1000)::float8"
        }
    }

    func deadline(_ mark: String, for column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        guard case .date(let zone, _) = unit else { return "\(mark)::\(column.type)" }
        let moment = "to_timestamp(\(mark)::float8 / 1000)"
        let isZoneless = column.type == "timestamp without time zone"
        return isZoneless && zone == .utc ? "\(moment) AT TIME ZONE 'UTC'" : "\(moment)::\(column.type)"
    }

    func text(of column: SQLTable.Column) -> String { "\(quoted(column.name))::text" }

    func changed(_ mark: String, for column: SQLTable.Column) -> String { fresh(mark, for: column) }

    func fresh(_ mark: String, for column: SQLTable.Column) -> String {
        switch column.type {
        case "bytea": mark
        case "json", "jsonb": "convert_from(\(mark), 'UTF8')::\(column.type)"
        default: "convert_from(\(mark), 'UTF8')"
        }
    }

    /// Every type has a text that is read back as the same value.
    func kept(_ column: SQLTable.Column) -> String? {
        column.type == "bytea" ? quoted(column.name) : "\(quoted(column.name))::text"
    }

    func broughtBack(_ mark: String, for column: SQLTable.Column) -> String {
        switch column.type {
        case "bytea": mark
        // Without a length their names mean one character, or one bit.
        case "character": "\(mark)::bpchar"
        case "bit": "\(mark)::varbit"
        default: "\(mark)::\(column.type)"
        }
    }

    var numberingOverride: String { " OVERRIDING SYSTEM VALUE" }

    func key(_ bytes: [UInt8]) -> SQLValue { .text(bytes) }

    /// Its text holds no NUL and nothing that is not UTF-8.
    func canHoldKey(_ bytes: [UInt8], in table: SQLTable) -> Bool {
        !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
    }

    func refusal(of content: [UInt8], for column: SQLTable.Column) -> SQLFailure? {
        if column.type == "bytea" { return nil }
        if !content.contains(0), String(validating: content, as: UTF8.self) != nil { return nil }
        return .refused("its column \(column.name) holds text, and the session would have a NUL or not be UTF-8")
    }

    /// A column may have a collation that takes different texts for one.
    var mixesKeys: Bool { true }

    func add(prefix: [UInt8], of column: SQLTable.Column, to statement: inout SQLText) {
        statement += "starts_with(\(quoted(column.name))::text, "
        add(.text(prefix), to: &statement)
        statement += ")"
    }

    func digest(of column: SQLTable.Column) -> String? { "md5(\(bytes(of: column)))" }
}
