internal import Synchronization

/// Ends a wait of a client library from another thread, for as long as there is something to end.
public final class Breaker: Sendable {
    private let action: Mutex<(@Sendable () -> Void)?>

    /// Creates a breaker of an action that may be called from any thread, also while the connection is in use.
    public init(_ action: @escaping @Sendable () -> Void) {
        self.action = Mutex(action)
    }

    /// Ends what is under way.
    public func trip() {
        action.withLock { $0?() }
    }

    /// Makes it do nothing from now on; the connection is about to go. Returns when no trip is under way.
    public func retire() {
        action.withLock { $0 = nil }
    }
}
