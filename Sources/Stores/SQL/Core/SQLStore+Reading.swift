public import SessionModel
public import StoreKit

extension SQLStore {
    public func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] {
        guard !keys.isEmpty else { return [] }
        return try await worker.perform("reading sessions", isRepeatable: true) { connection throws(SQLFailure) in
            var found: [SessionKey: StoredRecord] = [:]
            let distinct = Array(Set(keys)).filter { engine.canHoldKey($0.bytes, in: table) }
            let batch = engine.keysAtOnce(table)
            for start in stride(from: 0, to: distinct.count, by: batch) {
                try read(distinct[start..<min(start + batch, distinct.count)], limit, connection, into: &found)
            }
            return keys.map { found[$0] }
        }
    }

    private func read(
        _ keys: ArraySlice<SessionKey>, _ limit: Int, _ connection: Engine.Connection,
        into found: inout [SessionKey: StoredRecord]
    ) throws(SQLFailure) {
        var statement = engine.recordQuery(table, limit: max(0, limit))
        statement += "\(engine.quoted(table.key.name)) IN ("
        for (number, value) in keys.flatMap({ engine.keys($0.bytes) }).enumerated() {
            if number > 0 { statement += ", " }
            engine.add(value, to: &statement)
        }
        statement += ")"
        for record in try records(statement, limit, connection) { found[record.key] = record }
    }

    /// The records that a `recordQuery` finds. Where two rows have a key as different kinds, the usual kind's comes last and
    /// counts, as it does in acts.
    private func records(
        _ statement: SQLText, _ limit: Int, _ connection: Engine.Connection
    ) throws(SQLFailure) -> [StoredRecord] {
        let reader = RecordRow(table: table, limit: limit) { engine.bytes(from: $0, of: $1) }
        var found: [StoredRecord] = []
        var rows: [FieldRow] = []
        var usual: [Bool] = []
        try connection.run(statement) { cells throws(SQLFailure) in
            let record = reader.record(cells)
            usual.append(!engine.valuesHaveKinds || cells[0].value == engine.keys(record.key.bytes).first)
            found.append(record)
            if let row = reader.fields(cells) { rows.append(row) }
        }
        try engine.addFields(table, to: &rows, limit: limit, connection)
        for (place, row) in rows.enumerated() {
            let (content, size) = row.content(limit: limit)
            found[place].size = size
            if found[place].content.bytes != nil { found[place].content = content }
        }
        guard usual.contains(false) else { return found }
        return [false, true].flatMap { kind in zip(found, usual).filter { $0.1 == kind }.map(\.0) }
    }

    /// One record as it is now, whole up to what a session can sensibly be.
    func record(
        _ key: SessionKey, _ connection: Engine.Connection, atLeast size: Int = 0, locking: Bool = false
    ) throws(SQLFailure) -> StoredRecord? {
        guard engine.canHoldKey(key.bytes, in: table) else { return nil }
        let limit = max(size, 4 << 20)
        var statement = engine.recordQuery(table, limit: limit, locking: locking)
        engine.addKey(key.bytes, table, to: &statement)
        if locking { statement += engine.locking }
        return try records(statement, limit, connection).last { $0.key == key }
    }

    public func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        guard limit > 0 else { return [] }
        return try await worker.perform("looking for a session", isRepeatable: true) { connection throws(SQLFailure) in
            guard prefix.bytes.isEmpty || engine.canHoldKey(prefix.bytes, in: table) else { return [] }
            let key = engine.quoted(table.key.name)
            var statement = SQLText("SELECT \(engine.top(limit))\(key) FROM \(engine.quoted(table.name)) WHERE ")
            engine.add(prefix: prefix.bytes, of: table.key, to: &statement)
            statement += engine.limit(limit)
            var found: [SessionKey] = []
            try connection.run(statement) { cells throws(SQLFailure) in
                if let bytes = cells[0].bytes { found.append(SessionKey(bytes: bytes)) }
            }
            return found
        }
    }
}
