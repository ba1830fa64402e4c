/// Pauses between attempts to reach a lost server, each twice as long as the last, up to ten seconds.
struct FeedPause {
    private var following: Int64 = 500_000_000

    /// The next pause, in nanoseconds.
    mutating func next() -> Int64 {
        defer { following = min(following * 2, 10_000_000_000) }
        return following
    }
}
