public import Glibc
internal import Synchronization

/// Ends the wait of one thread from any other: a pipe that is polled beside the connection.
public final class Waker<Failure: SocketFailure>: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32
    private let stopped = Atomic<Bool>(false)

    /// Creates a waker, or nil when the process is out of file descriptors.
    public init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        Glibc.close(readEnd)
        Glibc.close(writeEnd)
    }

    /// Whether every wait is over for good.
    public var isStopped: Bool { stopped.load(ordering: .acquiring) }

    /// Makes the thread look whether its task was cancelled.
    public func wake() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// Ends every wait from now on.
    public func stop() {
        stopped.store(true, ordering: .releasing)
        wake()
    }

    private func drain() {
        var bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
        while read(readEnd, &bytes, bytes.count) > 0 {}
    }

    /// Throws when whoever waits here is not wanted any more.
    public func check() throws(Failure) {
        if isStopped { throw .closed }
        if Task.isCancelled { throw .cancelled }
    }

    /// Waits for the descriptors' events, at most `nanoseconds` (nil: without end); false when the time was up.
    public func wait(for descriptors: inout [pollfd], nanoseconds: Int64?) throws(Failure) -> Bool {
        let end = nanoseconds.map { LocalClock.monotonic() + $0 }
        descriptors.append(pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0))
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

    /// Waits for one descriptor's events.
    ///
    /// - Parameter timeout: How long at most, in milliseconds.
    /// - Throws: `timedOut` when that is over.
    public func wait(for descriptor: Int32, events: Int32, timeout: Int) throws(Failure) {
        var descriptors = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
        guard try wait(for: &descriptors, nanoseconds: Int64(timeout) * 1_000_000) else { throw .timedOut(timeout) }
    }

    /// Rests this long, unless it is woken for good.
    public func rest(nanoseconds: Int64) throws(Failure) {
        // Shorter than `poll` counts, a rest is slept through: nobody notices so short a delay.
        if nanoseconds < 3_000_000 {
            var span = timespec(tv_sec: 0, tv_nsec: Int(max(0, nanoseconds)))
            nanosleep(&span, nil)
            return try check()
        }
        var none: [pollfd] = []
        _ = try wait(for: &none, nanoseconds: nanoseconds)
    }

    /// Runs something that waits here, on the calling actor; cancelling the task ends its waits.
    public func guarding<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let outcome: Result<Value, Failure> = await withTaskCancellationHandler {
            _ = isolation
            do throws(Failure) {
                try check()
                return Result.success(try body())
            } catch {
                return Result.failure(error)
            }
        } onCancel: {
            wake()
        }
        return try outcome.get()
    }
}
