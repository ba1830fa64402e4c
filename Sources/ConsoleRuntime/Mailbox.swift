internal import Console
internal import Synchronization
internal import SystemEvents

/// Where everything that happens elsewhere waits for the loop; a descriptor wakes it.
final class Mailbox: Sendable {
    private let events = Mutex<[ConsoleEvent]>([])
    private let wake: WakeDescriptor

    init() throws(SystemEventError) {
        wake = try WakeDescriptor()
    }

    /// What to poll.
    var descriptor: Int32 { wake.descriptor }

    func post(_ event: ConsoleEvent) {
        let wasEmpty = events.withLock { events in
            events.append(event)
            return events.count == 1
        }
        if wasEmpty { wake.signal() }
    }

    /// Takes what has come, at most `limit`; wakes the loop again for the rest.
    func take(limit: Int) -> [ConsoleEvent] {
        _ = wake.drain()
        let (taken, isMore) = events.withLock { events in
            let taken = Array(events.prefix(limit))
            events.removeFirst(taken.count)
            return (taken, !events.isEmpty)
        }
        if isMore { wake.signal() }
        return taken
    }
}
