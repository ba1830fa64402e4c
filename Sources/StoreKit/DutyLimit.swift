/// Keeps looking within its share of the store's time: after a look that took so long comes a pause of at least
/// nineteen times that, so that it is never more than 5 %.
public struct DutyLimit {
    /// The longest time between two looks while they are cheap, in nanoseconds.
    public var interval: Int64
    /// Whether a look may also come early, because the store told that there is something to see.
    public let isTold: Bool
    private var end: Int64
    private var cost: Int64 = 0
    private var span: Int64 = 0
    private var busy: Int64 = 0
    private var told: FeedMeasure?

    /// Pauses take at least so many times what looks take: 5 %.
    private static var pauses: Int64 { 19 }
    /// The share is that of about this long, in nanoseconds.
    private static var window: Int64 { 20_000_000_000 }

    /// Begins with no look behind it.
    public init(interval: Int64, isTold: Bool, now: Int64) {
        self.interval = interval
        self.isTold = isTold
        end = now
    }

    /// Notes a look that has ended, and how long it kept the store busy, in nanoseconds.
    public mutating func looked(cost: Int64, now: Int64) {
        span += now - end
        busy += cost
        if span > Self.window { (span, busy) = (span / 2, busy / 2) }
        self.cost = cost
        end = now
    }

    /// When the next look may begin at the earliest, whoever asks for it.
    public var earliest: Int64 { end + cost * Self.pauses }

    /// When the next look begins without anybody asking for it.
    public var due: Int64 { max(earliest, end + interval) }

    /// The measure to tell now; nil where the one told last is still about right.
    public mutating func news() -> FeedMeasure? {
        let pause = (isTold ? earliest : due) - end
        // The pause that follows belongs to the looks behind it.
        let share = Double(busy) / Double(max(1, span + due - end))
        let measure = FeedMeasure(lag: (pause + cost + 999_999) / 1_000_000, share: share)
        if let told, abs(told.share - measure.share) < 0.003, abs(told.lag - measure.lag) < max(100, told.lag / 4) {
            return nil
        }
        told = measure
        return measure
    }
}
