internal import SessionModel
internal import StoreKit

extension MemcachedStore {
    func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome {
        let action = "writing a session"
        // A request under way writes its own deadline with the data, whichever of the two is changed here.
        let verdict = try await change(action) { changer throws(MemcachedFailure) in
            try changer.holding(target.claims.locks(of: write.key)) { () throws(MemcachedFailure) in
                try changer.write(write)
            }
        }
        switch verdict {
        case .done: return try await record(write.key, while: action).map { .done($0) } ?? .gone
        case .changed(let item): return .changed(item.record(write.key))
        case .gone, .occupied, .expired: return .gone
        }
    }

    func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision
    ) async throws(StoreError) -> MoveOutcome {
        let action = "giving a session another key"
        guard key != newKey else { return .occupied }
        let verdict = try await change(action) { changer throws(MemcachedFailure) in
            try changer.holding(target.claims.locks(of: key)) { () throws(MemcachedFailure) in
                try changer.move(key, to: newKey, expecting: expecting)
            }
        }
        switch verdict {
        case .done: return try await record(newKey, while: action).map { .done($0) } ?? .gone
        case .changed(let item): return .changed(item.record(key))
        case .occupied: return .occupied
        case .gone, .expired: return .gone
        }
    }

    func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        let action = "ending sessions"
        var outcomes: [EndOutcome] = []
        outcomes.reserveCapacity(keys.count)
        for start in stride(from: 0, to: keys.count, by: ItemReader.batch) {
            let batch = Array(keys[start..<min(start + ItemReader.batch, keys.count)])
            do throws(StoreError) {
                outcomes += try await endBatch(batch, action)
            } catch {
                // What was ended before must be told: it is all that can bring it back.
                if outcomes.isEmpty { throw error }
                outcomes += keys[start...].map { _ in .failed(error) }
                break
            }
        }
        return outcomes
    }

    func restore(_ record: ArchivedRecord) async throws(StoreError) -> RestoreOutcome {
        let action = "bringing a session back"
        let verdict = try await change(action) { changer throws(MemcachedFailure) in try changer.restore(record) }
        switch verdict {
        case .done: return try await self.record(record.key, while: action).map { .done($0) } ?? .expired
        case .occupied, .changed: return .occupied
        case .expired, .gone: return .expired
        }
    }

    private func endBatch(_ batch: [EndRequest], _ action: String) async throws(StoreError) -> [EndOutcome] {
        var isBroken = false
        let verdicts = try await perform(action) { connection throws(MemcachedFailure) in
            try Self.checkChangeable(connection)
            return ItemEnder(connection: connection).end(batch)
        }
        let outcomes = zip(batch, verdicts).map { request, verdict -> EndOutcome in
            switch verdict {
            case .done(let item): return .done(item.archived(request.key))
            case .gone: return .gone
            case .changed(let item): return .changed(item.record(request.key))
            case .failed(let failure):
                isBroken = isBroken || !failure.leavesConnectionUsable
                return .failed(failure.inWords(while: action, on: target))
            }
        }
        if isBroken { drop() }
        return outcomes
    }

    private func change<T>(
        _ action: String, _ body: (ItemChanger) throws(MemcachedFailure) -> T
    ) async throws(StoreError) -> T {
        try await perform(action) { connection throws(MemcachedFailure) in
            try Self.checkChangeable(connection)
            return try body(ItemChanger(connection: connection))
        }
    }

    private static func checkChangeable(_ connection: Connection) throws(MemcachedFailure) {
        try connection.checkWritable()
        guard connection.settings.hasCompare else { throw .noCompare }
    }
}
