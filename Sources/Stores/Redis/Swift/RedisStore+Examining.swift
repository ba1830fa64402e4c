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
            estimatedCount: count.map { Int($0) }, notes: rights.notes)
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
        let probe = try await findProbe(action)
        if probe != target.probeKey { found.notes.append(RedisFailure.someKeysForbidden(on: target)) }
        try await findReading(action, probe, &found)
        if target.isReadOnly {
            found.restrict(.all.subtracting(.reading), reason: "it was opened read-only", remedy: nil)
        } else {
            try await findChanging(action, probe, &found)
        }
        found.note(try await feed.get())
        rights = found
        return found
    }

    /// A key that nobody has, to ask with what may be done. A user who may use only some of the sessions' keys is asked
    /// about by one that begins as they do.
    private func findProbe(_ action: String) async throws(StoreError) -> [UInt8] {
        let usual = target.probeKey
        return try await perform(action) { connection throws(RedisFailure) -> [UInt8] in
            try connection.add(.remaining, usual)
            guard try connection.exchange(1)[0].refusal?.deniesKeys == true else { return usual }
            return try permittedProbe(connection) ?? usual
        }
    }

    /// Nil where all of the first keys are kept from this user.
    private func permittedProbe(_ connection: Connection) throws(RedisFailure) -> [UInt8]? {
        let claims = target.claims
        let pattern = KeyPattern.matching(anyOf: claims.prefixes)
        var cursor = Array("0".utf8)
        for _ in 0..<10 {
            try connection.add(.scan, cursor, Array("MATCH".utf8), pattern, Array("COUNT".utf8), Array("1000".utf8))
            guard let page = try connection.exchange(1)[0].elements, page.count == 2, let next = page[0].bytes,
                let names = page[1].elements
            else { return nil }
            let keys = names.compactMap(\.bytes).filter { claims.claims(SessionKey(bytes: $0)) }
            let probes = keys.map { $0 + Array("curfew-probe".utf8) }
            for probe in probes { try connection.add(.remaining, probe) }
            let replies = try probes.isEmpty ? [] : connection.exchange(probes.count)
            for (probe, reply) in zip(probes, replies) where reply.integer == -2 || reply.refusal?.isElsewhere == true {
                return probe
            }
            cursor = next
            if cursor == Array("0".utf8) { return nil }
        }
        return nil
    }

    /// Asks what a listing asks, of one page.
    private func findReading(
        _ action: String, _ probe: [UInt8], _ rights: inout RedisRights
    ) async throws(StoreError) {
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
    private func findChanging(
        _ action: String, _ probe: [UInt8], _ rights: inout RedisRights
    ) async throws(StoreError) {
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
            // Who may not run the command hears that first, and only then in which slots the keys are.
            guard let refusal = reply.refusal, !refusal.isElsewhere, refusal.code != "CROSSSLOT" else { continue }
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
