internal import Synchronization

/// Counts what a search has looked at, in several stores at once.
final class SearchCounter: Sendable {
    private let counts = Mutex((looked: 0, unreadable: 0))

    /// Counts one record.
    func count(isUnreadable: Bool) {
        counts.withLock { $0 = ($0.looked + 1, $0.unreadable + (isUnreadable ? 1 : 0)) }
    }

    /// What was looked at so far.
    var sum: (looked: Int, unreadable: Int) { counts.withLock { $0 } }
}
