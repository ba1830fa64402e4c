/// Pauses between attempts to reach a server that is lost, each twice as long as the one before, up to a longest.
public struct GrowingPause: Hashable, Sendable {
    private let first: Int64
    private let longest: Int64
    private var following: Int64

    /// Creates the pauses of a loss.
    ///
    /// - Parameters:
    ///   - first: The first one, in milliseconds.
    ///   - longest: No pause is longer, in milliseconds.
    public init(from first: Int64, to longest: Int64) {
        self.first = first * 1_000_000
        self.longest = longest * 1_000_000
        following = self.first
    }

    /// The next pause, in nanoseconds.
    public mutating func next() -> Int64 {
        defer { following = min(following * 2, longest) }
        return following
    }

    /// Begins anew: the server was reached.
    public mutating func reset() { following = first }
}
