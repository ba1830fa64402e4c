internal import SessionModel
public import StoreKit

extension SQLStore {
    public func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        var outcomes: [EndOutcome] = []
        outcomes.reserveCapacity(keys.count)
        // A hundred rows keep a lock for a few milliseconds.
        for start in stride(from: 0, to: keys.count, by: 100) {
            let batch = keys[start..<min(start + 100, keys.count)]
            do throws(StoreError) {
                outcomes += try await act("ending sessions") { connection throws(SQLFailure) in
                    try batch.map { request throws(SQLFailure) in try endRow(request, connection) }
                }
            } catch {
                // What was ended before must be told: it is all that can bring it back.
                if outcomes.isEmpty { throw error }
                outcomes += keys[start...].map { _ in .failed(error) }
                break
            }
        }
        return outcomes
    }

    private func endRow(_ request: EndRequest, _ connection: Engine.Connection) throws(SQLFailure) -> EndOutcome {
        let size = max(request.expecting?.content.count ?? 0, 64 << 20)
        guard let record = try record(request.key, connection, atLeast: size, locking: true) else { return .gone }
        if let expecting = request.expecting, record.content.bytes != expecting.content { return .changed(record) }
        let archived = try archive(record, connection)
        if let more = table.more { try endFields(of: request.key, more, connection) }
        var statement = SQLText("DELETE FROM \(engine.quoted(table.name)) WHERE ")
        engine.addKey(request.key.bytes, table, to: &statement)
        guard try connection.run(statement) > 0 else { return .gone }
        return .done(archived)
    }
}
