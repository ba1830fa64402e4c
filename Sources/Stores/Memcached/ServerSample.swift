internal import StoreSockets

/// One question for what a server says of itself just now.
struct ServerSample {
    /// Its version.
    let version: String
    /// How many items it holds, of sessions or not.
    let count: Int?
    /// The server's clock less ours, in milliseconds; 0 where its whole seconds show no difference.
    let skew: Int64
    /// How long question and answer took, in nanoseconds.
    let roundTrip: Int64

    /// Asks once.
    init(_ connection: Connection) throws(MemcachedFailure) {
        let start = LocalClock.monotonic()
        connection.add("stats\r\n")
        try connection.flush()
        let stats = try connection.stats()
        roundTrip = LocalClock.monotonic() - start
        let time = try ServerSeconds.clock(stats["time"])
        let difference = time * 1000 - (LocalClock.milliseconds() - roundTrip / 2_000_000)
        version = connection.version
        count = stats["curr_items"].flatMap { Int($0) }
        // It counts whole seconds and may be a second late with them.
        skew = (-2000...1000).contains(difference) ? 0 : difference + 500
    }

    /// The quickest of several questions: the one that errs least.
    static func best(of count: Int, _ connection: Connection) throws(MemcachedFailure) -> ServerSample {
        var best = try ServerSample(connection)
        for _ in 1..<max(1, count) {
            let sample = try ServerSample(connection)
            if sample.roundTrip < best.roundTrip { best = sample }
        }
        return best
    }
}
