/// What following has behind it since it last ran as it should.
struct FeedEpisode {
    /// Why something may have been missed; nil at the beginning.
    var gap: String?
    /// When the connection was lost; nil while there is one.
    var lostAt: Int64?
    /// How long to wait before the next attempt, in nanoseconds.
    private(set) var pause: Int64 = 200_000_000

    /// Makes the next pause longer, up to ten seconds.
    mutating func waited() { pause = min(pause * 2, 10_000_000_000) }
}
