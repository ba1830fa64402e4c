internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Follows a server's changes over a connection and on a thread of its own.
actor MemcachedFeed {
    private let executor = BlockingExecutor(label: "curfew.memcached.feed")
    private let target: MemcachedTarget
    private let lifetime: Lifetime

    /// Creates a feed.
    init(_ target: MemcachedTarget, lifetime: Lifetime) {
        self.target = target
        self.lifetime = lifetime
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// How changes would become known, and why the server tells none.
    struct Kind: Hashable, Sendable {
        var kind: FeedKind
        var refusal: String?
    }

    /// Finds out which feed there would be.
    func kind() async throws(StoreError) -> Kind {
        try await lifetime.waking(target.words(while: "examining the change feed")) { waker throws(MemcachedFailure) in
            let source = try FeedSource.open(target, waker: waker)
            return Kind(kind: source.kind, refusal: source.refusal)
        }
    }

    /// Delivers changes until the task is cancelled, or a reconnect fails for a reason that waiting does not mend.
    func run(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        let words = target.words(while: "following changes")
        try await lifetime.waking(words) { waker throws(MemcachedFailure) in
            try Reconnection(waker: waker, inWords: words).run(deliver) { isUp throws(MemcachedFailure) in
                let source = try FeedSource.open(target, waker: waker)
                isUp(source.kind)
                try source.follow(target, waker: waker, deliver)
            }
        }
    }
}
