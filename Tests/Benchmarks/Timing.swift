internal import Glibc

/// Figures of one thing measured in turn with a peer: A B A B.
struct Pairs {
    private(set) var ours: [Double] = []
    private(set) var peers: [Double] = []

    /// Measures `count` pairs after one that is thrown away.
    static func measure(_ count: Int, ours: () async throws -> Double, peer: () async throws -> Double) async throws
        -> Pairs
    {
        var pairs = Pairs()
        for round in 0...count {
            let (mine, theirs) = (try await ours(), try await peer())
            if round > 0 { pairs.add(mine, theirs) }
        }
        return pairs
    }

    mutating func add(_ mine: Double, _ theirs: Double) {
        ours.append(mine)
        peers.append(theirs)
    }

    /// The median of the pairs' ratios.
    var ratio: Double { zip(ours, peers).map { $0 / $1 }.median }
}

extension [Double] {
    var median: Double { percentile(50) }

    func percentile(_ percent: Double) -> Double {
        guard !isEmpty else { return .nan }
        return sorted()[Swift.min(count - 1, Int(Double(count) * percent / 100))]
    }
}

/// The clocks of a measurement.
enum Clock {
    /// Nanoseconds since some moment.
    static var nanoseconds: Int64 { read(CLOCK_MONOTONIC) }
    /// Nanoseconds of processor time this process has used.
    static var processor: Int64 { read(CLOCK_PROCESS_CPUTIME_ID) }
    /// Nanoseconds of processor time this thread has used.
    static var thread: Int64 { read(CLOCK_THREAD_CPUTIME_ID) }
    /// Milliseconds since 1970.
    static var milliseconds: Int64 { read(CLOCK_REALTIME) / 1_000_000 }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// How many milliseconds of the processor's time something on this thread takes: the same as the time that passes
    /// where nothing else runs, and on a busy machine what would be.
    static func work(_ work: () throws -> Void) rethrows -> Double {
        let start = thread
        try work()
        return Double(thread - start) / 1e6
    }

    /// How many milliseconds something takes.
    static func time(_ work: () throws -> Void) rethrows -> Double {
        let start = nanoseconds
        try work()
        return Double(nanoseconds - start) / 1e6
    }
}
