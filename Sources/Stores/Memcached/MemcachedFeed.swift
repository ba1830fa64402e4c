internal import SessionModel
internal import StoreKit

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
        try await waking("examining the change feed") { waker throws(MemcachedFailure) in
            let source = try FeedSource.open(target, waker: waker)
            return Kind(kind: source.kind, refusal: source.refusal)
        }
    }

    /// Delivers changes until the task is cancelled, or a reconnect fails for a reason that waiting does not mend.
    func run(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await waking(Self.action) { waker throws(MemcachedFailure) in
            var lostAt: Int64?
            var pause: Int64 = 100
            var told: MemcachedFailure?
            while true {
                do throws(MemcachedFailure) {
                    let source = try FeedSource.open(target, waker: waker)
                    deliver(.connected(source.kind))
                    if let lostAt { deliver(.gap("reconnected after \(Self.seconds(since: lostAt))")) }
                    lostAt = nil
                    told = nil
                    pause = 100
                    try source.follow(target, waker: waker, deliver)
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

    private func isFinal(_ failure: MemcachedFailure) -> Bool {
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
        _ action: String, _ body: (Waker) throws(MemcachedFailure) -> T
    ) async throws(StoreError) -> T {
        do throws(MemcachedFailure) {
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
        _ waker: Waker, _ body: (Waker) throws(MemcachedFailure) -> T
    ) -> Result<T, MemcachedFailure> {
        do throws(MemcachedFailure) { return .success(try body(waker)) } catch { return .failure(error) }
    }
}
