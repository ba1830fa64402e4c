internal import StoreKit
internal import StoreSockets

/// How hard the server is worked.
enum Pace {
    /// Above so many items a listing goes gently by itself.
    private static let gentleAbove = 100_000
    /// How many times the work's own time is rested after it: work is then a quarter of all.
    private static let restFactor: Int64 = 3

    /// Whether a listing of a server with so many items goes gently.
    static func isGentle(_ pace: ScanRequest.Pace, items: Int) -> Bool {
        switch pace {
        case .full: false
        case .polite: true
        case .bySize: items > gentleAbove
        }
    }

    /// Rests after work that began at `start` (monotonic nanoseconds).
    static func rest(afterWorkSince start: Int64, _ waker: Waker) throws(MemcachedFailure) {
        try waker.rest(nanoseconds: (LocalClock.monotonic() - start) * restFactor)
    }
}
