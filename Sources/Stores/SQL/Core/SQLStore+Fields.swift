internal import SessionModel
internal import StoreKit

/// Sessions whose content is fields. No condition of a statement can compare those, so a row is locked and read before it is
/// changed, and then no more is written than what differs.
extension SQLStore {
    /// What a row that was locked turned out to be.
    enum Held {
        /// What was seen.
        case same
        /// Something else.
        case changed(StoredRecord)
        /// There is none.
        case gone
    }

    /// Locks a row until the act is over, and compares it with what was seen.
    func hold(_ key: SessionKey, _ seen: Revision, _ connection: Engine.Connection) throws(SQLFailure) -> Held {
        guard let record = try record(key, connection, atLeast: seen.content.count, locking: true) else { return .gone }
        return record.content.bytes == seen.content ? .same : .changed(record)
    }

    /// Writes what differs over a row that is held.
    func change(
        _ write: RecordWrite, _ named: [SQLTable.NamedColumn], _ more: SQLTable.FieldTable,
        _ connection: Engine.Connection
    ) throws(SQLFailure) {
        let old = try fields(write.expecting.content)
        let new = try fields(write.content ?? write.expecting.content)
        let names = Set((old.fields + new.fields).map { String(decoding: $0.name, as: UTF8.self) }).sorted()
        let changed = names.filter { old[$0] != new[$0] }
        try changeRow(write, named.filter { changed.contains($0.name) }, new, connection)
        for name in changed where !named.contains(where: { $0.name == name }) {
            let label = try label(of: name, more)
            let owner = try owner(of: write.key, more, connection)
            try changeField(label, from: old[name], to: new[name], of: owner, more, connection)
        }
    }

    private func fields(_ content: [UInt8]) throws(SQLFailure) -> FieldList {
        guard let list = FieldList(content) else { throw .refused("what should be written is no list of fields") }
        return list
    }

    private func changeRow(
        _ write: RecordWrite, _ named: [SQLTable.NamedColumn], _ new: FieldList, _ connection: Engine.Connection
    ) throws(SQLFailure) {
        let moment = moment(in: write)
        guard moment != nil || !named.isEmpty else { return }
        var statement = SQLText("UPDATE \(engine.quoted(table.name)) SET ")
        for (place, field) in named.enumerated() {
            if place > 0 { statement += ", " }
            statement += "\(engine.quoted(field.column.name)) = "
            add(new[field.name], for: field.column, to: &statement)
        }
        if let moment {
            if !named.isEmpty { statement += ", " }
            try addMoment(moment, to: &statement)
        }
        statement += " WHERE "
        engine.addKey(write.key.bytes, table, to: &statement)
        try connection.run(statement)
    }

    /// Adds the value of a field that has a column of its own.
    func add(_ value: [UInt8]?, for column: SQLTable.Column, to statement: inout SQLText) {
        guard let value else {
            statement += "NULL"
            return
        }
        statement += engine.broughtBack(engine.mark(statement.nextNumber), for: column)
        statement.bind(.text(value))
    }

    // MARK: The table beside

    private func label(of name: String, _ more: SQLTable.FieldTable) throws(SQLFailure) -> [UInt8] {
        guard name.hasPrefix(more.prefix), name.utf8.count > more.prefix.utf8.count else {
            throw .refused("its tables have no place for a field named \(name)")
        }
        let label = Array(name.utf8.dropFirst(more.prefix.utf8.count))
        try check(label, for: more.label)
        return label
    }

    /// What the fields of a row refer to.
    func owner(
        of key: SessionKey, _ more: SQLTable.FieldTable, _ connection: Engine.Connection
    ) throws(SQLFailure) -> [UInt8] {
        var statement = SQLText("SELECT \(engine.text(of: more.owner)) FROM \(engine.quoted(table.name)) WHERE ")
        engine.addKey(key.bytes, table, to: &statement)
        var owner: [UInt8]?
        try connection.run(statement) { cells throws(SQLFailure) in owner = cells[0].bytes.map(Array.init) }
        guard let owner else { throw .conflict("the row is gone") }
        return owner
    }

