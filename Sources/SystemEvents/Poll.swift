internal import Glibc

/// What a `poll` found.
public struct PollResult: Equatable, Sendable {
    /// The descriptors that can be read without waiting; a closed one is among them as long as it has data.
    public let ready: [Int32]
    /// The descriptors whose other side is gone, or that are no descriptors: reading them again and again is idle work.
    public let closed: [Int32]

    /// Creates a result.
    public init(ready: [Int32], closed: [Int32]) {
        self.ready = ready
        self.closed = closed
    }

    /// Whether the wait ended by its time limit.
    public var isTimeout: Bool { ready.isEmpty && closed.isEmpty }

    /// Whether this descriptor can be read without waiting.
    public func isReady(_ descriptor: Int32) -> Bool { ready.contains(descriptor) }

    /// Whether this descriptor's other side is gone.
    public func isClosed(_ descriptor: Int32) -> Bool { closed.contains(descriptor) }
}

/// Sleeps until a descriptor can be read or the time is over, also across interrupting signals. Stands on `poll(2)`.
///
/// - Parameter timeoutMilliseconds: nil waits for ever, 0 not at all.
public func poll(_ descriptors: [Int32], timeoutMilliseconds: Int?) -> PollResult {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let deadline = timeoutMilliseconds.map { monotonicMilliseconds() + Int64(max(0, $0)) }
    var remaining = Int32(clamping: timeoutMilliseconds.map { max(0, $0) } ?? -1)
    while Glibc.poll(&entries, nfds_t(entries.count), remaining) < 0, errno == EINTR || errno == EAGAIN {
        if let deadline { remaining = Int32(clamping: max(0, deadline - monotonicMilliseconds())) }
    }
    let gone = Int16(POLLHUP | POLLERR | POLLNVAL)
    return PollResult(
        ready: entries.filter { $0.revents & Int16(POLLIN) != 0 }.map(\.fd),
        closed: entries.filter { $0.revents & gone != 0 }.map(\.fd)
    )
}

/// Milliseconds on a clock that never jumps; only differences mean something.
public func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
