/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Every clock of a session is kept in this unit: it is the finest any store resolves, and as an integer it
/// compares and survives a round trip exactly.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970.
    public var milliseconds: Int64

    /// The years 1 to 9999, as every reader of dates knows them.
    public static let calendar =
        Timestamp(milliseconds: -62_135_596_800_000)...Timestamp(milliseconds: 253_402_300_799_999)

    /// Creates a moment from milliseconds since 1970.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Creates a moment from seconds since 1970, or nil when that is no number a calendar can hold.
    public init?(seconds: Double) {
        guard seconds.isFinite, abs(seconds) < 9e14 else { return nil }
        milliseconds = Int64((seconds * 1000).rounded())
    }

    /// Seconds since 1970, with fraction.
    public var seconds: Double { Double(milliseconds) / 1000 }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment this many milliseconds later.
    public func adding(milliseconds more: Int64) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(more)
        return Timestamp(milliseconds: overflow ? (more < 0 ? .min : .max) : sum)
    }

    /// Milliseconds from `earlier` to this moment; negative when this one is the earlier.
    public func milliseconds(since earlier: Timestamp) -> Int64 {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return overflow ? (milliseconds < 0 ? .min : .max) : difference
    }
}
