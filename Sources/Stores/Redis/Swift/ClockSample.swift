internal import StoreSockets

/// One question for the server's clock: how far it is ahead, give or take half the time it took.
struct ClockSample {
    /// The server's clock less ours, in milliseconds.
    let skew: Int64
    /// How long question and answer took, in nanoseconds.
    let roundTrip: Int64

    /// Asks once.
    init(_ connection: Connection) throws(RedisFailure) {
        let before = LocalClock.microseconds()
        let start = LocalClock.monotonic()
        let server = try connection.serverTime()
        roundTrip = LocalClock.monotonic() - start
        let difference = server - before - roundTrip / 2000
        skew = Int64((Double(difference) / 1000).rounded())
    }

    /// An answer that took less than this errs by less than a quarter of a millisecond, in nanoseconds.
    private static let quickEnough: Int64 = 500_000

    /// The quickest of several questions, the one that errs least, or the first that was quick enough.
    static func best(of count: Int, _ connection: Connection) throws(RedisFailure) -> ClockSample {
        var best = try ClockSample(connection)
        for _ in 1..<max(1, count) where best.roundTrip >= quickEnough {
            let sample = try ClockSample(connection)
            if sample.roundTrip < best.roundTrip { best = sample }
        }
        return best
    }
}
