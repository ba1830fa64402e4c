internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Lists keys over a connection and on a thread of its own.
actor RedisScanner {
    private let executor = BlockingExecutor(label: "curfew.redis.listing")
    private let target: RedisTarget
    private let lifetime: Lifetime
    private let tellsMoment: Bool
    private let forbidden: ForbiddenKeys

    /// Creates a scanner; `tellsMoment` says whether the server has PEXPIRETIME. In `forbidden` the keys are noted that
    /// are there and may not be read.
    init(_ target: RedisTarget, lifetime: Lifetime, tellsMoment: Bool, forbidden: ForbiddenKeys) {
        self.target = target
        self.forbidden = forbidden
        self.lifetime = lifetime
        self.tellsMoment = tellsMoment
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Lists all records.
    ///
    /// - Returns: The keys that a node of a cluster lists and says are elsewhere.
    @discardableResult
    func list(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) -> [SessionKey] {
        try await connected("listing sessions") { connection throws(RedisFailure) in
            var listing = try Listing(
                connection: connection, target: target, request: request, tellsMoment: tellsMoment,
                forbidden: forbidden, deliver: deliver)
            try listing.run()
            var astray: [SessionKey] = []
            listing.astray.visit { astray.append(SessionKey(bytes: $0)) }
            return astray
        }
    }

    /// The first keys that begin with these bytes, or the one that is no longer than they are. A cluster is to be asked
    /// for that one itself: its slot may be another node's.
    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        try await connected("looking for a session") { connection throws(RedisFailure) in
            if target.membership == nil, try holds(prefix, connection) { return [prefix] }
            let found = try KeySearch(connection: connection, prefix: prefix.bytes, limit: limit).run()
            try noteForbidden(found, connection)
            return found
        }
    }

    /// Whether a key is there; of one that may not be read only a search tells that.
    private func holds(_ key: SessionKey, _ connection: Connection) throws(RedisFailure) -> Bool {
        try connection.add(.exists, key.bytes)
        let reply = try connection.exchange(1)[0]
        if reply.refusal?.deniesKeys == true { return false }
        return try reply.get().integer == 1
    }

    /// Notes which of the keys that a search has found may not be read.
    private func noteForbidden(_ keys: [SessionKey], _ connection: Connection) throws(RedisFailure) {
        guard !keys.isEmpty else { return }
        for key in keys { try connection.add(.exists, key.bytes) }
        for (key, reply) in zip(keys, try connection.exchange(keys.count)) where reply.refusal?.deniesKeys == true {
            forbidden.insert(key)
        }
    }

    private func connected<T>(
        _ action: String, _ body: (Connection) throws(RedisFailure) -> T
    ) async throws(StoreError) -> T {
        try await lifetime.waking(target.words(while: action)) { waker throws(RedisFailure) in
            try body(try Connection.open(target, waker: waker))
        }
    }
}
