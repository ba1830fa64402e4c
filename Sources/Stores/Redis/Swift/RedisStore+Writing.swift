internal import SessionModel
internal import StoreKit

extension RedisStore {
    func tryWriting(_ write: RecordWrite, unless locks: [SessionKey]) async throws(RedisFailure) -> Script.Verdict {
        try await change { changer throws(RedisFailure) in try changer.write(write, unless: locks) }
    }

    func tryMoving(_ move: RecordMove, unless locks: [SessionKey]) async throws(RedisFailure) -> Script.Verdict {
        try await change { changer throws(RedisFailure) in
            try changer.move(
                move.key, to: move.newKey, expecting: move.expecting, with: move.companions, unless: locks)
        }
    }

    func tryEnding(_ requests: [EndRequest]) async throws(RedisFailure) -> [RecordChanger.Taken] {
        try await change { changer throws(RedisFailure) in try changer.end(requests) }
    }

    func tryRestoring(_ record: ArchivedRecord) async throws(RedisFailure) -> Script.Verdict? {
        let fields = fields(of: record)
        return try await change { changer throws(RedisFailure) -> Script.Verdict? in
            let now = Timestamp(milliseconds: try changer.connection.serverTime() / 1000)
            guard record.expiry?.hasPassed(at: now) != true else { return nil }
            let verdict: Script.Verdict
            if let fields {
                verdict = try changer.restore(fields, of: record)
            } else {
                verdict = try changer.restore(record)
            }
            if verdict == .done { try changer.restore(record.companions) }
            return verdict
        }
    }

    /// Brings back what belonged to a record.
    func restore(_ companions: [ArchivedCompanion]) async throws(RedisFailure) {
        try await change { changer throws(RedisFailure) in try changer.restore(companions) }
    }

    /// The fields of a hash that was kept as it was read; nil where it is something else.
    private func fields(of record: ArchivedRecord) -> FieldList? {
        guard !record.isSerialized, target.allowedClaims.claims(record.key, as: .fields),
            let list = FieldList(record.content), !list.fields.isEmpty
        else { return nil }
        return list
    }

    /// Makes a change; where scripts turn out to be denied, without them from now on.
    private func change<T>(
        _ body: (RecordChanger) throws(RedisFailure) -> T
    ) async throws(RedisFailure) -> T {
        try await perform { connection throws(RedisFailure) in
            do throws(RedisFailure) {
                return try body(RecordChanger(connection: connection, capabilities: capabilities))
            } catch .refused(let refusal) where capabilities.hasScripting && refusal.denies(.evaluate) {
                capabilities.hasScripting = false
                return try body(RecordChanger(connection: connection, capabilities: capabilities))
            }
        }
    }
}
