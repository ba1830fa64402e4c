internal import SessionModel
internal import StoreKit

extension ClusterStore {
    /// What may be done on every master.
    var abilities: StoreAbilities {
        get async {
            var abilities: StoreAbilities = target.isReadOnly ? .reading : .all
            for node in (try? await allNodes("finding out what may be done").map(\.node)) ?? [] {
                abilities.formIntersection(await node.abilities)
            }
            return abilities
        }
    }

    func examine() async throws(StoreError) -> StoreExamination {
        let nodes = try await allNodes("examining it")
        let topology = try await inWords("examining it") { () throws(RedisFailure) in try await current() }
        var found: [StoreExamination] = []
        var missing: [StoreExamination.Restriction] = []
        var problem: StoreError?
        for (master, node) in nodes {
            do throws(StoreError) {
                found.append(try await node.examine())
            } catch {
                guard error.reason.mayPass else { throw error }
                problem = error
                let place = "\(master.text), with \(topology.slotCount(of: master)) slots,"
                missing.append(
                    .init(.list, reason: "\(place) is not reached: \(error.detail)", remedy: error.remedy))
            }
        }
        guard var whole = found.first else {
            throw problem
                ?? RedisFailure.unreachable("none of its slots has a node")
                .inWords(while: "examining it", on: target)
        }
        for other in found.dropFirst() { whole.take(in: other) }
        for restriction in missing {
            whole.abilities.subtract(restriction.ability)
            whole.restrictions.append(restriction)
        }
        whole.notes += notes(topology)
        return whole
    }

    private func notes(_ topology: ClusterTopology) -> [String] {
        let served = topology.slotCount()
        let masters = topology.masters.count
        let having = masters == 1 ? "1 master has" : "\(masters) masters have"
        var notes = ["\(having) \(served) of \(KeySlot.count) slots."]
        if served < KeySlot.count {
            notes.append("Sessions in the other \(KeySlot.count - served) slots can't be reached.")
        }
        if !target.isReadOnly {
            notes.append(
                "Another id in another slot takes two steps: for a moment the session is under both, never under neither."
            )
        }
        notes.append("A session whose slot moves during a listing may be listed twice, or only by the next one.")
        let probe = SessionKey(bytes: target.probeKey)
        if target.claims.locks(of: probe).contains(where: { KeySlot.of($0.bytes) != KeySlot.of(probe.bytes) }) {
            notes.append("The lock of a request is in another slot than its session: it is looked at before an edit.")
        }
        return notes
    }

    func evictions() async throws(StoreError) -> Int? {
        var sum = 0
        for (_, node) in try await allNodes("asking what was evicted") { sum += try await node.evictions() ?? 0 }
        return sum
    }

    private func allNodes(
        _ action: String
    ) async throws(StoreError) -> [(master: RedisTarget.Server, node: RedisStore)] {
        try await inWords(action) { () throws(RedisFailure) in
            try await current().masters.map { master throws(RedisFailure) in (master, try node(master)) }
        }
    }
}

extension StoreExamination {
    /// Takes in what was found out about another of a cluster's masters: what may be done is what may be done on all.
    fileprivate mutating func take(in other: StoreExamination) {
        if version != other.version, !version.contains(other.version) { version += ", \(other.version)" }
        abilities.formIntersection(other.abilities)
        for restriction in other.restrictions where !restrictions.contains(restriction) {
            restrictions.append(restriction)
        }
        if !other.feed.isPush { feed = other.feed }
        if abs(other.clockSkew) > abs(clockSkew) { clockSkew = other.clockSkew }
        roundTrip = max(roundTrip, other.roundTrip)
        estimatedCount = estimatedCount.flatMap { own in other.estimatedCount.map { own + $0 } }
    }
}
