internal import SQLStore
internal import SessionModel

extension FirebirdEngine {
    /// How many characters of UTF-8 a text has at the most, and how many bytes any.
    static let mostCharacters = 8191
    private static let mostBytes = 32_764

    func mark(_ number: Int) -> String { "?" }

    func quoted(_ name: String) -> String {
        "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }

    func limit(_ count: Int) -> String { " ROWS \(count)" }

    /// A condition that no row fits it asks of every one.
    var nowhere: String { "ROWS 0" }

    /// A statement's values have to fit into 64 KB, each as long as its column is.
    func keysAtOnce(_ table: SQLTable) -> Int { max(1, min(200, 60_000 / ((table.key.capacity ?? 1020) + 8))) }

    var transaction: SQLTransaction {
        SQLTransaction(
            begin: [FirebirdConnection.Frame.begin.rawValue], commit: [FirebirdConnection.Frame.commit.rawValue],
            rollback: [FirebirdConnection.Frame.rollback.rawValue])
    }

    var locking: String { " WITH LOCK" }

    /// Whether the bytes in the column are not those that the client sees, which is sent UTF-8.
    func isConverted(_ column: SQLTable.Column) -> Bool {
        switch column.encoding {
        case nil, "UTF8", "NONE", "OCTETS", "ASCII": false
        default: true
        }
    }

    /// Whether the column takes any bytes.
    private func isBinary(_ column: SQLTable.Column) -> Bool {
        column.type == "blob" || column.encoding == "OCTETS" || column.encoding == "NONE"
    }

    func bytes(of column: SQLTable.Column) -> String {
        let name = quoted(column.name)
        switch (column.type, isConverted(column)) {
        case ("blob", _): return name
        case ("varchar", false):
            return "CAST(\(name) AS VARCHAR(\(column.capacity ?? Self.mostBytes)) CHARACTER SET OCTETS)"
        case ("varchar", true):
            let count = column.characters ?? Self.mostCharacters
            return """
                CAST(CAST(\(name) AS VARCHAR(\(count)) CHARACTER SET UTF8) AS VARCHAR(\(count * 4)) CHARACTER SET OCTETS)
                """
        case (_, true): return "CAST(CAST(\(name) AS BLOB SUB_TYPE TEXT CHARACTER SET UTF8) AS BLOB SUB_TYPE BINARY)"
        case (_, false): return "CAST(\(name) AS BLOB SUB_TYPE BINARY)"
        }
    }

    func byteCount(of column: SQLTable.Column) -> String { "OCTET_LENGTH(\(bytes(of: column)))" }

    func head(of column: SQLTable.Column, count mark: String) -> String {
        "SUBSTRING(\(bytes(of: column)) FROM 1 FOR CAST(\(mark) AS INTEGER))"
    }

    func kind(of column: SQLTable.Column) -> String { "CASE WHEN \(quoted(column.name)) IS NOT NULL THEN 'text' END" }

    func number(of column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        column.type == "double precision"
            ? quoted(column.name) : "CAST(\(quoted(column.name)) AS DOUBLE PRECISION)"
    }

    func deadline(_ mark: String, for column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String {
        unit == .seconds ? "CAST(\(mark) AS DOUBLE PRECISION)" : "CAST(\(mark) AS BIGINT)"
    }

    func text(of column: SQLTable.Column) -> String { "CAST(\(quoted(column.name)) AS VARCHAR(2000))" }

    func changed(_ mark: String, for column: SQLTable.Column) -> String { fresh(mark, for: column) }

    func fresh(_ mark: String, for column: SQLTable.Column) -> String {
        switch (column.type, isConverted(column)) {
        case ("varchar", false): "CAST(\(mark) AS VARCHAR(\(column.capacity ?? Self.mostBytes)) CHARACTER SET OCTETS)"
        case ("varchar", true):
            "CAST(\(mark) AS VARCHAR(\(column.characters ?? Self.mostCharacters)) CHARACTER SET UTF8)"
        case (_, true): "CAST(\(mark) AS BLOB SUB_TYPE TEXT CHARACTER SET UTF8)"
        case (_, false): "CAST(\(mark) AS BLOB SUB_TYPE BINARY)"
        }
    }

    func kept(_ column: SQLTable.Column) -> String? {
        let name = quoted(column.name)
        switch column.type {
        case "varchar", "blob", "blob of text": return bytes(of: column)
        // It is filled up with blanks again.
        case "char": return isBinary(column) ? nil : "TRIM(TRAILING FROM \(name))"
        case "smallint", "integer", "bigint", "numeric", "boolean", "date", "time", "timestamp":
            return "CAST(\(name) AS VARCHAR(60))"
        case "float", "double precision": return "CAST(\(name) AS DOUBLE PRECISION)"
        default: return nil
        }
    }

    func broughtBack(_ mark: String, for column: SQLTable.Column) -> String {
        switch column.type {
        case "float", "double precision": "CAST(\(mark) AS DOUBLE PRECISION)"
        case "varchar", "blob", "blob of text": fresh(mark, for: column)
        case "char":
            "CAST(\(mark) AS VARCHAR(\(column.characters ?? Self.mostCharacters)) CHARACTER SET UTF8)"
        default: "CAST(\(mark) AS VARCHAR(60) CHARACTER SET UTF8)"
        }
    }

    func key(_ bytes: [UInt8]) -> SQLValue { .text(bytes) }

    func canHoldKey(_ bytes: [UInt8], in table: SQLTable) -> Bool {
        guard bytes.count <= table.key.capacity ?? .max else { return false }
        if isBinary(table.key) { return true }
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        return text.unicodeScalars.count <= table.key.characters ?? .max
    }

    func refusal(of content: [UInt8], for column: SQLTable.Column) -> SQLFailure? {
        if isBinary(column) || String(validating: content, as: UTF8.self) != nil { return nil }
        return .refused("its column \(column.name) holds text, and the session would not be UTF-8")
    }

    /// Blanks at the end count for nothing, and a column may have a collation that takes different texts for one.
    var mixesKeys: Bool { true }

    /// Compared, the shorter one is filled up first.
    func add(_ bytes: [UInt8], equals column: SQLTable.Column, to statement: inout SQLText) {
        let value = self.bytes(of: column)
        let size = column.type == "varchar" ? max(1, bytes.count) : 0
        statement += "OCTET_LENGTH(\(value)) = "
        add(.integer(Int64(bytes.count)), to: &statement)
        statement += " AND \(value) = CAST("
        add(.blob(bytes), to: &statement)
        statement += size > 0 ? " AS VARCHAR(\(size)) CHARACTER SET OCTETS)" : " AS BLOB SUB_TYPE BINARY)"
    }

    func add(prefix: [UInt8], of column: SQLTable.Column, to statement: inout SQLText) {
        // The column's own comparison finds them by the index, the bytes tell them apart.
        statement += "\(quoted(column.name)) STARTING WITH "
        add(.text(prefix), to: &statement)
        statement += " AND \(bytes(of: column)) STARTING WITH CAST("
        add(.blob(prefix), to: &statement)
        statement += " AS VARCHAR(\(max(1, prefix.count))) CHARACTER SET OCTETS)"
    }

    /// The number of the transaction that wrote the row; the content is not even looked at.
    func digest(of column: SQLTable.Column) -> String? { "RDB$RECORD_VERSION" }
}
