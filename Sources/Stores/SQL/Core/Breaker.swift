internal import Synchronization

/// Ends a wait of a client library from another thread, for as long as there is something to end.
public final class Breaker: Sendable {
    private let action: Mutex<(@Sendable () -> Void)?>
    private let tripped = Atomic<Bool>(false)

    /// Creates a breaker of an action that may be called from any thread, also while the connection is in use.
    public init(_ action: @escaping @Sendable () -> Void) {
        self.action = Mutex(action)
    }

    /// Whether it was ever tripped.
    public var hasTripped: Bool { tripped.load(ordering: .acquiring) }

    /// Ends what is under way.
    public func trip() {
        tripped.store(true, ordering: .releasing)
        action.withLock { $0?() }
    }

    /// Makes it do nothing from now on; the connection is about to go. Returns when no trip is under way.
    public func retire() {
        action.withLock { $0 = nil }
    }
}
