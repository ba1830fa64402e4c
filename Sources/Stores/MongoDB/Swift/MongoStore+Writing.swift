internal import BSON
internal import CMongo
internal import SessionModel
public import StoreKit

extension MongoStore {
    public func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome {
        try await act("writing a session") { connection, commands throws(MongoFailure) in
            guard let old = try? BSONDocument(write.expecting.content) else {
                // What never was a document is not what is there.
                return try record(write.key, connection, commands).map { .changed($0) } ?? .gone
            }
            let new = try wanted(write, over: old)
            guard let change = DocumentChange.update(from: old, to: new) else {
                guard let record = try record(write.key, connection, commands) else { return .gone }
                return record.content.bytes == old.bytes ? .done(record) : .changed(record)
            }
            let size = old.bytes.count + change.bytes.count
            guard size <= MongoTarget.largestChange else { throw .tooLarge(size) }
            let update = commands.update(commands.unchanged(write.key, old), change)
            let count = try connection.run(update, on: place.database, cmongo_write)["n"]?.integer ?? 0
            guard let record = try record(write.key, connection, commands) else { return .gone }
            return count > 0 ? .done(record) : .changed(record)
        }
    }

    /// The document as it is to be.
    private func wanted(_ write: RecordWrite, over old: BSONDocument) throws(MongoFailure) -> BSONDocument {
        var new = old
        if let content = write.content {
            do throws(BSONError) {
                new = try BSONDocument(content)
            } catch {
                throw .refused(0, "the session would be no BSON: \(error)")
            }
            guard new[place.id].map(KeyText.key) == write.key else {
                throw .refused(0, "the session's \(place.id) would change")
            }
        }
        guard let field = place.expiryField(of: old) else { return new }
        let found = old[field.field]
        switch write.expiry {
        // The deadline stays what it was, whatever the content says of it.
        case .keep: return write.content == nil ? old : new.setting(field.field, to: found)
        case .set(let deadline): return new.setting(field.field, to: try field.value(deadline, like: found))
        }
    }

    public func restore(_ archived: ArchivedRecord) async throws(StoreError) -> RestoreOutcome {
        try await fitting(archived).bringBack(archived)
    }

    /// The store by the layout that a document has; itself where none fits better.
    private func fitting(_ archived: ArchivedRecord) -> MongoStore {
        guard let document = try? BSONDocument(archived.content) else { return self }
        let fitting = ([place] + place.others).first { document[$0.id].map(KeyText.key) == archived.key }
        guard let fitting, fitting.id != place.id else { return self }
        // What it remembers are commands for the other place.
        return MongoStore(
            target: target, isReadOnly: isReadOnly, lifetime: lifetime, worker: worker,
            memory: Memory(PlaceSearch.Found(place: fitting, isTold: true, isThere: true)), search: search)
    }

    private func bringBack(_ archived: ArchivedRecord) async throws(StoreError) -> RestoreOutcome {
        try await act("bringing a session back") { connection, commands throws(MongoFailure) in
            let now = Timestamp(milliseconds: try connection.facts(ofPrimary: true).time)
            guard archived.expiry?.hasPassed(at: now) != true else { return .expired }
            let document: BSONDocument
            do throws(BSONError) {
                document = try BSONDocument(archived.content)
            } catch {
                throw .refused(0, "what was kept of the session is no BSON: \(error)")
            }
            guard document[place.id].map(KeyText.key) == archived.key else {
                throw .refused(0, "what was kept of the session has another \(place.id)")
            }
            if try isTaken(archived.key, connection, commands) { return .occupied }
            do throws(MongoFailure) {
                try connection.run(commands.insert(document), on: place.database, cmongo_write)
            } catch .taken {
                return .occupied
            }
            return try record(archived.key, connection, commands).map { .done($0) } ?? .expired
        }
    }

    /// Whether a key is taken, where the collection itself does not keep two documents from having it.
    func isTaken(
        _ key: SessionKey, _ connection: MongoConnection, _ commands: Commands
    ) throws(MongoFailure) -> Bool {
        if place.isKeyUnique { return false }
        return try record(key, connection, commands) != nil
    }
}
