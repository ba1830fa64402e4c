internal import Console
internal import Synchronization
internal import SystemEvents

/// Where everything that happens elsewhere waits for the loop; a descriptor wakes it.
///
/// Of what may come faster than it is taken in, the pages of listings and searches, only a few wait here: whoever
/// brings the next one waits as well, on the thread it came from.
final class Mailbox: Sendable {
    /// How many pages wait at most; each is some hundred kilobytes.
    private static let mostPages = 8

    private struct State {
        var events: [ConsoleEvent] = []
        var pages = 0
        var isClosed = false
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
            state.events.append(event)
            return state.events.count == 1
        }
        if wasEmpty { wake.signal() }
    }

    /// Leaves a page for the loop; waits while many are there already. Not for the loop's own thread.
    func postPage(_ event: ConsoleEvent) {
        while true {
            let (isPosted, wasEmpty, hasRoom) = state.withLock { state in
                if state.isClosed { return (true, false, true) }
                guard state.pages < Self.mostPages else { return (false, false, false) }
                state.pages += 1
                state.events.append(event)
                return (true, state.events.count == 1, state.pages < Self.mostPages)
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
            let taken = Array(state.events.prefix(limit))
            state.events.removeFirst(taken.count)
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
