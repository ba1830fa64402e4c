internal import BSON
internal import CMongo
public import SessionModel
public import StoreKit

extension MongoStore {
    public func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision
    ) async throws(StoreError) -> MoveOutcome {
        guard key != newKey else { return .occupied }
        return try await act("giving a session another id") { connection, commands throws(MongoFailure) in
            guard let current = try record(key, connection, commands) else { return .gone }
            guard current.content.bytes == expecting.content, let old = try? BSONDocument(expecting.content) else {
                return .changed(current)
            }
            let new = old.setting(place.id, to: KeyText.value(newKey))
            let isMoved: Bool
            do throws(MongoFailure) {
                isMoved =
                    place.isKeyUnique
                    ? try replace(key, old, with: new, newKey, connection, commands)
                    : try rename(key, old, to: newKey, connection, commands)
            } catch .taken {
                return .occupied
            }
            guard let record = try record(isMoved ? newKey : key, connection, commands) else { return .gone }
            return isMoved ? .done(record) : .changed(record)
        }
    }

    /// Gives a document another key in a field of its own.
    private func rename(
        _ key: SessionKey, _ old: BSONDocument, to newKey: SessionKey, _ connection: MongoConnection,
        _ commands: Commands
    ) throws(MongoFailure) -> Bool {
        if try isTaken(newKey, connection, commands) { throw .taken }
        let change: BSONDocument = ["$set": [place.id: KeyText.value(newKey)]]
        let update = commands.update(commands.unchanged(key, old), change)
        return try connection.run(update, on: place.database, cmongo_write)["n"]?.integer ?? 0 > 0
    }

    /// Puts a document in the place of another: an `_id` can't change. In one step where the deployment can.
    private func replace(
        _ key: SessionKey, _ old: BSONDocument, with new: BSONDocument, _ newKey: SessionKey,
        _ connection: MongoConnection, _ commands: Commands
    ) throws(MongoFailure) -> Bool {
        let insert = commands.insert(new)
        let delete = commands.delete(commands.unchanged(key, old))
        guard commands.server.hasTransactions else {
            return try replaceInTwoSteps(insert, delete, new, newKey, connection, commands)
        }
        var round = 0
        while true {
            do throws(MongoFailure) {
                return try replaceInOneStep(insert, delete, connection)
            } catch .transient(let words) {
                // Somebody else works on the same documents just now.
                round += 1
                if round == 20 { throw .transient(words) }
            }
        }
    }

    private func replaceInOneStep(
        _ insert: BSONDocument, _ delete: BSONDocument, _ connection: MongoConnection
    ) throws(MongoFailure) -> Bool {
        let transaction = try connection.begin()
        try connection.run(insert, on: place.database, cmongo_write, in: transaction)
        let reply = try connection.run(delete, on: place.database, cmongo_write, in: transaction)
        // Left without a commit it is undone.
        guard reply["n"]?.integer ?? 0 > 0 else { return false }
        do throws(MongoFailure) {
            try transaction.commit()
        } catch .lost, .timedOut, .unreachable {
            // A commit may be asked for again.
            try transaction.commit()
        }
        return true
    }

    private func replaceInTwoSteps(
        _ insert: BSONDocument, _ delete: BSONDocument, _ new: BSONDocument, _ newKey: SessionKey,
        _ connection: MongoConnection, _ commands: Commands
    ) throws(MongoFailure) -> Bool {
        try connection.run(insert, on: place.database, cmongo_write)
        do throws(MongoFailure) {
            let reply = try connection.run(delete, on: place.database, cmongo_write)
            if reply["n"]?.integer ?? 0 > 0 { return true }
            // The old one is not what it was: the new one goes again, unless somebody uses it already.
            try connection.run(commands.delete(commands.unchanged(newKey, new)), on: place.database, cmongo_write)
            return false
        } catch {
            guard error.breaksConnection else { throw error }
            // The new one must stay: the old one may be gone.
            throw .halfMoved("the connection broke before it was known whether the old one is gone")
        }
    }
}
