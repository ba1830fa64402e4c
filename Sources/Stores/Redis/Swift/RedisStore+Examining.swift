internal import SessionModel
internal import StoreKit

extension RedisStore {
    var abilities: StoreAbilities {
        get async {
            if let rights { return rights.abilities }
            do throws(StoreError) {
                return try await findRights("finding out what may be done").abilities
            } catch {
                // What can't be asked now is tried when it is wanted, and fails with its own reason then.
                return target.isReadOnly ? .reading : .all
            }
        }
    }

    func examine() async throws(StoreError) -> StoreExamination {
        let action = "examining it"
        let rights = try await findRights(action)
        let (sample, count) = try await perform(action) { connection throws(RedisFailure) -> (ClockSample?, Int64?) in
            try connection.add(.databaseSize)
            let count = try connection.exchange(1)[0].integer
            return (try clock(connection), count)
        }
        return StoreExamination(
            version: "\(identity.engine) \(facts.version ?? "of a version it does not tell")",
            abilities: rights.abilities, restrictions: rights.restrictions, feed: rights.feed,
            clockSkew: sample?.skew ?? 0, roundTrip: Double(sample?.roundTrip ?? 0) / 1_000_000,
            estimatedCount: count.map { Int($0) })
    }

    /// The server's clock, nil where the user may not ask for it.
    private func clock(_ connection: Connection) throws(RedisFailure) -> ClockSample? {
        do throws(RedisFailure) {
            return try ClockSample.best(of: 5, connection)
        } catch .refused {
            return nil
        }
    }

    func evictions() async throws(StoreError) -> Int? {
        try await perform("asking what was evicted") { connection throws(RedisFailure) -> Int? in
            try connection.add(.info, Array("stats".utf8))
            let reply = try connection.exchange(1)[0]
            if let refusal = reply.refusal { throw .refused(refusal) }
            guard let count = reply.text.flatMap(ServerFacts.evictions) else {
                throw .garbled("its INFO does not tell how many keys were evicted")
            }
            return count
        }
    }

    private func findRights(_ action: String) async throws(StoreError) -> RedisRights {
        // Over connections of its own: it takes as long as all the rest.
        async let feed = feedKind()
        var found = RedisRights(abilities: .all, feed: .poll(seconds: target.pollInterval))
        try await findReading(action, &found)
        if target.isReadOnly {
            found.restrict(.all.subtracting(.reading), reason: "it was opened read-only", remedy: nil)
        } else {
            try await findChanging(action, &found)
        }
        found.note(try await feed.get())
        rights = found
        return found
    }

    /// Asks what a listing asks, of one page.
    private func findReading(_ action: String, _ rights: inout RedisRights) async throws(StoreError) {
        let probe = target.probeKey
        let refusal = try await perform(action) { connection throws(RedisFailure) -> Refusal? in
            let pattern = KeyPattern.matching(prefix: target.claims.prefixes[0])
            try connection.add(.scan, Array("0".utf8), Array("MATCH".utf8), pattern)
            try connection.add(capabilities.hasExpireTime ? .expireTime : .remaining, probe)
            try connection.add(.getRange, probe, Array("0".utf8), Array("0".utf8))
            try connection.add(.length, probe)
            // Where other records may be hashes too, who may not read these can still use the rest.
            let asksFields = target.claims.holdOnlyFields
            if asksFields { try connection.add(.fields, probe) }
            return try connection.exchange(asksFields ? 5 : 4).compactMap(\.refusal).first { !$0.isElsewhere }
        }
        guard let refusal else { return }
        rights.restrict(.list, RedisFailure.refused(refusal).inWords(while: action, on: target))
    }

    /// Queues what the operations would send, and discards it: the server checks rights, role and room when it takes a
    /// command into a transaction, and says the same then as it would later. None of it is ever carried out.
    private func findChanging(_ action: String, _ rights: inout RedisRights) async throws(StoreError) {
        let probe = target.probeKey
        let number = Array("1".utf8)
        var questions: [(StoreAbilities, Command, [[UInt8]])] = [
            ([.edit, .restore], .set, [probe, number]), (.setDeadline, .expireAt, [probe, number]),
            (.move, .renameIfFree, [probe, probe + number]), (.end, .delete, [probe]),
        ]
        if target.claims.holdOnlyFields {
            questions += [(.edit, .setField, [probe, number, number]), (.end, .dump, [probe])]
        }
        let asked = questions
        let replies = try await perform(action) { connection throws(RedisFailure) -> [Reply] in
            // Alone and first: were it denied, what follows would be carried out.
            try connection.add(.multi)
            guard try connection.exchange(1)[0].isOK else { return [] }
            for (_, command, arguments) in asked { try connection.add(command, arguments) }
            try connection.add(.discard)
            return try connection.exchange(asked.count + 1)
        }
        for (question, reply) in zip(asked, replies) {
            guard let refusal = reply.refusal, !refusal.isElsewhere else { continue }
            rights.restrict(question.0, RedisFailure.refused(refusal).inWords(while: action, on: target))
        }
    }

    private nonisolated func feedKind() async -> Result<RedisFeed.Kind, StoreError> {
        do throws(StoreError) {
            return .success(try await RedisFeed(target, lifetime: lifetime).kind())
        } catch {
            return .failure(error)
        }
    }
}
