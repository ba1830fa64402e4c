public import StoreKit

extension SQLEngine {
    public func feedSetup(_ table: SQLTable, _ connection: Connection) throws(SQLFailure) -> FeedSetup? { nil }

    public func pushSource(_ table: SQLTable) throws(SQLFailure) -> (any SQLPushSource)? { nil }

    public func refusal(of content: [UInt8], for column: SQLTable.Column) -> SQLFailure? { nil }

    public func top(_ count: Int) -> String { "" }

    public func limit(_ count: Int) -> String { " LIMIT \(count)" }

    public func keysAtOnce(_ table: SQLTable) -> Int { 200 }

    public var lockingHint: String { "" }

    public var numberingOverride: String { "" }

    public func rowNumber(of table: SQLTable, _ connection: Connection) throws(SQLFailure) -> String? { nil }

    public func stored(_ bytes: [UInt8], in column: SQLTable.Column) -> [UInt8] { bytes }

    public func bytes(from stored: UnsafeRawBufferPointer, of column: SQLTable.Column) -> [UInt8]? { nil }

    public func add(_ bytes: [UInt8], equals column: SQLTable.Column, to statement: inout SQLText) {
        statement += "\(self.bytes(of: column)) = "
        add(.blob(stored(bytes, in: column)), to: &statement)
    }

    /// Adds a value's mark to a statement, and the value.
    public func add(_ value: SQLValue, to statement: inout SQLText) {
        statement += mark(statement.nextNumber)
        statement.bind(value)
    }

    /// A SELECT of what `RecordRow` reads: key, kind, size, content up to the limit, moment, what else is shown.
    func recordQuery(_ table: SQLTable, limit: Int, locking: Bool = false) -> SQLText {
        var statement = SQLText("SELECT \(quoted(table.key.name)), \(kind(of: table.content)), ")
        statement += "\(byteCount(of: table.content)), "
        statement += head(of: table.content, count: mark(statement.nextNumber))
        statement.bind(.integer(Int64(limit)))
        statement += ", \(number(of: table.expiry, table.unit))"
        for column in table.shown { statement += ", \(text(of: column))" }
        statement += " FROM \(quoted(table.name))\(locking ? lockingHint : "") WHERE "
        return statement
    }

    /// Adds the condition that a row is the key's.
    func addKey(_ key: [UInt8], _ table: SQLTable, to statement: inout SQLText) {
        statement += "\(quoted(table.key.name)) = "
        add(self.key(key), to: &statement)
        guard mixesKeys else { return }
        statement += " AND "
        add(key, equals: table.key, to: &statement)
    }

    /// Adds the condition that a row still holds the content that was seen.
    func addContent(_ content: [UInt8], _ table: SQLTable, to statement: inout SQLText) {
        statement += " AND "
        add(content, equals: table.content, to: &statement)
    }
}
