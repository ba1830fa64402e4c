internal import Glibc
internal import Synchronization

/// Ends the wait of one thread from any other: a pipe that is polled beside the connection.
final class Waker: Sendable {
    /// What `poll` watches: readable once somebody has woken.
    let descriptor: Int32
    private let writeEnd: Int32
    private let stopped = Atomic<Bool>(false)

    /// Creates a waker, or nil when the process is out of file descriptors.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        Glibc.close(descriptor)
        Glibc.close(writeEnd)
    }

    /// Whether the store was closed.
    var isStopped: Bool { stopped.load(ordering: .acquiring) }

    /// Makes the thread look whether its task was cancelled.
    func wake() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// Ends every wait from now on.
    func stop() {
        stopped.store(true, ordering: .releasing)
        wake()
    }

    /// Forgets the wakes so far.
    func drain() {
        var bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
        while read(descriptor, &bytes, bytes.count) > 0 {}
    }

    /// Throws when whoever waits here is not wanted any more.
    func check() throws(MemcachedFailure) {
        if isStopped { throw .closed }
        if Task.isCancelled { throw .cancelled }
    }

    /// Waits for the descriptors' events, at most `nanoseconds` (nil: without end); false when the time was up.
    func wait(for descriptors: inout [pollfd], nanoseconds: Int64?) throws(MemcachedFailure) -> Bool {
        let end = nanoseconds.map { LocalClock.monotonic() + $0 }
        descriptors.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        defer { descriptors.removeLast() }
        while true {
            try check()
            // Rounded up, so that it never comes back early to wait for nothing.
            let left = end.map { Int32(clamping: (max(0, $0 - LocalClock.monotonic()) + 999_999) / 1_000_000) }
            let count = poll(&descriptors, nfds_t(descriptors.count), left ?? -1)
            if count == 0 { return false }
            // A signal is no event: wait on.
            if count < 0 { continue }
            if descriptors[descriptors.count - 1].revents != 0 {
                drain()
                if count == 1 { continue }
            }
            try check()
            return true
        }
    }

    /// Rests this long, unless it is woken for good.
    func rest(nanoseconds: Int64) throws(MemcachedFailure) {
        if nanoseconds < Self.shortRest {
            var span = timespec(tv_sec: 0, tv_nsec: Int(max(0, nanoseconds)))
            nanosleep(&span, nil)
            return try check()
        }
        var none: [pollfd] = []
        _ = try wait(for: &none, nanoseconds: nanoseconds)
    }

    /// Below this, in nanoseconds, a rest is slept through: `poll` counts in milliseconds, and nobody notices so short
    /// a delay.
    private static let shortRest: Int64 = 3_000_000
}
