internal import SessionModel
internal import StoreKit

extension ClusterStore {
    func find(_ keys: [SessionKey], limit: Int) async throws(RedisFailure) -> [StoredRecord?] {
        try await each(keys) { node, keys throws(RedisFailure) in try await node.find(keys, limit: limit) }
    }

    func dumps(of keys: [SessionKey]) async throws(RedisFailure) -> [[UInt8]?] {
        try await each(keys) { node, keys throws(RedisFailure) in try await node.dumps(of: keys) }
    }

    /// Whether something is under one of some keys.
    func holdsAny(of keys: [SessionKey]) async throws(RedisFailure) -> Bool {
        try await each(keys) { node, keys throws(RedisFailure) in
            let isThere = try await node.holdsAny(of: keys)
            return keys.map { _ in isThere }
        }.contains(true)
    }

    /// Asks each master once about all of its keys, and gives the answers in the order asked. Where a slot turns out to
    /// be elsewhere, that master's keys are asked for one by one.
    private func each<Answer: Sendable>(
        _ keys: [SessionKey], _ body: (RedisStore, [SessionKey]) async throws(RedisFailure) -> [Answer]
    ) async throws(RedisFailure) -> [Answer] {
        let topology = try await current()
        var places: [RedisTarget.Server: [Int]] = [:]
        for (place, key) in keys.enumerated() {
            places[try master(of: KeySlot.of(key.bytes), in: topology), default: []].append(place)
        }
        var answers = [Answer?](repeating: nil, count: keys.count)
        for master in topology.masters {
            guard let places = places[master] else { continue }
            let own = places.map { keys[$0] }
            let found = try await together(own, at: master, body)
            for (place, answer) in zip(places, found) { answers[place] = answer }
        }
        return answers.compactMap { $0 }
    }

    private func together<Answer: Sendable>(
        _ keys: [SessionKey], at master: RedisTarget.Server,
        _ body: (RedisStore, [SessionKey]) async throws(RedisFailure) -> [Answer]
    ) async throws(RedisFailure) -> [Answer] {
        do throws(RedisFailure) {
            return try await body(try node(master), keys)
        } catch {
            guard error.isWorthAnotherNode || error.isLoss else { throw error.at(master) }
        }
        var answers: [Answer] = []
        for key in keys {
            answers += try await route(KeySlot.of(key.bytes), isReading: true) { node throws(RedisFailure) in
                try await body(node, [key])
            }
        }
        return answers
    }
}
