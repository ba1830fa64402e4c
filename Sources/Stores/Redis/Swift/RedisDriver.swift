internal import SessionModel
public import StoreKit
internal import StoreSockets

extension StoreDriver {
    /// Redis, from 4.0 on, plain, encrypted, through a socket, wherever its sentinels say that it is, or a cluster.
    public static let redis = StoreDriver(
        schemes: RedisTarget.schemes(of: "Redis"), kind: .keyValue, summary: "Redis 4.0 or later",
        example: "redis://localhost:6379/0", options: RedisTarget.options,
        open: { opening throws(StoreError) in try await openAny(opening) })

    /// Valkey, plain, encrypted, through a socket, wherever its sentinels say that it is, or a cluster.
    public static let valkey = StoreDriver(
        schemes: RedisTarget.schemes(of: "Valkey"), kind: .keyValue, summary: "Valkey",
        example: "valkey://localhost:6379/0",
        options: RedisTarget.options,
        open: { opening throws(StoreError) in try await openAny(opening) })

    private static func openAny(_ opening: StoreOpening) async throws(StoreError) -> any SessionStore {
        let isCluster = try !RedisTarget(opening).seeds.isEmpty
        return isCluster ? try await ClusterStore.open(opening) : try await RedisStore.open(opening)
    }
}
