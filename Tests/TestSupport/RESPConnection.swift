import Glibc

/// A small blocking client of a Redis-like server, so that tests can look at and change a store without the product.
///
/// One owner at a time; a wait ends in an error after a limit, five seconds where none is given.
public struct RESPConnection: ~Copyable {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    /// Connects to a port of 127.0.0.1.
    public init(port: Int, atMost limit: Duration = .seconds(5)) throws {
        self.init(connected: try LoopbackSocket.connect(port: port), limit)
    }

    /// Connects to a socket file.
    public init(path: String, atMost limit: Duration = .seconds(5)) throws {
        self.init(connected: try LoopbackSocket.connect(path: path), limit)
    }

    private init(connected descriptor: Int32, _ limit: Duration) {
        self.descriptor = descriptor
        let (seconds, attoseconds) = limit.components
        var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    deinit {
        close(descriptor)
    }

    /// Sends one command and reads its answer. An error of the server is an answer.
    public mutating func send(_ command: RESPCommand) throws -> RESPValue {
        try post(command)
        return try read()
    }

    /// Sends one command; its answer is left to ``read()``.
    public mutating func post(_ command: RESPCommand) throws {
        try write(command.frame)
    }

    /// Sends commands a thousand at a time, and reads their answers.
    public mutating func send(_ commands: [RESPCommand]) throws -> [RESPValue] {
        var answers: [RESPValue] = []
        for start in stride(from: 0, to: commands.count, by: 1000) {
            let batch = commands[start..<min(start + 1000, commands.count)]
            try write(batch.flatMap(\.frame))
            for _ in batch { answers.append(try read()) }
        }
        return answers
    }

    /// Reads one value: an answer, or what the server pushes to a subscriber.
    public mutating func read() throws -> RESPValue {
        let line = try readLine()
        let rest = String(decoding: line.dropFirst(), as: UTF8.self)
        switch line.first {
        case UInt8(ascii: "+"): return .status(rest)
        case UInt8(ascii: "-"): return .error(rest)
        case UInt8(ascii: ":"): return .integer(Int64(rest) ?? 0)
        case UInt8(ascii: "$"): return try readBulk(length: Int(rest) ?? -1)
        case UInt8(ascii: "*"): return try readArray(count: Int(rest) ?? -1)
        case nil, .some: throw TestSupportError("Not a RESP value: \(String(decoding: line, as: UTF8.self))")
        }
    }

    private mutating func readBulk(length: Int) throws -> RESPValue {
        guard length >= 0 else { return .null }
        let bytes = try take(length)
        _ = try take(2)
        return .bulk(bytes)
    }

    private mutating func readArray(count: Int) throws -> RESPValue {
        guard count >= 0 else { return .null }
        var elements: [RESPValue] = []
        for _ in 0..<count { elements.append(try read()) }
        return .array(elements)
    }

    private mutating func readLine() throws -> [UInt8] {
        while true {
            if let end = buffer[position...].firstIndex(of: 13), end + 1 < buffer.count {
                let line = Array(buffer[position..<end])
                position = end + 2
                return line
            }
            try fill()
        }
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while buffer.count - position < count { try fill() }
        defer { position += count }
        return Array(buffer[position..<position + count])
    }

    private mutating func fill() throws {
        if position > 0 {
            buffer.removeFirst(position)
            position = 0
        }
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0 && errno == EINTR { return }
        guard count >= 0 else { throw SystemCallFailure("read from the server").error }
        guard count > 0 else { throw TestSupportError("The server closed the connection") }
        buffer += chunk[..<count]
    }

    private func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemCallFailure("write to the server").error }
            rest = rest.dropFirst(count)
        }
    }
}
