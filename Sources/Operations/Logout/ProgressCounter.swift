internal import Synchronization

/// Adds up how far several stores are.
final class ProgressCounter: Sendable {
    private let counts: Mutex<[(done: Int, total: Int)]>

    /// Creates a counter of nothing yet.
    init(stores: Int) { counts = Mutex(Array(repeating: (0, 0), count: stores)) }

    /// Notes how much there is to do in one store.
    func expect(_ total: Int, at place: Int) { counts.withLock { $0[place].total = total } }

    /// Notes how much of one store is done; gives the sums over all.
    func note(_ done: Int, at place: Int) -> (done: Int, total: Int) {
        counts.withLock { counts in
            counts[place].done = done
            return counts.reduce((0, 0)) { ($0.0 + $1.done, $0.1 + $1.total) }
        }
    }
}
