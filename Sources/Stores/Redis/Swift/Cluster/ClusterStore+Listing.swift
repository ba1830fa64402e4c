internal import SessionModel
internal import StoreKit
internal import Synchronization

extension ClusterStore {
    /// Lists one master after the other, so that no more is asked of the cluster at a time than of one server.
    func scan(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        let action = "listing sessions"
        let topology = try await inWords(action) { () throws(RedisFailure) in try await current() }
        let tally = ListingTally(masters: topology.masters.count, deliver: deliver)
        var astray: Set<SessionKey> = []
        for master in topology.masters {
            var rest = request
            rest.enough = request.enough == .max ? .max : request.enough - tally.rows
            guard rest.enough > 0 else { break }
            let node = try await inWords(action) { () throws(RedisFailure) in try self.node(master) }
            let gone = try await node.list(rest) { tally.receive($0) }
            // A slot that is on its way is listed at both its ends.
            for key in gone where astray.insert(key).inserted {
                try await deliverRecord(under: key, request, action, tally)
            }
            tally.masterIsDone()
        }
    }

    private func deliverRecord(
        under key: SessionKey, _ request: ScanRequest, _ action: String, _ tally: ListingTally
    ) async throws(StoreError) {
        let record = try await inWords(action) { () throws(RedisFailure) in
            try await find([key], limit: request.readsContent ? Self.sensibleSize : 1)[0]
        }
        guard let record else { return }
        var page = RecordPage()
        page.add(record, request)
        tally.receive(page)
    }

    /// A whole key is asked for at the one master that may have it.
    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        guard limit > 0 else { return [] }
        let (isWhole, topology) = try await inWords("looking for a session") { () throws(RedisFailure) in
            (try await holds(prefix), try await current())
        }
        if isWhole { return [prefix] }
        var found: Set<SessionKey> = []
        for master in topology.masters where found.count < limit {
            let node = try await inWords("looking for a session") { () throws(RedisFailure) in try self.node(master) }
            found.formUnion(try await node.keys(withPrefix: prefix, limit: limit - found.count))
        }
        return found.sorted()
    }

    /// Whether a key is there; of one that may not be read only a search tells that.
    private func holds(_ key: SessionKey) async throws(RedisFailure) -> Bool {
        do throws(RedisFailure) {
            return try await holdsAny(of: [key])
        } catch {
            guard error.deniesKeys else { throw error }
            return false
        }
    }

    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await ClusterFeed(store: self, deliver: deliver).run()
    }
}

/// Counts what a listing of several masters brings, and how far it is over all of them.
private final class ListingTally: Sendable {
    private struct State {
        var rows = 0
        var mastersDone = 0
    }

    private let state = Mutex(State())
    private let masters: Int
    private let deliver: @Sendable (RecordPage) -> Void

    init(masters: Int, deliver: @escaping @Sendable (RecordPage) -> Void) {
        self.masters = max(1, masters)
        self.deliver = deliver
    }

    /// How many rows there were.
    var rows: Int { state.withLock { $0.rows } }

    /// Hands a page of the master that is being listed on.
    func receive(_ page: RecordPage) {
        var page = page
        let done = state.withLock { state in
            state.rows += page.count
            return state.mastersDone
        }
        page.progress = (Double(done) + page.progress) / Double(masters)
        deliver(page)
    }

    /// The next master's turn.
    func masterIsDone() { state.withLock { $0.mastersDone += 1 } }
}
