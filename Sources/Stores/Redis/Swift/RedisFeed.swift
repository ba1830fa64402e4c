internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Follows a server's changes over connections and on a thread of its own.
actor RedisFeed {
    private let executor = BlockingExecutor(label: "curfew.redis.feed")
    private let target: RedisTarget
    private let lifetime: Lifetime
    private let keepAlive: Int64

    /// Creates a feed that makes sure every `keepAlive` milliseconds that its server is still there.
    init(_ target: RedisTarget, lifetime: Lifetime, keepAlive: Int64 = 5000) {
        self.target = target
        self.lifetime = lifetime
        self.keepAlive = keepAlive * 1_000_000
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// How changes would become known, and why not better.
    struct Kind: Hashable, Sendable {
        var kind: FeedKind
        var reason: String
        var remedy: String?
    }

    /// Finds out which feed there would be.
    func kind() async throws(StoreError) -> Kind {
        try await lifetime.waking(target.words(while: "examining the change feed")) { waker throws(RedisFailure) in
            let source = try FeedSource.open(target, waker: waker)
            return Kind(kind: source.kind, reason: source.reason, remedy: source.remedy)
        }
    }

    /// Delivers changes until the task is cancelled, or a reconnect fails for a reason that waiting does not mend.
    func run(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        let words = target.words(while: "following changes")
        try await lifetime.waking(words) { waker throws(RedisFailure) in
            try Reconnection(waker: waker, inWords: words).run(deliver) { isUp throws(RedisFailure) in
                let source = try FeedSource.open(target, waker: waker)
                isUp(source.kind)
                try source.follow(target, waker: waker, keepAlive: keepAlive, deliver)
            }
        }
    }
}
