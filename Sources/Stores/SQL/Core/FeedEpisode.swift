internal import StoreSockets

/// What following has behind it since it last ran as it should.
struct FeedEpisode {
    /// Why something may have been missed; nil at the beginning.
    var gap: String?
    /// When the connection was lost; nil while there is one.
    var lostAt: Int64?
    /// How long to wait before the next attempt.
    var pause = GrowingPause(from: 200, to: 10_000)
}
