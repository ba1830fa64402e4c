internal import StoreSockets

/// The bytes of a connection, clear or encrypted, with waits that end in time and when they are not wanted any more.
final class ByteStream: ByteSource {
    private let socket: ServerSocket<RedisFailure>
    private var session: TLSSession?

    /// Takes over a connected socket.
    init(_ socket: ServerSocket<RedisFailure>) { self.socket = socket }

    /// Ends the waits.
    var waker: Waker { socket.waker }
    /// How long one wait may take, in milliseconds.
    var timeout: Int { socket.timeout }
    /// What `poll` watches for answers.
    var descriptor: Int32 { socket.descriptor }
    /// Whether something arrived, or the end did, though nothing was asked: such a connection can't be used again.
    var isDisturbed: Bool { socket.isDisturbed }

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
            try socket.awaitBytes()
        }
    }

    /// Reads what is there without waiting: nil when there is nothing, 0 when the other side has closed.
    func receiveAvailable(into buffer: UnsafeMutableRawBufferPointer) throws(RedisFailure) -> Int? {
        guard let session else { return try socket.receiveAvailable(into: buffer) }
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
        guard let session else { return try socket.send(bytes) }
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
            case nil: try socket.awaitBytes()
            case 0: throw .lost("it closed the connection during the TLS handshake")
            default: return
            }
        }
    }

    private func takeInput(_ session: TLSSession) throws(RedisFailure) -> Int? {
        try withBuffer { buffer throws(RedisFailure) in
            guard let count = try socket.receiveAvailable(into: buffer) else { return nil }
            try session.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            return count
        }
    }

    private func flush(_ session: TLSSession) throws(RedisFailure) {
        try withBuffer { buffer throws(RedisFailure) in
            while true {
                let count = session.takeOutput(into: buffer)
                if count == 0 { return }
                try socket.send(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
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
}
