public import SessionModel

/// How many sessions were created, changed and ended in each of the last seconds: half an hour of them, in fixed room.
public struct EventRates: Sendable {
    /// What is counted apart.
    public enum Stream: Int, CaseIterable, Hashable, Sendable {
        /// Sessions that came, or came back.
        case created
        /// Sessions that were changed, only used, or given another id.
        case changed
        /// Sessions whose time was up.
        case expired
        /// Sessions that somebody ended.
        case destroyed
    }

    /// How many seconds are remembered.
    public static let memory: Int64 = 1_800
    /// Over how many seconds a rate is taken.
    public static let window: Int64 = 10

    /// The counts of each second, those of one stream behind the other; a second takes the place of the one half an
    /// hour before it.
    private var counts = [UInt32](repeating: 0, count: Int(memory) * Stream.allCases.count)
    /// The second that came last, since 1970.
    private var newest: Int64?

    /// Creates rates of nothing yet.
    public init() {}

    /// Notes that something happened to so many sessions.
    public mutating func note(_ kind: SessionEvent.Kind, count: Int = 1, at moment: Timestamp) {
        guard count > 0, let stream = Stream(kind) else { return }
        let second = Self.second(moment)
        advance(to: second)
        guard isRemembered(second) else { return }
        let place = Self.place(stream, second)
        counts[place] &+= UInt32(clamping: count)
    }

    /// How many a second there were lately.
    public func perSecond(_ stream: Stream, at now: Timestamp) -> Double {
        let last = Self.second(now)
        return Double(sum(stream, over: (last - Self.window + 1)...last)) / Double(Self.window)
    }

    /// How much happened in the last half hour, all streams together: so many equal parts, the newest last.
    ///
    /// The parts begin at the same seconds whenever it is asked, so that one that is over no longer changes.
    public func history(_ parts: Int, at now: Timestamp) -> [Int] {
        guard parts > 0 else { return [] }
        let width = max(1, Self.memory / Int64(parts))
        let last = Self.second(now) / width
        return (0..<Int64(parts)).map { part in
            let start = (last - Int64(parts) + 1 + part) * width
            return Stream.allCases.reduce(0) { $0 + sum($1, over: start...(start + width - 1)) }
        }
    }

    private func sum(_ stream: Stream, over seconds: ClosedRange<Int64>) -> Int {
        seconds.reduce(0) { isRemembered($1) ? $0 + Int(counts[Self.place(stream, $1)]) : $0 }
    }

    /// Whether the place of a second is its own.
    private func isRemembered(_ second: Int64) -> Bool {
        newest.map { second <= $0 && second > $0 - Self.memory } ?? false
    }

    /// Makes room for a second and for those before it in which nothing happened.
    private mutating func advance(to second: Int64) {
        guard let last = newest else { return newest = second }
        guard second > last else { return }
        for passed in max(last + 1, second - Self.memory + 1)...second {
            for stream in Stream.allCases { counts[Self.place(stream, passed)] = 0 }
        }
        newest = second
    }

    private static func second(_ moment: Timestamp) -> Int64 { moment.milliseconds / 1000 }

    private static func place(_ stream: Stream, _ second: Int64) -> Int {
        let remainder = Int(second % memory)
        return stream.rawValue * Int(memory) + (remainder < 0 ? remainder + Int(memory) : remainder)
    }
}

extension EventRates.Stream {
    /// What an event is counted as; nil for what is about no session.
    init?(_ kind: SessionEvent.Kind) {
        switch kind {
        case .created, .returned: self = .created
        case .changed, .touched, .regenerated: self = .changed
        case .expired: self = .expired
        case .destroyed: self = .destroyed
        case .gap, .resynced: return nil
        }
    }
}
