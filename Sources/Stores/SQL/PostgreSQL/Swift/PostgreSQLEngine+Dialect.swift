internal import SQLStore

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

    func number(of column: SQLTable.Column) -> String { "\(quoted(column.name))::float8" }

    func deadline(_ mark: String, for column: SQLTable.Column) -> String { "\(mark)::\(column.type)" }

    func changed(_ mark: String, for column: SQLTable.Column) -> String { fresh(mark, for: column) }

    func fresh(_ mark: String, for column: SQLTable.Column) -> String {
        column.type == "bytea" ? mark : "convert_from(\(mark), 'UTF8')"
    }

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
