internal import Glibc

/// A connected socket whose waits end in time, and when they are not wanted any more.
final class ServerSocket {
    /// What `poll` watches for answers.
    let descriptor: Int32
    /// Ends the waits.
    let waker: Waker
    private let timeout: Int

    /// Takes over a non-blocking socket; `timeout` is what one wait may take, in milliseconds.
    init(_ descriptor: Int32, waker: Waker, timeout: Int) {
        self.descriptor = descriptor
        self.waker = waker
        self.timeout = timeout
    }

    deinit { close(descriptor) }

    /// Whether something arrived, or the end did, though nothing was asked: such a connection can't be used again.
    var isDisturbed: Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, 0) != 0
    }

    /// Reads at least one byte; 0 when the other side has closed.
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(MemcachedFailure) -> Int {
        while true {
            if let count = try receiveAvailable(into: buffer) { return count }
            try wait(for: POLLIN)
        }
    }

    /// Reads what is there without waiting: nil when there is nothing, 0 when the other side has closed.
    func receiveAvailable(into buffer: UnsafeMutableRawBufferPointer) throws(MemcachedFailure) -> Int? {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count >= 0 { return count }
            if errno == EINTR { continue }
            if errno == EAGAIN || errno == EWOULDBLOCK { return nil }
            throw .lost(systemWords(errno))
        }
    }

    /// Sends all of it.
    func send(_ bytes: UnsafeRawBufferPointer) throws(MemcachedFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.send(descriptor, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                try wait(for: POLLOUT)
            } else if errno != EINTR {
                throw .lost(systemWords(errno))
            }
        }
    }

    private func wait(for events: Int32) throws(MemcachedFailure) {
        var descriptors = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
        guard try waker.wait(for: &descriptors, nanoseconds: Int64(timeout) * 1_000_000) else {
            throw .timedOut(timeout)
        }
    }
}
