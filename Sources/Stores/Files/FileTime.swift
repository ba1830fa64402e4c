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
        let milliseconds = timestamp.milliseconds
        let remainder = (milliseconds % 1000 + 1000) % 1000
        seconds = (milliseconds - remainder) / 1000
        nanoseconds = remainder * 1_000_000
    }

    /// The system's time now.
    static var now: FileTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return FileTime(time)
    }

    /// In milliseconds since 1970.
    var milliseconds: Int64 { seconds * 1000 + nanoseconds / 1_000_000 }

    var timestamp: Timestamp { Timestamp(milliseconds: milliseconds) }

    /// As the system takes it.
    var systemTime: timespec { timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds)) }

    static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