    private func changeField(
        _ label: [UInt8], from old: [UInt8]?, to new: [UInt8]?, of owner: [UInt8], _ more: SQLTable.FieldTable,
        _ connection: Engine.Connection
    ) throws(SQLFailure) {
        guard let new else {
            var statement = SQLText("DELETE FROM \(engine.quoted(more.name)) WHERE ")
            addPlace(label, of: owner, more, to: &statement)
            try connection.run(statement)
            return
        }
        guard let old else { return try addField(label, new, of: owner, more, connection) }
        try check(new, for: more.value)
        let column = engine.quoted(more.value.name)
        var statement = SQLText("UPDATE \(engine.quoted(more.name)) SET \(column) = ")
        statement += engine.changed(engine.mark(1), for: more.value)
        statement.bind(.blob(engine.stored(new, in: more.value)))
        statement += " WHERE "
        addPlace(label, of: owner, more, to: &statement)
        statement += " AND "
        engine.add(old, equals: more.value, to: &statement)
        // Whoever changed it after it was read here has not held the session's row.
        guard try connection.run(statement) > 0 else { throw .conflict("a field was changed meanwhile") }
    }

    /// Adds a row to the table beside.
    func addField(
        _ label: [UInt8], _ value: [UInt8], of owner: [UInt8], _ more: SQLTable.FieldTable,
        _ connection: Engine.Connection
    ) throws(SQLFailure) {
        try check(value, for: more.value)
        try connection.run(fieldInsertion(label, value, of: owner, more))
    }

    private func fieldInsertion(
        _ label: [UInt8], _ value: [UInt8], of owner: [UInt8], _ more: SQLTable.FieldTable
    ) -> SQLText {
        let names = [more.reference, more.label, more.value].map { engine.quoted($0.name) }.joined(separator: ", ")
        var statement = SQLText("INSERT INTO \(engine.quoted(more.name)) (\(names)) VALUES (")
        engine.add(engine.key(owner), to: &statement)
        statement += ", "
        engine.add(engine.key(label), to: &statement)
        statement += ", \(engine.fresh(engine.mark(statement.nextNumber), for: more.value)))"
        statement.bind(.blob(engine.stored(value, in: more.value)))
        return statement
    }

    private func addPlace(
        _ label: [UInt8], of owner: [UInt8], _ more: SQLTable.FieldTable, to statement: inout SQLText
    ) {
        engine.addKey(owner, of: more.reference, to: &statement)
        statement += " AND "
        engine.addKey(label, of: more.label, to: &statement)
    }

    /// Ends the rows that the table beside has of a row; where that table's own rule does so, there is nothing left for it.
    func endFields(
        of key: SessionKey, _ more: SQLTable.FieldTable, _ connection: Engine.Connection
    ) throws(SQLFailure) {
        var statement = SQLText("DELETE FROM \(engine.quoted(more.name)) WHERE ")
        engine.addKey(try owner(of: key, more, connection), of: more.reference, to: &statement)
        try connection.run(statement)
    }

    /// The statements that put back what the table beside had of a row.
    func fieldInsertions(
        of archived: ArchivedRecord, _ named: [SQLTable.NamedColumn], _ more: SQLTable.FieldTable
    ) throws(SQLFailure) -> [SQLText] {
        let kept = archived.columns.first { $0.name.lowercased() == more.owner.name.lowercased() }
        let owner: [UInt8]
        switch kept?.value {
        case .text(let bytes), .bytes(let bytes): owner = bytes
        case .null, .integer, .fraction, nil:
            throw .refused("what was kept of the session lacks its \(more.owner.name)")
        }
        var statements: [SQLText] = []
        for field in try fields(archived.content).fields {
            let name = String(decoding: field.name, as: UTF8.self)
            if named.contains(where: { $0.name == name }) { continue }
            try check(field.value, for: more.value)
            statements.append(fieldInsertion(try label(of: name, more), field.value, of: owner, more))
        }
        return statements
    }

    /// The value of a field of an archived record.
    func field(_ name: String, of archived: ArchivedRecord) throws(SQLFailure) -> [UInt8]? {
        try fields(archived.content)[name]
    }
}
