internal import SessionModel
public import StoreKit

extension StoreDriver {
    /// Memcached, from 1.6.10 on, by its text and meta commands.
    public static let memcached = StoreDriver(
        schemes: ["memcached"], kind: .keyValue, summary: "Memcached 1.6.10 or later",
        example: "memcached://localhost:11211", options: MemcachedTarget.options,
        open: { opening throws(StoreError) in try await MemcachedStore.open(opening) })
}
