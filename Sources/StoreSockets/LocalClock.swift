internal import Glibc

/// This machine's clocks, read where a store compares them with its server's.
public enum LocalClock {
    /// Milliseconds since 1970.
    public static func milliseconds() -> Int64 { microseconds() / 1000 }

    /// Microseconds since 1970.
    public static func microseconds() -> Int64 { read(CLOCK_REALTIME) / 1000 }

    /// Nanoseconds since some moment, never set back.
    public static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var now = timespec()
        clock_gettime(clock, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
