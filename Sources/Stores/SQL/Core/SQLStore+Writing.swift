public import SessionModel
public import StoreKit
internal import StoreSockets

extension SQLStore {
    public func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome {
        try await act("writing a session") { connection throws(SQLFailure) in
            try checkContent(write.content)
            guard engine.canHoldKey(write.key.bytes, in: table) else { return .gone }
            let size = max(write.content?.count ?? 0, write.expecting.content.count)
            let count = try connection.run(try update(write))
            guard let record = try record(write.key, connection, atLeast: size) else { return .gone }
            return count > 0 ? .done(record) : .changed(record)
        }
    }

    private func update(_ write: RecordWrite) throws(SQLFailure) -> SQLText {
        let column = engine.quoted(table.content.name)
        var statement = SQLText("UPDATE \(engine.quoted(table.name)) SET \(column) = ")
        if let content = write.content {
            statement += engine.changed(engine.mark(1), for: table.content)
            statement.bind(.blob(engine.stored(content, in: table.content)))
        } else {
            statement += column
        }
        if let moment = moment(in: write) {
            statement += ", \(engine.quoted(table.expiry.name)) = "
            statement += engine.deadline(engine.mark(statement.nextNumber), for: table.expiry, table.unit)
            statement.bind(try table.value(moment))
        }
        statement += " WHERE "
        engine.addKey(write.key.bytes, table, to: &statement)
        engine.addContent(write.expecting.content, table, to: &statement)
        return statement
    }

    /// What a write puts into the column of moments; nil leaves it.
    private func moment(in write: RecordWrite) -> Deadline? {
        switch (table.tellsLastUse, write.expiry, write.modified) {
        case (true, _, .set(let lastUse)): .at(lastUse)
        case (false, .set(let deadline), _): deadline
        case (true, _, .keep), (true, _, .now), (false, .keep, _): nil
        }
    }

    private func checkContent(_ content: [UInt8]?) throws(SQLFailure) {
        guard let content else { return }
        if let limit = table.content.characters, content.count > limit {
            let count = String(decoding: content, as: UTF8.self).unicodeScalars.count
            if count > limit { throw .tooLarge(count, limit: limit, unit: "characters") }
        }
        let size = engine.stored(content, in: table.content).count
        if let limit = table.content.capacity, size > limit { throw .tooLarge(size, limit: limit) }
        if let refusal = engine.refusal(of: content, for: table.content) { throw refusal }
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
        let column = engine.quoted(table.key.name)
        var statement = SQLText("UPDATE \(engine.quoted(table.name)) SET \(column) = ")
        engine.add(engine.key(newKey.bytes), to: &statement)
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
        if !archived.columns.contains(where: { $0.name.lowercased() == table.content.name.lowercased() }) {
            try checkContent(archived.content)
        }
        guard engine.canHoldKey(archived.key.bytes, in: table) else {
            throw .refused("the table can't hold the key")
        }
        try connection.run(try insertion(of: archived))
        return try record(archived.key, connection, atLeast: archived.content.count).map { .done($0) } ?? .expired
    }
}
