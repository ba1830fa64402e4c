internal import SessionModel
internal import StoreKit

extension ClusterStore {
    /// Gives a record a key in another slot, which no node can do in one step: it is put under the new key if that is
    /// free, then taken from the old one if that still holds what is expected, and else from the new one again.
    ///
    /// Never is it under neither. Where the answer to the second step does not come, it may be under both.
    func carry(_ move: RecordMove) async throws(RedisFailure) -> Script.Verdict {
        let size = max(move.expecting.content.count, Self.sensibleSize)
        guard let record = try await find([move.key], limit: size)[0] else { return .gone }
        var copy = ArchivedRecord(reading: record)
        guard copy.unkept == nil, copy.content == move.expecting.content else { return .changed }
        copy.key = move.newKey
        let verdict: Script.Verdict?
        do throws(RedisFailure) {
            verdict = try await tryRestoring(copy)
        } catch {
            throw error.leavesDoubt ? error.afterCopying : error
        }
        guard let verdict else { return .gone }
        guard verdict == .done else { return verdict }
        return try await leave(move, copy)
    }

    private func leave(_ move: RecordMove, _ copy: ArchivedRecord) async throws(RedisFailure) -> Script.Verdict {
        let taken: RecordChanger.Taken
        do throws(RedisFailure) {
            taken = try await tryEnding([EndRequest(move.key, expecting: move.expecting)])[0]
        } catch {
            taken = .failed(error)
        }
        switch taken {
        case .done(let old):
            // Its deadline may have been moved since it was read.
            if let deadline = old.expiry, deadline != copy.expiry {
                let write = RecordWrite(
                    key: move.newKey, expecting: move.expecting, content: nil, expiry: .set(deadline))
                _ = try await tryWriting(write, unless: [])
            }
            return .done
        case .gone:
            try await withdraw(move)
            return .gone
        case .changed:
            try await withdraw(move)
            return .changed
        case .failed(let failure):
            if failure.leavesDoubt { throw failure.afterCopying }
            try await withdraw(move)
            throw failure
        }
    }

    /// Takes the copy away that nobody knows of yet.
    private func withdraw(_ move: RecordMove) async throws(RedisFailure) {
        _ = try await tryEnding([EndRequest(move.newKey, expecting: move.expecting)])
    }
}

extension RedisFailure {
    /// The same, once a copy may be under the new key.
    fileprivate var afterCopying: RedisFailure {
        if case .lost(let words) = self { .lost("\(words); the session may be under both keys now") } else { self }
    }
}
