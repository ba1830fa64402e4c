internal import Glibc
internal import SessionModel

/// A file's time, to the nanosecond: finer than a session's clock, so that a time that is kept is kept exactly.
struct FileTime: Hashable, Comparable, Sendable {
    /// Since 1970.
    let seconds: Int64
    /// 0 to 999,999,999.
    let nanoseconds: Int64

    init(_ time: timespec) {
        seconds = Int64(time.tv_sec)
        nanoseconds = Int64(time.tv_nsec)
    }

    init(_ timestamp: Timestamp) {
        let (whole, rest) = timestamp.milliseconds.quotientAndRemainder(dividingBy: 1000)
        seconds = rest < 0 ? whole - 1 : whole
        nanoseconds = (rest < 0 ? rest + 1000 : rest) * 1_000_000
    }

    /// The system's time now.
    static var now: FileTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return FileTime(time)
    }

    /// In milliseconds since 1970.
    var milliseconds: Int64 {
        min(max(seconds, -Self.farthest), Self.farthest) * 1000 + nanoseconds / 1_000_000
    }

    /// Some file systems keep any 64-bit number of seconds; beyond 35 million years one is as good as another.
    private static let farthest: Int64 = 1 << 50

    var timestamp: Timestamp { Timestamp(milliseconds: milliseconds) }

    /// As the system takes it.
    var systemTime: timespec { timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds)) }

    static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
