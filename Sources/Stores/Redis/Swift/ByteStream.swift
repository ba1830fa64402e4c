internal import Glibc

/// The bytes of a connection, clear or encrypted, with waits that end in time and when they are not wanted any more.
final class ByteStream {
    private let socket: Int32
    private let release: () -> Void
    /// Ends the waits.
    let waker: Waker
    /// How long one wait may take, in milliseconds.
    let timeout: Int
    private var session: TLSSession?

    /// Takes over a non-blocking socket; `release` closes it.
    init(socket: Int32, waker: Waker, timeout: Int, release: @escaping () -> Void) {
        self.socket = socket
        self.waker = waker
        self.timeout = timeout
        self.release = release
    }

    deinit { release() }

    /// What `poll` watches for answers.
    var descriptor: Int32 { socket }

    /// Makes the rest of the conversation an encrypted one.
    func encrypt(_ options: TLSOptions, host: String) throws(RedisFailure) {
        let session = try TLSSession(options, host: host)
        while try !session.shakeHands() {
            try flush(session)
            try feed(session)
        }
        try flush(session)
        self.session = session
    }

    /// Reads at least one byte; 0 when the other side has closed.
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(RedisFailure) -> Int {
        while true {
            if let count = try receiveAvailable(into: buffer) { return count }
            try wait(for: POLLIN)
        }
    }

    /// Reads what is there without waiting: nil when there is nothing, 0 when the other side has closed.
    func receiveAvailable(into buffer: UnsafeMutableRawBufferPointer) throws(RedisFailure) -> Int? {
        guard let session else { return try receiveRaw(into: buffer) }
        while true {
            if let count = try session.read(into: buffer) { return count }
            try flush(session)
            switch try takeInput(session) {
            case nil: return nil
            case 0: return 0
            default: continue
            }
        }
    }

    /// Sends all of it.
    func send(_ bytes: UnsafeRawBufferPointer) throws(RedisFailure) {
        guard let session else { return try sendRaw(bytes) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(256 * 1024)
            try session.write(UnsafeRawBufferPointer(rebasing: part))
            do throws(RedisFailure) {
                try flush(session)
            } catch .lost(let words) {
                try readLastWords(session)
                throw .lost(words)
            }
            rest = rest.dropFirst(part.count)
        }
    }

    /// Whether something arrived, or the end did, though nothing was asked: such a connection can't be used again.
    var isDisturbed: Bool {
        var state = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, 0) != 0
    }

    /// Throws what the other side said before it hung up: a certificate is refused with an alert, right behind the
    /// handshake, while our first request is on its way.
    private func readLastWords(_ session: TLSSession) throws(RedisFailure) {
        try withBuffer { buffer throws(RedisFailure) in
            while let count = try takeInput(session), count > 0 {}
            while let count = try session.read(into: buffer), count > 0 {}
        }
    }

    private func feed(_ session: TLSSession) throws(RedisFailure) {
        while true {
            switch try takeInput(session) {
            case nil: try wait(for: POLLIN)
            case 0: throw .lost("it closed the connection during the TLS handshake")
            default: return
            }
        }
    }

    private func takeInput(_ session: TLSSession) throws(RedisFailure) -> Int? {
        try withBuffer { buffer throws(RedisFailure) in
            guard let count = try receiveRaw(into: buffer) else { return nil }
            try session.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            return count
        }
    }

    private func flush(_ session: TLSSession) throws(RedisFailure) {
        try withBuffer { buffer throws(RedisFailure) in
            while true {
                let count = session.takeOutput(into: buffer)
                if count == 0 { return }
                try sendRaw(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    private func withBuffer<T>(
        _ body: (UnsafeMutableRawBufferPointer) throws(RedisFailure) -> T
    ) throws(RedisFailure) -> T {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        return try body(buffer)
    }

    private func receiveRaw(into buffer: UnsafeMutableRawBufferPointer) throws(RedisFailure) -> Int? {
        while true {
            let count = recv(socket, buffer.baseAddress, buffer.count, 0)
            if count >= 0 { return count }
            if errno == EINTR { continue }
            if errno == EAGAIN || errno == EWOULDBLOCK { return nil }
            throw .lost(systemWords(errno))
        }
    }

    private func sendRaw(_ bytes: UnsafeRawBufferPointer) throws(RedisFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.send(socket, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                try wait(for: POLLOUT)
            } else if errno != EINTR {
                throw .lost(systemWords(errno))
            }
        }
    }

    private func wait(for events: Int32) throws(RedisFailure) {
        var descriptors = [pollfd(fd: socket, events: Int16(events), revents: 0)]
        guard try waker.wait(for: &descriptors, nanoseconds: Int64(timeout) * 1_000_000) else {
            throw .timedOut(timeout)
        }
    }
}

/// The C library's words for an error number.
func systemWords(_ number: Int32) -> String { String(cString: strerror(number)) }
