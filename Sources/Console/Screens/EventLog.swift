internal import Operations
internal import SessionModel

/// What happened since the console was opened: the last 50,000 events, the newest last.
struct EventLog: Sendable {
    private var events: [SessionEvent] = []
    private var start = 0
    /// How many there have ever been: an event's number never changes.
    private(set) var total = 0
    static let limit = 50_000

    var count: Int { events.count - start }
    /// The number of the oldest event that is kept.
    var firstNumber: Int { total - count }

    /// The event of a number; nil when it is no longer kept.
    func event(_ number: Int) -> SessionEvent? {
        number >= firstNumber && number < total ? events[start + number - firstNumber] : nil
    }

    mutating func add(_ event: SessionEvent) {
        events.append(event)
        total += 1
        if count > Self.limit { start += 1 }
        if start > Self.limit {
            events.removeFirst(start)
            start = 0
        }
    }

    /// The events of one session, oldest first.
    func about(_ key: SessionKey) -> [SessionEvent] {
        events[start...].filter { $0.key == key || $0.oldKey == key }.suffix(200)
    }

    /// How many came in the last seconds, for the rate.
    func count(since moment: Timestamp) -> Int {
        var found = 0
        for event in events[start...].reversed() {
            guard event.at >= moment else { break }
            found += 1
        }
        return found
    }
}
