public import SessionModel
public import StoreKit
internal import StoreSockets

extension SQLStore {
    public func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome {
        try await act("writing a session") { connection throws(SQLFailure) in
            guard engine.canHoldKey(write.key.bytes, in: table) else { return .gone }
            let size = max(write.content?.count ?? 0, write.expecting.content.count)
            switch table.content {
            case .column(let column):
                if let content = write.content { try check(content, for: column) }
                let count = try connection.run(try update(write, column))
                guard let record = try record(write.key, connection, atLeast: size) else { return .gone }
                return count > 0 ? .done(record) : .changed(record)
            case .fields(let fields, let more):
                switch try hold(write.key, write.expecting, connection) {
                case .gone: return .gone
                case .changed(let record): return .changed(record)
                case .same: try change(write, fields, more, connection)
                }
                return try record(write.key, connection, atLeast: size).map { .done($0) } ?? .gone
            }
        }
    }

    private func update(_ write: RecordWrite, _ content: SQLTable.Column) throws(SQLFailure) -> SQLText {
        let column = engine.quoted(content.name)
        var statement = SQLText("UPDATE \(engine.quoted(table.name)) SET \(column) = ")
        if let bytes = write.content {
            statement += engine.changed(engine.mark(1), for: content)
            statement.bind(.blob(engine.stored(bytes, in: content)))
        } else {
            statement += column
        }
        if let moment = moment(in: write) {
            statement += ", "
            try addMoment(moment, to: &statement)
        }
        statement += " WHERE "
        engine.addKey(write.key.bytes, table, to: &statement)
        engine.addContent(write.expecting.content, table, to: &statement)
        return statement
    }

    /// Adds what gives the column of moments another one.
    func addMoment(_ moment: Deadline, to statement: inout SQLText) throws(SQLFailure) {
        statement += "\(engine.quoted(table.expiry.name)) = "
        statement += engine.deadline(engine.mark(statement.nextNumber), for: table.expiry, table.unit)
        statement.bind(try table.value(moment))
    }

    /// What a write puts into the column of moments; nil leaves it.
    func moment(in write: RecordWrite) -> Deadline? {
        switch (table.tellsLastUse, write.expiry, write.modified) {
        case (true, _, .set(let lastUse)): .at(lastUse)
        case (false, .set(let deadline), _): deadline
        case (true, _, .keep), (true, _, .now), (false, .keep, _): nil
        }
    }

    /// Makes sure that content can be in a column.
    func check(_ content: [UInt8], for column: SQLTable.Column) throws(SQLFailure) {
        if let limit = column.characters, content.count > limit {
            let count = String(decoding: content, as: UTF8.self).unicodeScalars.count
            if count > limit { throw .tooLarge(count, limit: limit, unit: "characters") }
        }
        let size = engine.stored(content, in: column).count
        if let limit = column.capacity, size > limit { throw .tooLarge(size, limit: limit) }
        if let refusal = engine.refusal(of: content, for: column) { throw refusal }
    }

    public func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision
    ) async throws(StoreError) -> MoveOutcome {
        guard key != newKey else { return .occupied }
        return try await orTaken(.occupied) { () async throws(StoreError) -> Result<MoveOutcome, SQLFailure> in
            try await act("giving a session another key") { connection throws(SQLFailure) in
                do throws(SQLFailure) {
                    return .success(try moveRow(key, newKey, expecting, connection))
                } catch .taken {
                    // A failed statement may have ended the transaction: it is over, with nothing done.
                    for statement in engine.transaction.rollback { try connection.run(SQLText(statement)) }
                    for statement in engine.transaction.begin { try connection.run(SQLText(statement)) }
                    return .failure(.taken)
                }
            }
        }
    }

    private func moveRow(
        _ key: SessionKey, _ newKey: SessionKey, _ expecting: Revision, _ connection: Engine.Connection
    ) throws(SQLFailure) -> MoveOutcome {
        guard engine.canHoldKey(key.bytes, in: table) else { return .gone }
        guard engine.canHoldKey(newKey.bytes, in: table) else { throw .refused("the table can't hold the new key") }
        if table.more != nil {
            switch try hold(key, expecting, connection) {
            case .gone: return .gone
            case .changed(let record): return .changed(record)
            case .same: break
            }
        }
        let column = engine.quoted(table.key.name)
        var statement = SQLText("UPDATE \(engine.quoted(table.name)) SET \(column) = ")
        statement += engine.rekeyed(engine.mark(statement.nextNumber), for: table.key)
        statement.bind(engine.key(newKey.bytes))
        statement += " WHERE "
        engine.addKey(key.bytes, table, to: &statement)
        engine.addContent(expecting.content, table, to: &statement)
        let count = try connection.run(statement)
        let now = count > 0 ? newKey : key
        guard let record = try record(now, connection, atLeast: expecting.content.count) else { return .gone }
        return count > 0 ? .done(record) : .changed(record)
    }

    private func orTaken<Outcome: Sendable>(
        _ taken: Outcome, _ body: () async throws(StoreError) -> Result<Outcome, SQLFailure>
    ) async throws(StoreError) -> Outcome {
        switch try await body() {
        case .success(let outcome): outcome
        case .failure: taken
        }
    }

    public func restore(_ archived: ArchivedRecord) async throws(StoreError) -> RestoreOutcome {
        try await orTaken(.occupied) { () async throws(StoreError) -> Result<RestoreOutcome, SQLFailure> in
            try await act("bringing a session back") { connection throws(SQLFailure) in
                do throws(SQLFailure) {
                    return .success(try insert(archived, connection))
                } catch .taken {
                    for statement in engine.transaction.rollback { try connection.run(SQLText(statement)) }
                    for statement in engine.transaction.begin { try connection.run(SQLText(statement)) }
                    return .failure(.taken)
                }
            }
        }
    }

    private func insert(
        _ archived: ArchivedRecord, _ connection: Engine.Connection
    ) throws(SQLFailure) -> RestoreOutcome {
        if let reason = reasonAgainstRestoring { throw .notPermitted(reason, remedy: nil) }
        let now = Timestamp(milliseconds: try engine.clock(connection) ?? LocalClock.milliseconds())
        guard archived.expiry?.hasPassed(at: now) != true else { return .expired }
        guard engine.canHoldKey(archived.key.bytes, in: table) else {
            throw .refused("the table can't hold the key")
        }
        for statement in try insertions(of: archived) { try connection.run(statement) }
        return try record(archived.key, connection, atLeast: archived.content.count).map { .done($0) } ?? .expired
    }
}
