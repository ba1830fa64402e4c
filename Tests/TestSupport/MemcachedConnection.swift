import Glibc

/// A small blocking client of memcached, so that tests can look at and change a store without the product.
struct MemcachedConnection: ~Copyable {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    /// Connects to a port of 127.0.0.1; a wait ends in an error after five seconds.
    init(port: Int) throws {
        descriptor = try LoopbackSocket.connect(port: port)
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
    }

    /// Sends bytes as they are.
    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemCallFailure("write to memcached").error }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads a line without its end.
    mutating func line() throws -> String {
        while true {
            if let end = buffer[position...].firstIndex(of: 10) {
                let text = String(decoding: buffer[position..<end], as: UTF8.self)
                position = end + 1
                return text.last == "\r" ? String(text.dropLast()) : text
            }
            try fill()
        }
    }

    /// Reads the data behind a line.
    mutating func data(_ count: Int) throws -> [UInt8] {
        while buffer.count - position < count + 2 { try fill() }
        defer { position += count + 2 }
        return Array(buffer[position..<position + count])
    }

    private mutating func fill() throws {
        buffer.removeFirst(position)
        position = 0
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0 && errno == EINTR { return }
        guard count >= 0 else { throw SystemCallFailure("read from memcached").error }
        guard count > 0 else { throw TestSupportError("memcached closed the connection") }
        buffer += chunk[..<count]
    }
}
