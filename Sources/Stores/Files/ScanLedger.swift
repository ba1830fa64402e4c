internal import SessionModel
internal import Synchronization

/// What the readers of one listing share: who reads what, how far all are, and the one way pages go out.
final class ScanLedger: Sendable {
    private struct State {
        var next: Int
        var delivered = 0
    }

    /// How many names a reader takes at a time.
    private static let share = 256

    private let total: Int
    private let state: Mutex<State>
    private let deliver: @Sendable (RecordPage) -> Void

    /// Creates the ledger of a listing whose first names are read already.
    init(total: Int, from first: Int, _ deliver: @escaping @Sendable (RecordPage) -> Void) {
        self.total = total
        self.deliver = deliver
        state = Mutex(State(next: first, delivered: first))
    }

    /// The next names to be read; nil when all are taken.
    func nextShare() -> Range<Int>? {
        state.withLock { state in
            guard state.next < total else { return nil }
            let start = state.next
            state.next = min(total, start + Self.share)
            return start..<state.next
        }
    }

    /// Hands out a page that stands for `count` names. One page at a time.
    func handOut(_ page: RecordPage, names count: Int) {
        state.withLock { state in
            state.delivered += count
            var page = page
            page.progress = Double(state.delivered) / Double(max(total, 1))
            deliver(page)
        }
    }
}
