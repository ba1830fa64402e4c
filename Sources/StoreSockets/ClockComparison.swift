internal import SessionModel

/// How far a server's clock is ahead of ours, by the quickest of a few answers: its error is the smallest.
public struct ClockComparison: Sendable {
    private var best: (span: Int64, skew: Int64)?

    /// Creates a comparison that no answer has come to yet.
    public init() {}

    /// Takes in what the server's clock said between two readings of ours, all in milliseconds since 1970. What no
    /// calendar holds is no time.
    public mutating func take(_ there: Int64, between start: Int64, and end: Int64) {
        guard Timestamp.calendar.contains(Timestamp(milliseconds: there)) else { return }
        let sample = (span: end - start, skew: there - (start + end) / 2)
        if best.map({ sample.span < $0.span }) ?? true { best = sample }
    }

    /// The difference in milliseconds; one that the answer's own time can explain, or how coarse the server's clock is,
    /// is none.
    public func skew(coarseness: Int64 = 0) -> Int64 {
        guard let best, abs(best.skew) > best.span + coarseness else { return 0 }
        return best.skew
    }
}
