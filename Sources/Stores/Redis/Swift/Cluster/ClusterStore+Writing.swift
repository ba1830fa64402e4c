internal import SessionModel
internal import StoreKit

extension ClusterStore {
    func tryWriting(_ write: RecordWrite, unless locks: [SessionKey]) async throws(RedisFailure) -> Script.Verdict {
        let slot = KeySlot.of(write.key.bytes)
        try refuseCrossing(slot, write.companions)
        if try await isLocked(by: locks, outside: slot) { return .locked }
        return try await route(slot) { node throws(RedisFailure) in
            try await node.tryWriting(write, unless: locks.filter { KeySlot.of($0.bytes) == slot })
        }
    }

    func tryMoving(_ move: RecordMove, unless locks: [SessionKey]) async throws(RedisFailure) -> Script.Verdict {
        let slot = KeySlot.of(move.key.bytes)
        try refuseCrossing(slot, move.companions)
        let isNear = KeySlot.of(move.newKey.bytes) == slot
        if !isNear, !move.companions.isEmpty { throw .crossing }
        if try await isLocked(by: locks, outside: isNear ? slot : nil) { return .locked }
        guard isNear else { return try await carry(move) }
        return try await route(slot) { node throws(RedisFailure) in
            try await node.tryMoving(move, unless: locks.filter { KeySlot.of($0.bytes) == slot })
        }
    }

    /// Where nothing has been done at all it throws as for one server; else each failure is one of the answers.
    func tryEnding(_ requests: [EndRequest]) async throws(RedisFailure) -> [RecordChanger.Taken] {
        var taken = [RecordChanger.Taken](repeating: .gone, count: requests.count)
        var silent: Set<RedisTarget.Server> = []
        var failures: [RedisFailure] = []
        let topology = try await current()
        let places = Dictionary(grouping: requests.indices) { KeySlot.of(requests[$0].key.bytes) }
        for (slot, places) in places.sorted(by: { $0.key < $1.key }) {
            let server = topology.master(of: slot)
            let own = places.map { requests[$0] }
            let found: [RecordChanger.Taken]
            do throws(RedisFailure) {
                // A node that does not answer is not waited for again and again.
                if let server, silent.contains(server) {
                    throw .unreachable("\(server.text) did not answer just before")
                }
                found = try await end(own, in: slot)
            } catch {
                if !error.leavesConnectionUsable, !error.isElsewhere, let server { silent.insert(server) }
                found = own.map { _ in .failed(error) }
                failures += own.map { _ in error }
            }
            for (place, one) in zip(places, found) { taken[place] = one }
        }
        if failures.count == requests.count, !silent.isEmpty { throw failures[0] }
        return taken
    }

    /// First the record, then what belonged to it: each may be tried once more by itself.
    func tryRestoring(_ record: ArchivedRecord) async throws(RedisFailure) -> Script.Verdict? {
        let slot = KeySlot.of(record.key.bytes)
        guard record.companions.allSatisfy({ KeySlot.of($0.key.bytes) == slot }) else { throw .crossing }
        var alone = record
        alone.companions = []
        let verdict = try await route(slot) { node throws(RedisFailure) in try await node.tryRestoring(alone) }
        guard verdict == .done, !record.companions.isEmpty else { return verdict }
        try await route(slot) { node throws(RedisFailure) in try await node.restore(record.companions) }
        return verdict
    }

    /// Ends records of one slot together; those that are elsewhere by then one by one.
    private func end(_ requests: [EndRequest], in slot: Int) async throws(RedisFailure) -> [RecordChanger.Taken] {
        var isApart = requests.contains { request in crosses(slot, request.companions) }
        if !isApart, requests.count > 1 {
            let master = try master(of: slot, in: try await current())
            do throws(RedisFailure) {
                let taken = try await node(master).tryEnding(requests)
                if !taken.contains(where: \.isElsewhere) { return taken }
                return try await again(requests, taken, in: slot)
            } catch {
                guard error.isWorthAnotherNode else { throw error.at(master) }
                isApart = true
            }
        }
        var taken: [RecordChanger.Taken] = []
        for request in requests { taken.append(await alone(request, in: slot)) }
        if let failure = taken[0].failure, !failure.leavesConnectionUsable, taken.count == 1 { throw failure }
        return taken
    }

    private func again(
        _ requests: [EndRequest], _ taken: [RecordChanger.Taken], in slot: Int
    ) async throws(RedisFailure) -> [RecordChanger.Taken] {
        var taken = taken
        for place in taken.indices where taken[place].isElsewhere {
            taken[place] = await alone(requests[place], in: slot)
        }
        return taken
    }

    private func alone(_ request: EndRequest, in slot: Int) async -> RecordChanger.Taken {
        do throws(RedisFailure) {
            try refuseCrossing(slot, request.companions)
            return try await route(slot) { node throws(RedisFailure) in
                let taken = try await node.tryEnding([request])[0]
                if let failure = taken.failure, failure.isElsewhere { throw failure }
                return taken
            }
        } catch {
            return .failed(error)
        }
    }

    /// Whether one of the locks is there that no script beside the record can look at.
    private func isLocked(by locks: [SessionKey], outside slot: Int?) async throws(RedisFailure) -> Bool {
        try await holdsAny(of: locks.filter { KeySlot.of($0.bytes) != slot })
    }

    private func refuseCrossing(_ slot: Int, _ companions: [CompanionStep]) throws(RedisFailure) {
        if crosses(slot, companions) { throw .crossing }
    }

    private func crosses(_ slot: Int, _ companions: [CompanionStep]) -> Bool {
        companions.contains { step in
            [step.companion, step.successor].contains { $0.map { KeySlot.of($0.key.bytes) != slot } ?? false }
        }
    }
}

extension RecordChanger.Taken {
    /// Why it was not ended.
    fileprivate var failure: RedisFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }

    fileprivate var isElsewhere: Bool { failure?.isElsewhere == true }
}
