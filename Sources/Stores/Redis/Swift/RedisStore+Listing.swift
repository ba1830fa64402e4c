internal import SessionModel
internal import StoreKit

extension RedisStore {
    func scan(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        try await list(request, deliver: deliver)
    }

    /// Lists every record.
    ///
    /// - Returns: The keys that it lists as a node of a cluster and says are elsewhere.
    @discardableResult
    func list(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) -> [SessionKey] {
        // A cluster's nodes are connected to when they are first needed, and only then is known what they have.
        if target.membership != nil { try await perform("listing sessions") { _ throws(RedisFailure) in } }
        return try await scanner.list(request, deliver: deliver)
    }

    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        guard limit > 0 else { return [] }
        return try await scanner.keys(withPrefix: prefix, limit: limit)
    }

    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await RedisFeed(target, lifetime: lifetime).run(deliver)
    }

    private var scanner: RedisScanner {
        RedisScanner(target, lifetime: lifetime, tellsMoment: capabilities.hasExpireTime, forbidden: forbidden)
    }
}
