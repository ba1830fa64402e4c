internal import Glibc

/// A connected socket whose waits end in time, and when they are not wanted any more.
///
/// It belongs to one thread at a time.
public final class ServerSocket<Failure: SocketFailure>: ByteSource {
    /// What `poll` watches for answers.
    public let descriptor: Int32
    /// Ends the waits.
    public let waker: Waker<Failure>
    /// What one wait may take, in milliseconds.
    public let timeout: Int
    private let release: () -> Void

    /// Takes over a non-blocking socket.
    ///
    /// - Parameters:
    ///   - timeout: What one wait may take, in milliseconds.
    ///   - release: Closes the socket; called once, when the last reference is gone.
    public init(_ descriptor: Int32, waker: Waker<Failure>, timeout: Int, release: @escaping () -> Void) {
        self.descriptor = descriptor
        self.waker = waker
        self.timeout = timeout
        self.release = release
    }

    /// Takes over a non-blocking socket, and closes it.
    public convenience init(_ descriptor: Int32, waker: Waker<Failure>, timeout: Int) {
        self.init(descriptor, waker: waker, timeout: timeout) { close(descriptor) }
    }

    deinit { release() }

    /// Whether something arrived, or the end did, though nothing was asked: such a connection can't be used again.
    public var isDisturbed: Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, 0) != 0
    }

    /// Reads at least one byte; 0 when the other side has closed.
    public func receive(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        while true {
            if let count = try receiveAvailable(into: buffer) { return count }
            try awaitBytes()
        }
    }

    /// Reads what is there without waiting: nil when there is nothing, 0 when the other side has closed.
    public func receiveAvailable(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int? {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count >= 0 { return count }
            if errno == EINTR { continue }
            if errno == EAGAIN || errno == EWOULDBLOCK { return nil }
            throw .lost(systemWords(errno))
        }
    }

    /// Waits until there is something to read, or the other side has closed.
    public func awaitBytes() throws(Failure) {
        try waker.wait(for: descriptor, events: POLLIN, timeout: timeout)
    }

    /// Sends all of it.
    public func send(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.send(descriptor, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                try waker.wait(for: descriptor, events: POLLOUT, timeout: timeout)
            } else if errno != EINTR {
                throw .lost(systemWords(errno))
            }
        }
    }
}
