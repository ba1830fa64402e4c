public import SessionModel

/// How many sessions end in each of the next spans of time: counted from deadlines alone, whatever is in the sessions.
///
/// A session is over from its deadline on, so that bar `n` has those that end after `n` steps, up to `n + 1` steps.
public struct Horizon: Hashable, Sendable {
    /// From when on it looks, by the clock the deadlines are of.
    public let start: Timestamp
    /// How far it looks, and in which steps.
    public let zoom: HorizonZoom
    /// How many sessions end in each step.
    public private(set) var bars: [Int]
    /// Sessions whose time is up, though the store still holds them.
    public private(set) var passed = 0
    /// Sessions that end later than it looks.
    public private(set) var later = 0
    /// Sessions that never end by themselves.
    public private(set) var never = 0
    /// Sessions of which nobody knows when they end.
    public private(set) var unknown = 0

    /// What a time is multiplied with instead of dividing it by a step: 2^64 over the step, rounded up. For times below
    /// a day the high half of the product is the exact quotient.
    private let reciprocal: UInt64

    /// Creates a horizon with no sessions.
    public init(_ zoom: HorizonZoom, from start: Timestamp) {
        self.zoom = zoom
        self.start = start
        bars = [Int](repeating: 0, count: zoom.count)
        reciprocal = UInt64.max / UInt64(zoom.step) + 1
    }

    /// Counts sessions by their deadlines, as a table of sessions has them.
    public init(_ zoom: HorizonZoom, from start: Timestamp, deadlines: some Sequence<Int64>) {
        self.init(zoom, from: start)
        for deadline in deadlines { add(deadline) }
    }

    /// Counts the sessions of a table.
    ///
    /// - Parameter isCounted: Which rows; nil for all that are live.
    public init(
        _ zoom: HorizonZoom, from start: Timestamp, of table: SessionTable, where isCounted: ((Int) -> Bool)? = nil
    ) {
        var horizon = Horizon(zoom, from: start)
        table.withDeadlines { deadlines in
            guard let isCounted else { return horizon.add(deadlines, of: table) }
            for row in deadlines.indices where table.isLive(row) && isCounted(row) { horizon.add(deadlines[row]) }
        }
        self = horizon
    }

    private mutating func add(_ deadlines: UnsafeBufferPointer<Int64>, of table: SessionTable) {
        for row in deadlines.indices where table.isLive(row) { add(deadlines[row]) }
    }

    /// Counts one more session, or one less.
    public mutating func add(_ deadline: Int64, by count: Int = 1) {
        switch deadline {
        case RowFacts.never: never += count
        case RowFacts.unknown: unknown += count
        case ...start.milliseconds: passed += count
        default:
            let left = UInt64(bitPattern: deadline &- start.milliseconds) - 1
            guard left < UInt64(zoom.span) else { return later += count }
            bars[Int(left.multipliedFullWidth(by: reciprocal).high)] += count
        }
    }

    /// Counts the sessions of another store too; both must look from the same moment, each by its store's clock.
    public mutating func add(_ other: Horizon) {
        for place in bars.indices where place < other.bars.count { bars[place] += other.bars[place] }
        passed += other.passed
        later += other.later
        never += other.never
        unknown += other.unknown
    }

    // MARK: Reading

    /// How many sessions end within what it shows.
    public var ending: Int { bars.reduce(0, +) }

    /// How many sessions are alive.
    public var live: Int { ending + later + never + unknown }

    /// The first of the bars in which most sessions end; nil where none does.
    public var peak: Int? {
        guard let most = bars.max(), most > 0 else { return nil }
        return bars.firstIndex(of: most)
    }

    /// After when the sessions of a bar end.
    public func start(of bar: Int) -> Timestamp { start.adding(milliseconds: Int64(bar) * zoom.step) }

    /// When the last of a bar's sessions may end.
    public func end(of bar: Int) -> Timestamp { start(of: bar + 1) }
}
