internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Lists keys over connections and on a thread of its own.
actor MemcachedScanner {
    private let executor = BlockingExecutor(label: "curfew.memcached.listing")
    private let target: MemcachedTarget
    private let lifetime: Lifetime

    /// Creates a scanner.
    init(_ target: MemcachedTarget, lifetime: Lifetime) {
        self.target = target
        self.lifetime = lifetime
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Lists all records.
    func list(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        try await connected("listing sessions") { waker, connection throws(MemcachedFailure) in
            let contents = request.readsContent ? try Connection.open(target, waker: waker) : nil
            var listing = try Listing(
                connection, contents: contents, target: target, request: request, deliver: deliver)
            try listing.run()
        }
    }

    /// The first keys that begin with these bytes; only a whole key where keys can't be listed.
    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        try await connected("looking for a session") { _, connection throws(MemcachedFailure) in
            if let key = MetaKey.make(prefix.bytes), try ItemReader(connection: connection).exists(key) {
                return [prefix]
            }
            if connection.settings.listingRefusal != nil { return [] }
            return try Self.search(connection, prefix, limit: limit)
        }
    }

    private static func search(
        _ connection: Connection, _ prefix: SessionKey, limit: Int
    ) throws(MemcachedFailure) -> [SessionKey] {
        var seen = SeenKeys(expecting: 0)
        var found: Set<SessionKey> = []
        var key: [UInt8] = []
        for round in 0..<Dump.rounds {
            let before = seen.count
            let dump = try Dump.begin(connection)
            // The connection is closed when enough are found, which ends the dump.
            while found.count < limit, try dump.next(&key) != nil {
                if seen.insert(key), key.starts(with: prefix.bytes) { found.insert(SessionKey(bytes: key)) }
            }
            if found.count >= limit || round > 0 && seen.count == before { break }
            if seen.count >= (try connection.itemCount()) { break }
        }
        return found.sorted()
    }

    private func connected<T>(
        _ action: String, _ body: (Waker, Connection) throws(MemcachedFailure) -> T
    ) async throws(StoreError) -> T {
        try await lifetime.waking(target.words(while: action)) { waker throws(MemcachedFailure) in
            try body(waker, try Connection.open(target, waker: waker))
        }
    }
}
