internal import Operations
internal import SessionModel

/// What happened since the console was opened: the last 50,000 events, the newest last.
struct EventLog: Sendable {
    private var events: [SessionEvent] = []
    private var start = 0
    /// How many there have ever been: an event's number never changes.
    private(set) var total = 0
    static let limit = 50_000
    /// How fast sessions come, change and go.
    private(set) var rates = EventRates()

    var count: Int { events.count - start }
    /// The number of the oldest event that is kept.
    var firstNumber: Int { total - count }

    /// The event of a number; nil when it is no longer kept.
    func event(_ number: Int) -> SessionEvent? {
        number >= firstNumber && number < total ? events[start + number - firstNumber] : nil
    }

    mutating func add(_ event: SessionEvent) {
        rates.note(event.kind, count: event.count, at: event.at)
        append(event)
    }

    /// Puts on record that something may have been missed; what was said just before is not said again.
    mutating func add(gap event: SessionEvent) {
        if let last = events.last, last.kind == .gap, last.note == event.note,
            event.at.milliseconds(since: last.at) < 60_000
        {
            return
        }
        add(event)
    }

    /// Puts an alarm on record, which is told of something that is counted already.
    mutating func add(alarm event: SessionEvent) { append(event) }

    private mutating func append(_ event: SessionEvent) {
        events.append(event)
        total += 1
        if count > Self.limit { start += 1 }
        if start > Self.limit {
            events.removeFirst(start)
            start = 0
        }
    }

    /// More sessions than this that end in one go are told of in one event.
    static let mostEndings = 50
    /// For how long after it such an event takes more of its kind in, in milliseconds.
    private static let joining: Int64 = 3_000

    /// Whether one more ending of this kind belongs to the many that the last event tells of.
    func isFlooded(_ event: SessionEvent) -> Bool {
        guard let last = events.last, last.count > 1, last.kind == event.kind else { return false }
        return event.at.milliseconds(since: last.at) < Self.joining
    }

    /// Tells of many sessions that ended in one go, together with those told of just before.
    mutating func add(endings count: Int, like event: SessionEvent) {
        rates.note(event.kind, count: count, at: event.at)
        var many = SessionEvent(at: event.at, kind: event.kind, source: event.source)
        many.count = count
        if isFlooded(event), let last = events.popLast() {
            many.count += last.count
            total -= 1
        }
        many.note = "\(many.count.grouped) sessions ended at once"
        append(many)
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
