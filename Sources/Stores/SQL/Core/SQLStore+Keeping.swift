public import SessionModel
public import StoreKit

/// A row is kept whole: what its table has beside a session's own columns, and of these what a record does not tell.
extension SQLStore {
    public func archived(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [ArchivedRecord?] {
        let records = try await records(keys, limit: limit)
        return try await worker.perform("saving sessions", isRepeatable: true) { connection throws(SQLFailure) in
            try records.map { record throws(SQLFailure) in
                guard let record else { return nil }
                return try archive(record, connection)
            }
        }
    }

    /// What is kept of a record that was just read.
    func archive(_ record: StoredRecord, _ connection: Engine.Connection) throws(SQLFailure) -> ArchivedRecord {
        var archived = ArchivedRecord(reading: record)
        if let reason = reasonAgainstRestoring {
            archived.unkept = archived.unkept ?? reason
            return archived
        }
        switch record.content {
        case .bytes:
            var own: [SQLTable.Column] = []
            if engine.valuesHaveKinds, case .column(let content) = table.content { own = [table.key, content] }
            archived.columns = try columns(
                own + table.others, of: record.key, connection, withMoment: table.unit == .seconds
            ).filter { [own] kept in
                guard let column = own.first(where: { $0.name == kept.name }) else { return true }
                return !engine.isUsual(kept.value, for: column, of: table)
            }
        case .head: break
        case .foreign:
            let own = table.ownColumns
            // The rows of a table beside could not be told from the record.
            guard table.more == nil, own.allSatisfy({ engine.kept($0) != nil }) else { break }
            archived.columns = try columns(own + table.others, of: record.key, connection)
            if !archived.columns.isEmpty { archived.unkept = nil }
        }
        return archived
    }

    /// - Parameter withMoment: Whether to keep the column of moments as well, where it tells more than a record does.
    private func columns(
        _ columns: [SQLTable.Column], of key: SessionKey, _ connection: Engine.Connection, withMoment: Bool = false
    ) throws(SQLFailure) -> [ArchivedColumn] {
        let columns = columns.filter { !$0.isComputed }
        var list = columns.compactMap(engine.kept)
        if withMoment { list.append(engine.number(of: table.expiry, table.unit)) }
        guard !list.isEmpty else { return [] }
        var statement = SQLText("SELECT \(list.joined(separator: ", ")) FROM \(engine.quoted(table.name)) WHERE ")
        engine.addKey(key.bytes, table, to: &statement)
        var found: [ArchivedColumn] = []
        try connection.run(statement) { cells throws(SQLFailure) in
            found = zip(columns, cells).map { ArchivedColumn($0.name, $1.kept) }
            guard withMoment, case .real(let seconds)? = cells.last, isFiner(seconds) else { return }
            found.append(ArchivedColumn(table.expiry.name, .fraction(seconds)))
        }
        return found
    }

    /// Whether seconds say more than the milliseconds that are read of them.
    private func isFiner(_ seconds: Double) -> Bool {
        guard let moment = table.moment(.real(seconds)).moment?.moment else { return false }
        return moment.seconds != seconds
    }

    /// Why a row that was ended can't be brought back as it was.
    var reasonAgainstRestoring: String? {
        let lost = table.others.filter { !$0.isComputed && engine.kept($0) == nil }
        guard !lost.isEmpty else { return nil }
        return "its table has columns that can't be brought back (\(lost.map(\.name).joined(separator: ", ")))"
    }

    /// The statements that put a row back.
    ///
    /// - Throws: `SQLFailure.refused` where the table is not what it was.
    func insertions(of archived: ArchivedRecord) throws(SQLFailure) -> [SQLText] {
        guard case .fields(let named, let more) = table.content else { return [try insertion(of: archived)] }
        return [try insertion(of: archived)] + (try fieldInsertions(of: archived, named, more))
    }

    private func insertion(of archived: ArchivedRecord) throws(SQLFailure) -> SQLText {
        var kept = Dictionary(archived.columns.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        let own = table.ownColumns
        let columns = own + table.others.filter { !$0.isComputed }
        let names = columns.map { engine.quoted($0.name) }.joined(separator: ", ")
        let override = Set(kept.keys).isSubset(of: [table.expiry.name.lowercased()]) ? "" : engine.numberingOverride
        var statement = SQLText("INSERT INTO \(engine.quoted(table.name)) (\(names))\(override) VALUES (")
        for (place, column) in columns.enumerated() {
            if place > 0 { statement += ", " }
            let value = kept.removeValue(forKey: column.name.lowercased())
            if let value, column != table.expiry || isMoment(value, of: archived) {
                add(value, for: column, to: &statement)
            } else if place < own.count {
                try add(archived, column, to: &statement)
            } else {
                throw .refused("what was kept of the session lacks the column \(column.name) that its table has")
            }
        }
        if let name = kept.keys.min() { throw .refused("its table has no column \(name) any more") }
        statement += ")"
        return statement
    }

    /// Whether what was kept of the column of moments is still the record's moment, and that was not moved since.
    private func isMoment(_ value: ArchivedColumn.Value, of archived: ArchivedRecord) -> Bool {
        guard table.unit == .seconds, case .fraction(let seconds) = value else { return true }
        return table.moment(.real(seconds)).moment == moment(of: archived)
    }

    private func moment(of archived: ArchivedRecord) -> Deadline? {
        table.tellsLastUse ? archived.modified.map(Deadline.at) : archived.expiry
    }

    private func add(_ value: ArchivedColumn.Value, for column: SQLTable.Column, to statement: inout SQLText) {
        guard value != .null else {
            statement += "NULL"
            return
        }
        statement += engine.broughtBack(engine.mark(statement.nextNumber), for: column)
        statement.bind(SQLValue(value))
    }

    private func add(
        _ archived: ArchivedRecord, _ column: SQLTable.Column, to statement: inout SQLText
    ) throws(SQLFailure) {
        if column == table.key { return engine.add(engine.key(archived.key.bytes), to: &statement) }
        switch table.content {
        case .column(column):
            try check(archived.content, for: column)
            statement += engine.fresh(engine.mark(statement.nextNumber), for: column)
            statement.bind(.blob(engine.stored(archived.content, in: column)))
            return
        case .column: break
        case .fields(let named, _):
            guard let field = named.first(where: { $0.column == column }) else { break }
            return add(try self.field(field.name, of: archived), for: column, to: &statement)
        }
        statement += engine.deadline(engine.mark(statement.nextNumber), for: column, table.unit)
        statement.bind(try table.value(moment(of: archived)))
    }
}

extension SQLCell {
    /// A copy that may be kept.
    fileprivate var kept: ArchivedColumn.Value {
        switch self {
        case .null: .null
        case .integer(let number): .integer(number)
        case .real(let number): .fraction(number)
        case .text(let bytes): .text(Array(bytes))
        case .blob(let bytes): .bytes(Array(bytes))
        }
    }
}

extension SQLValue {
    fileprivate init(_ kept: ArchivedColumn.Value) {
        self =
            switch kept {
            case .null: .null
            case .integer(let number): .integer(number)
            case .fraction(let number): .real(number)
            case .text(let bytes): .text(bytes)
            case .bytes(let bytes): .blob(bytes)
            }
    }
}
