internal import Console
internal import Operations
internal import Synchronization
internal import SystemEvents

/// Where everything that happens elsewhere waits for the loop; a descriptor wakes it.
///
/// Of what may come faster than it is taken in only so much waits here. Whoever brings one more page of a listing or
/// search waits as well, on the thread it came from; what feeds tell is bounded by `NewsQueue`.
final class Mailbox: Sendable {
    /// How many pages wait at most; each is some hundred kilobytes.
    private static let mostPages = 8

    private struct State {
        var events = NewsQueue<ConsoleEvent>()
        var pages = 0
        var isClosed = false

        mutating func leave(_ event: ConsoleEvent) {
            if event.isPage { pages += 1 }
            events.append(event)
        }
    }

    private let state = Mutex(State())
    private let wake: WakeDescriptor
    /// Wakes whoever waits for room.
    private let room: WakeDescriptor

    init() throws(SystemEventError) {
        wake = try WakeDescriptor()
        room = try WakeDescriptor()
    }

    /// What to poll.
    var descriptor: Int32 { wake.descriptor }

    /// Leaves an event for the loop. Never waits.
    func post(_ event: ConsoleEvent) {
        let wasEmpty = state.withLock { state in
            defer { state.leave(event) }
            return state.events.isEmpty
        }
        if wasEmpty { wake.signal() }
    }

    /// Leaves an event that may be left out: it is while as many pages wait as may. Never waits.
    func postUnlessFull(_ event: ConsoleEvent) {
        let wasEmpty = state.withLock { state in
            guard state.pages < Self.mostPages else { return false }
            defer { state.leave(event) }
            return state.events.isEmpty
        }
        if wasEmpty { wake.signal() }
    }

    /// Leaves a page for the loop; waits while many are there already. Only for a store's own thread: the loop would
    /// wait for itself, and a task would keep a thread that all tasks share.
    func postPage(_ event: ConsoleEvent) {
        while true {
            let (isPosted, wasEmpty, hasRoom) = state.withLock { state in
                if state.isClosed { return (true, false, true) }
                guard state.pages < Self.mostPages else { return (false, false, false) }
                defer { state.leave(event) }
                return (true, state.events.isEmpty, state.pages + 1 < Self.mostPages)
            }
            if wasEmpty { wake.signal() }
            if isPosted {
                // The signal may have been meant for two.
                if hasRoom { room.signal() }
                return
            }
            _ = poll([room.descriptor], timeoutMilliseconds: nil)
            room.drain()
        }
    }

    /// Takes what has come, at most `limit`; wakes the loop again for the rest.
    func take(limit: Int) -> [ConsoleEvent] {
        wake.drain()
        let (taken, isMore, hasRoom) = state.withLock { state in
            let taken = state.events.take(limit)
            let pages = taken.count { $0.isPage }
            state.pages -= pages
            return (taken, !state.events.isEmpty, pages > 0)
        }
        if isMore { wake.signal() }
        if hasRoom { room.signal() }
        return taken
    }

    /// Lets go whoever waits for room; pages that come later are dropped.
    func close() {
        state.withLock { $0.isClosed = true }
        room.signal()
    }
}

extension ConsoleEvent {
    /// Whether it is one of the many pages of a listing or search.
    fileprivate var isPage: Bool {
        switch self {
        case .page, .searched, .values: true
        default: false
        }
    }
}
