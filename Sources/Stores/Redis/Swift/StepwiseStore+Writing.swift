internal import SessionModel
internal import StoreKit

extension StepwiseStore {
    func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome {
        let action = "writing a session"
        // A request under way writes its own deadline with the data, whichever of the two is changed here.
        let verdict = try await change(action) { () throws(RedisFailure) in
            try await tryWriting(write, unless: target.claims.locks(of: write.key))
        }
        if verdict == .locked { throw RedisFailure.inUse.inWords(while: action, on: target) }
        let size = max(write.content?.count ?? 0, write.expecting.content.count)
        guard verdict != .gone, let record = try await record(write.key, while: action, atLeast: size) else {
            return .gone
        }
        return verdict == .done ? .done(record) : .changed(record)
    }

    func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision
    ) async throws(StoreError) -> MoveOutcome {
        try await move(key, to: newKey, expecting: expecting, companions: [])
    }

    func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision, companions: [CompanionStep]
    ) async throws(StoreError) -> MoveOutcome {
        let action = "giving a session another key"
        guard key != newKey else { return .occupied }
        let move = RecordMove(key: key, newKey: newKey, expecting: expecting, companions: companions)
        let verdict = try await change(action) { () throws(RedisFailure) in
            try await tryMoving(move, unless: target.claims.locks(of: key))
        }
        let size = expecting.content.count
        switch verdict {
        case .gone: return .gone
        case .occupied: return .occupied
        case .locked: throw RedisFailure.inUse.inWords(while: action, on: target)
        case .done:
            return try await record(newKey, while: action, atLeast: size).map { .done($0) } ?? .gone
        case .changed, .failed:
            return try await record(key, while: action, atLeast: size).map { .changed($0) } ?? .gone
        }
    }

    func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        let action = "ending sessions"
        var outcomes: [EndOutcome] = []
        outcomes.reserveCapacity(keys.count)
        // One script runs as one: a hundred keys keep other clients waiting for well under a millisecond.
        for start in stride(from: 0, to: keys.count, by: 100) {
            let batch = Array(keys[start..<min(start + 100, keys.count)])
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
        let verdict = try await change(action) { () throws(RedisFailure) in try await tryRestoring(record) }
        guard let verdict else { return .expired }
        if verdict == .occupied { return .occupied }
        let size = record.content.count
        return try await self.record(record.key, while: action, atLeast: size).map { .done($0) } ?? .expired
    }

    private func endBatch(_ batch: [EndRequest], _ action: String) async throws(StoreError) -> [EndOutcome] {
        let taken = try await change(action) { () throws(RedisFailure) in try await tryEnding(batch) }
        var outcomes: [EndOutcome] = []
        for (request, taken) in zip(batch, taken) {
            switch taken {
            case .done(let archived): outcomes.append(.done(archived))
            case .gone: outcomes.append(.gone)
            case .failed(let failure): outcomes.append(.failed(failure.inWords(while: action, on: target)))
            case .changed: outcomes.append(await changed(request.key, action))
            }
        }
        return outcomes
    }

    private func changed(_ key: SessionKey, _ action: String) async -> EndOutcome {
        do throws(StoreError) {
            return try await record(key, while: action).map { .changed($0) } ?? .gone
        } catch {
            return .failed(error)
        }
    }

    private func change<T: Sendable>(
        _ action: String, _ body: () async throws(RedisFailure) -> T
    ) async throws(StoreError) -> T {
        if target.isReadOnly { throw RedisFailure.readOnly(.set).inWords(while: action, on: target) }
        return try await inWords(action, body)
    }
}
