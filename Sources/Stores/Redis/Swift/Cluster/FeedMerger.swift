internal import SessionModel
internal import StoreKit
internal import Synchronization

/// Makes one feed of those of several servers, one change after the other.
final class FeedMerger: Sendable {
    private struct State {
        var kinds: [FeedKind?]
        /// Why something may have been missed before it began.
        var gap: String?
    }

    private let state: Mutex<State>
    private let deliver: @Sendable (StoreChange) -> Void

    /// Creates a merger of so many feeds; `gap` is told once they all run.
    init(count: Int, gap: String?, deliver: @escaping @Sendable (StoreChange) -> Void) {
        state = Mutex(State(kinds: [FeedKind?](repeating: nil, count: count), gap: gap))
        self.deliver = deliver
    }

    /// Whether all feeds run.
    var isWhole: Bool { state.withLock { !$0.kinds.contains(nil) } }

    /// Takes a change from one of the feeds. That they run is said when all of them do, and as the least of them does.
    func receive(_ change: StoreChange, from number: Int) {
        state.withLock { state in
            switch change {
            case .connected(let kind):
                state.kinds[number] = kind
                let kinds = state.kinds.compactMap { $0 }
                guard kinds.count == state.kinds.count else { return }
                deliver(.connected(kinds.first { !$0.isPush } ?? kind))
                if let gap = state.gap { deliver(.gap(gap)) }
                state.gap = nil
            case .lost:
                state.kinds[number] = nil
                deliver(change)
            case .due:
                // All poll at the same pace: one of them speaks for all.
                if state.kinds.firstIndex(where: { $0?.isPush == false }) == number { deliver(change) }
            case .touched, .expired, .evicted, .gap, .measured: deliver(change)
            }
        }
    }
}
