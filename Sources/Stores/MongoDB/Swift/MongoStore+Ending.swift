internal import BSON
internal import CMongo
internal import SessionModel
public import StoreKit

extension MongoStore {
    public func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        var outcomes: [EndOutcome] = []
        outcomes.reserveCapacity(keys.count)
        for start in stride(from: 0, to: keys.count, by: 100) {
            let batch = Array(keys[start..<min(start + 100, keys.count)])
            let (done, failure) = try await endBatch(batch, before: outcomes)
            outcomes += done
            guard let failure else { continue }
            // What was ended before must be told: it is all that can bring it back.
            if outcomes.isEmpty { throw failure }
            outcomes += keys[outcomes.count...].map { _ in .failed(failure) }
            break
        }
        return outcomes
    }

    private func endBatch(
        _ batch: [EndRequest], before: [EndOutcome]
    ) async throws(StoreError) -> (done: [EndOutcome], failure: StoreError?) {
        let target = target
        do throws(StoreError) {
            return try await act("ending sessions") { connection, commands throws(MongoFailure) in
                var done: [EndOutcome] = []
                for request in batch {
                    do throws(MongoFailure) {
                        done.append(try endDocument(request, connection, commands))
                    } catch {
                        if done.isEmpty { throw error }
                        return (done, error.inWords(while: "ending sessions", on: target))
                    }
                }
                return (done, nil)
            }
        } catch {
            if before.isEmpty { throw error }
            return ([], error)
        }
    }

    private func endDocument(
        _ request: EndRequest, _ connection: MongoConnection, _ commands: Commands
    ) throws(MongoFailure) -> EndOutcome {
        var filter = commands.holding(request.key)
        if let expecting = request.expecting {
            guard let old = try? BSONDocument(expecting.content) else {
                return try record(request.key, connection, commands).map { .changed($0) } ?? .gone
            }
            filter = commands.unchanged(request.key, old)
        }
        if commands.server.topology == .sharded { return try endBehindRouter(request, connection, commands) }
        let reply = try connection.run(commands.take(filter), on: place.database, cmongo_read_write)
        if let document = reply["value"]?.document {
            let expiry = place.expiry(of: document).deadline
            return .done(ArchivedRecord(key: request.key, content: document.bytes, expiry: expiry))
        }
        guard request.expecting != nil, let record = try record(request.key, connection, commands) else {
            return .gone
        }
        return .changed(record)
    }

    /// A router takes a document and gives it back only where the filter holds whatever it is sharded by; it removes one
    /// by its `_id`. So it is read, and removed as it was read.
    private func endBehindRouter(
        _ request: EndRequest, _ connection: MongoConnection, _ commands: Commands
    ) throws(MongoFailure) -> EndOutcome {
        for _ in 0..<Self.rounds {
            guard let bytes = try document(request.key, connection, commands), let old = try? BSONDocument(bytes) else {
                return .gone
            }
            if let expecting = request.expecting, expecting.content != bytes {
                return try record(request.key, connection, commands).map { .changed($0) } ?? .gone
            }
            guard bytes.count <= MongoTarget.largestChange else { throw .tooLarge(bytes.count) }
            let delete = commands.delete(commands.unchanged(request.key, old))
            let reply = try connection.run(delete, on: place.database, cmongo_write)
            guard reply["n"]?.integer ?? 0 == 0 else {
                let expiry = place.expiry(of: old).deadline
                return .done(ArchivedRecord(key: request.key, content: bytes, expiry: expiry))
            }
            // Somebody wrote it in between: it is another one now, or gone.
        }
        throw .transient("somebody writes it again and again")
    }

    /// How often a document is read again that was written before it could be removed.
    private static let rounds = 100
}
