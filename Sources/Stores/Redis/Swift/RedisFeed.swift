internal import SessionModel
internal import StoreKit

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
        try await waking("examining the change feed") { waker throws(RedisFailure) in
            let source = try FeedSource.open(target, waker: waker)
            return Kind(kind: source.kind, reason: source.reason, remedy: source.remedy)
        }
    }

    /// Delivers changes until the task is cancelled, or a reconnect fails for a reason that waiting does not mend.
    func run(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await waking(Self.action) { waker throws(RedisFailure) in
            var lostAt: Int64?
            var pause: Int64 = 100
            var told: RedisFailure?
            while true {
                do throws(RedisFailure) {
                    let source = try FeedSource.open(target, waker: waker)
                    deliver(.connected(source.kind))
                    if let lostAt { deliver(.gap("reconnected after \(Self.seconds(since: lostAt))")) }
                    lostAt = nil
                    told = nil
                    pause = 100
                    try source.follow(target, waker: waker, keepAlive: keepAlive, deliver)
                } catch {
                    if isFinal(error) { throw error }
                    lostAt = lostAt ?? LocalClock.monotonic()
                    if told != error { deliver(.lost(error.inWords(while: Self.action, on: target))) }
                    told = error
                    try waker.rest(nanoseconds: pause * 1_000_000)
                    pause = min(pause * 2, 5000)
                }
            }
        }
    }

    private static let action = "following changes"

    private func isFinal(_ failure: RedisFailure) -> Bool {
        switch failure.inWords(while: Self.action, on: target).reason {
        case .cancelled, .loginRefused, .notPermitted, .untrusted, .libraryMissing, .badAddress, .unsuitable, .readOnly:
            true
        case .unreachable, .lost, .timedOut, .full, .failed: false
        }
    }

    /// "2.1 s".
    private static func seconds(since start: Int64) -> String {
        let tenths = (LocalClock.monotonic() - start + 50_000_000) / 100_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }

    private func waking<T>(
        _ action: String, _ body: (Waker) throws(RedisFailure) -> T
    ) async throws(StoreError) -> T {
        do throws(RedisFailure) {
            let waker = try lifetime.begin()
            defer { lifetime.end(waker) }
            let outcome = await withTaskCancellationHandler {
                attempt(waker, body)
            } onCancel: {
                waker.wake()
            }
            return try outcome.get()
        } catch {
            throw error.inWords(while: action, on: target)
        }
    }

    private func attempt<T>(
        _ waker: Waker, _ body: (Waker) throws(RedisFailure) -> T
    ) -> Result<T, RedisFailure> {
        do throws(RedisFailure) { return .success(try body(waker)) } catch { return .failure(error) }
    }
}
