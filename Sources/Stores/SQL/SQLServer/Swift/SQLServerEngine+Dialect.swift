internal import SQLStore
internal import SessionModel

extension SQLServerEngine {
    func mark(_ number: Int) -> String { "@p\(number)" }

    func quoted(_ name: String) -> String {
        "[\(name.split(separator: "]", omittingEmptySubsequences: false).joined(separator: "]]"))]"
    }

    var transaction: SQLTransaction {
        SQLTransaction(
            begin: ["BEGIN TRANSACTION"], commit: ["COMMIT TRANSACTION"],
            rollback: ["IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION"])
    }

    var locking: String { "" }

    var lockingHint: String { " WITH (UPDLOCK, ROWLOCK)" }

    func top(_ count: Int) -> String { "TOP (\(count)) " }

    func limit(_ count: Int) -> String { "" }

    func isBinary(_ column: SQLTable.Column) -> Bool { ["varbinary", "image"].contains(column.type) }

    /// Text is compared as the units it has as `nvarchar`: collations ignore case and blanks, and `text` has no `=`.
    func bytes(of column: SQLTable.Column) -> String {
        let name = quoted(column.name)
        return isBinary(column)
            ? "CAST(\(name) AS varbinary(max))" : "CAST(CAST(\(name) AS nvarchar(max)) AS varbinary(max))"
    }

    func byteCount(of column: SQLTable.Column) -> String { "DATALENGTH(\(bytes(of: column)))" }

    func head(of column: SQLTable.Column, count mark: String) -> String {
        "SUBSTRING(\(bytes(of: column)), 1, \(isBinary(column) ? mark : "2 * \(mark)"))"
    }

    func kind(of column: SQLTable.Column) -> String { "CASE WHEN \(quoted(column.name)) IS NOT NULL THEN 'text' END" }

    func text(of column: SQLTable.Column) -> String {
        Self.dates.contains(column.type) ? dateText(of: column) : "CAST(\(quoted(column.name)) AS nvarchar(max))"
    }

    func changed(_ mark: String, for column: SQLTable.Column) -> String { fresh(mark, for: column) }

    func fresh(_ mark: String, for column: SQLTable.Column) -> String {
        isBinary(column) ? mark : "CAST(\(mark) AS nvarchar(max))"
    }

    func stored(_ bytes: [UInt8], in column: SQLTable.Column) -> [UInt8] {
        // What is no text has no units; a single byte is never equal to any.
        isBinary(column) ? bytes : UTF16Bytes.encode(bytes) ?? [0xFF]
    }

    func bytes(from stored: UnsafeRawBufferPointer, of column: SQLTable.Column) -> [UInt8]? {
        isBinary(column) ? nil : UTF16Bytes.decode(stored)
    }

    /// It takes two blobs for equal where one only has more zeros at its end, so that the lengths are compared too.
    func add(_ bytes: [UInt8], equals column: SQLTable.Column, to statement: inout SQLText) {
        let stored = stored(bytes, in: column)
        statement += "\(byteCount(of: column)) = \(stored.count) AND \(self.bytes(of: column)) = "
        add(.blob(stored), to: &statement)
    }

    /// Columns that it numbers or works out itself are not among them: their types are often the same, but it says so when a
    /// row is put back, and nothing is done then.
    func kept(_ column: SQLTable.Column) -> String? {
        switch column.type {
        case "char", "varchar", "nchar", "nvarchar", "text", "ntext", "bit", "tinyint", "smallint", "int", "bigint",
            "decimal", "numeric", "uniqueidentifier":
            return "CAST(\(quoted(column.name)) AS nvarchar(max))"
        case "float", "real": return "CAST(\(quoted(column.name)) AS float)"
        default: return Self.dates.contains(column.type) ? keptDate(column) : nil
        }
    }

    func broughtBack(_ mark: String, for column: SQLTable.Column) -> String { mark }

    func key(_ bytes: [UInt8]) -> SQLValue { .text(bytes) }

    func canHoldKey(_ bytes: [UInt8], in table: SQLTable) -> Bool {
        // No index takes more.
        guard bytes.count <= 4000, let text = String(validating: bytes, as: UTF8.self) else { return false }
        return CodePage.holds(text, table.key.encoding)
    }

    func refusal(of content: [UInt8], for column: SQLTable.Column) -> SQLFailure? {
        if isBinary(column) { return nil }
        guard let text = String(validating: content, as: UTF8.self) else {
            return .refused("its column \(column.name) holds text, and the session would not be UTF-8")
        }
        guard CodePage.holds(text, column.encoding) else {
            return .refused(
                "its column \(column.name) is a \(column.type), which can't be counted on to hold all of the session's "
                    + "characters; an nvarchar(max) holds any")
        }
        return nil
    }

    /// Collations take capitals and small letters, and blanks at the end, for the same.
    var mixesKeys: Bool { true }

    func add(prefix: [UInt8], of column: SQLTable.Column, to statement: inout SQLText) {
        // LIKE finds them by the index, the bytes tell them apart.
        let pattern = prefix.flatMap { byte -> [UInt8] in
            "%_[]|".utf8.contains(byte) ? [UInt8(ascii: "|"), byte] : [byte]
        }
        let stored = stored(prefix, in: column)
        statement += "\(quoted(column.name)) LIKE "
        add(.text(pattern + [UInt8(ascii: "%")]), to: &statement)
        statement += " ESCAPE '|' AND SUBSTRING(\(bytes(of: column)), 1, \(stored.count)) = "
        add(.blob(stored), to: &statement)
    }

    func digest(of column: SQLTable.Column) -> String? { "HASHBYTES('SHA2_256', \(bytes(of: column)))" }
}
