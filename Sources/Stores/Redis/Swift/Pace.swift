internal import StoreKit
internal import StoreSockets

/// How hard the server is worked.
enum Pace {
    /// Above so many keys a listing goes gently by itself.
    static let gentleAbove: Int64 = 100_000
    /// How many times the work's own time is rested after it: work is then a quarter of all.
    private static let restFactor: Int64 = 3

    /// Whether a listing goes gently of a server with so many keys.
    static func isGentle(_ pace: ScanRequest.Pace, size: Int64?) -> Bool {
        switch pace {
        case .full: false
        case .polite: true
        // Where DBSIZE is denied nothing is known of the size: gently then.
        case .bySize: size.map { $0 > gentleAbove } ?? true
        }
    }

    /// Rests after work that began at `start` (monotonic nanoseconds).
    static func rest(afterWorkSince start: Int64, _ waker: Waker) throws(RedisFailure) {
        try waker.rest(nanoseconds: (LocalClock.monotonic() - start) * restFactor)
    }
}
