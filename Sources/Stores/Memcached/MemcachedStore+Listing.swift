internal import SessionModel
internal import StoreKit

extension MemcachedStore {
    func scan(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        try await MemcachedScanner(target, lifetime: lifetime).list(request, deliver: deliver)
    }

    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        guard limit > 0 else { return [] }
        return try await MemcachedScanner(target, lifetime: lifetime).keys(withPrefix: prefix, limit: limit)
    }

    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await MemcachedFeed(target, lifetime: lifetime).run(deliver)
    }
}
