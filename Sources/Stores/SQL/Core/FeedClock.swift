internal import StoreSockets

/// The time that following goes by; a test brings its own.
struct FeedClock: Sendable {
    /// Nanoseconds since some moment, never set back.
    var now: @Sendable () -> Int64
    /// Sleeps so many nanoseconds, or less when the task is cancelled.
    var rest: @Sendable (Int64) async -> Void

    /// This machine's.
    static let local = FeedClock(now: LocalClock.monotonic) { nanoseconds in
        try? await Task.sleep(nanoseconds: UInt64(max(0, nanoseconds)))
    }
}
