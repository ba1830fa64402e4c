internal import SessionModel
internal import StoreKit
internal import Synchronization

/// What the readers of one listing share: which names are still to be read, how far all are, and the one way pages go
/// out. Names may be added while others are read already.
final class ScanLedger: Sendable {
    /// Names that one reader takes.
    struct Share: Sendable {
        /// All names that came in at once.
        let names: NameList
        /// Which of them are the reader's.
        let range: Range<Int>
    }

    private struct State {
        /// The names not taken yet: those of the first list from `next` on, and all of the others.
        var lists: ArraySlice<NameList> = []
        var next = 0
        var listed = 0
        var isComplete = false
        var delivered = 0
        /// Whether a page has said that it was the last one.
        var isTold = false
        /// A reader that waits for names.
        var waiting: CheckedContinuation<Void, Never>?

        mutating func takeShare() -> Share? {
            guard let names = lists.first else { return nil }
            let start = next
            next = min(names.count, start + ScanLedger.share)
            let share = Share(names: names, range: start..<next)
            if next == names.count {
                lists.removeFirst()
                next = 0
            }
            return share
        }
    }

    /// How many names a reader takes at a time.
    private static let share = 256
    /// From so many names on, larger pages are worth their wait, and `bySize` is polite.
    private static let large = 100_000

    private let pace: ScanRequest.Pace
    private let state = Mutex(State())
    private let deliver: @Sendable (RecordPage) -> Void

    /// Creates the ledger of a listing.
    init(_ pace: ScanRequest.Pace, _ deliver: @escaping @Sendable (RecordPage) -> Void) {
        self.pace = pace
        self.deliver = deliver
    }

    /// Whether the readers rest three quarters of the time, as far as the names known by now tell.
    var isPolite: Bool {
        switch pace {
        case .full: false
        case .polite: true
        case .bySize: isLarge
        }
    }

    /// How many rows make a page.
    var pageSize: Int { isLarge ? 4000 : 1000 }

    private var isLarge: Bool { state.withLock { $0.listed > Self.large } }

    /// Adds names to be read; the ones before `first` are read already.
    func add(_ names: NameList, from first: Int = 0) {
        let waiting = state.withLock { state in
            state.listed += names.count
            guard first < names.count else { return Optional<CheckedContinuation<Void, Never>>.none }
            if state.lists.isEmpty { state.next = first }
            state.lists.append(names)
            return state.waiting.take()
        }
        waiting?.resume()
    }

    /// Says that no more names come.
    func complete() {
        let waiting = state.withLock { state in
            state.isComplete = true
            return state.waiting.take()
        }
        waiting?.resume()
    }

    /// The next names to be read, waited for if need be; nil when all are taken. Not more than one reader waits, and a
    /// reader that need not wait stays on its thread.
    func nextShare(isolation: isolated (any Actor)? = #isolation) async -> Share? {
        while true {
            let (share, isComplete) = state.withLock { ($0.takeShare(), $0.isComplete) }
            if share != nil || isComplete { return share }
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.lists.isEmpty, !state.isComplete { state.waiting = continuation }
                    return state.waiting == nil
                }
                if isThere { continuation.resume() }
            }
        }
    }

    /// Hands out a page that stands for `count` names. One page at a time.
    func handOut(_ page: RecordPage, names count: Int) {
        state.withLock { state in
            state.delivered += count
            var page = page
            if state.isComplete { page.progress = Double(state.delivered) / Double(max(state.listed, 1)) }
            state.isTold = page.progress == 1
            deliver(page)
        }
    }

    /// Says that all is read. Where all pages went out before it was known that no more names come, one without rows
    /// tells how far the listing is.
    func finish() {
        state.withLock { state in
            guard state.delivered > 0, !state.isTold else { return }
            var page = RecordPage()
            page.progress = 1
            deliver(page)
        }
    }
}
