public import StoreKit

extension SQLEngine {
    public func feedSetup(_ table: SQLTable, _ connection: Connection) throws(SQLFailure) -> FeedSetup? { nil }

    public func pushSource(_ table: SQLTable) throws(SQLFailure) -> (any SQLPushSource)? { nil }

    public func refusal(of content: [UInt8], for column: SQLTable.Column) -> SQLFailure? { nil }

    public func top(_ count: Int) -> String { "" }

    public func limit(_ count: Int) -> String { " LIMIT \(count)" }

    public var nowhere: String { "WHERE 1 = 0" }

    public func keysAtOnce(_ table: SQLTable) -> Int { 200 }

    public var lockingHint: String { "" }

    public var numberingOverride: String { "" }

    public func rowNumber(of table: SQLTable, _ connection: Connection) throws(SQLFailure) -> String? { nil }

    public func keys(_ bytes: [UInt8]) -> [SQLValue] { [key(bytes)] }

    public func add(_ values: [SQLValue], equal key: SQLTable.Column, of table: String, to statement: inout SQLText) {
        statement += "\(quoted(key.name)) = "
        for value in values.prefix(1) { add(value, to: &statement) }
    }

    public func rekeyed(_ mark: String, for column: SQLTable.Column) -> String { mark }

    public var valuesHaveKinds: Bool { false }

    public func isUsual(_ value: ArchivedColumn.Value, for column: SQLTable.Column, of table: SQLTable) -> Bool { true }

    public func unnamedCount(_ table: SQLTable, _ connection: Connection) throws(SQLFailure) -> Int { 0 }

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

    /// A SELECT of what `RecordRow` reads: key, moment, what else is shown; then of the content kind, size, and bytes up to
    /// the limit, or what `FieldRow` reads.
    func recordQuery(_ table: SQLTable, limit: Int, locking: Bool = false) -> SQLText {
        var statement = SQLText("SELECT \(quoted(table.key.name)), \(number(of: table.expiry, table.unit))")
        for shown in table.shown { statement += ", \(text(of: shown.column))" }
        switch table.content {
        case .column(let column):
            statement += ", \(kind(of: column)), \(byteCount(of: column)), "
            statement += head(of: column, count: mark(statement.nextNumber))
            statement.bind(.integer(Int64(limit)))
        case .fields(let fields, let more): statement += ", \(rowFields(fields, more))"
        }
        statement += " FROM \(quoted(table.name))\(locking ? lockingHint : "") WHERE "
        return statement
    }

    /// Adds the condition that a row is the key's.
    func addKey(_ key: [UInt8], _ table: SQLTable, to statement: inout SQLText) {
        add(keys(key), equal: table.key, of: table.name, to: &statement)
        addExactly(key, table.key, to: &statement)
    }

    /// Adds the condition that a column holds a key of another table, or a name.
    func addKey(_ key: [UInt8], of column: SQLTable.Column, to statement: inout SQLText) {
        statement += "\(quoted(column.name)) = "
        add(self.key(key), to: &statement)
        addExactly(key, column, to: &statement)
    }

    /// Adds that it is so byte by byte, where the column alone would take other keys for the same.
    private func addExactly(_ key: [UInt8], _ column: SQLTable.Column, to statement: inout SQLText) {
        guard mixesKeys else { return }
        statement += " AND "
        add(key, equals: column, to: &statement)
    }

    /// Adds the condition that a row still holds the content that was seen, where that is in one column; fields are compared
    /// before, under a lock.
    func addContent(_ content: [UInt8], _ table: SQLTable, to statement: inout SQLText) {
        guard case .column(let column) = table.content else { return }
        statement += " AND "
        add(content, equals: column, to: &statement)
    }
}
