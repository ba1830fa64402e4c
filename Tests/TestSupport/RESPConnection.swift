import Glibc

/// A small blocking client of a Redis-like server, so that tests can look at and change a store without the product.
///
/// One owner at a time; every wait ends after five seconds.
public struct RESPConnection: ~Copyable {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    /// Connects to a port of 127.0.0.1.
    public init(port: Int) throws {
        self.init(connected: try LoopbackSocket.connect(port: port))
    }

    /// Connects to a socket file.
    public init(path: String) throws {
        self.init(connected: try LoopbackSocket.connect(path: path))
    }

    private init(connected descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    deinit {
        close(descriptor)
    }

    /// Sends one command and reads its answer. An error of the server is an answer.
    public mutating func send(_ command: RESPCommand) throws -> RESPValue {
        try write(command.frame)
        return try read()
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
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemCallFailure("write to the server").error }
            rest = rest.dropFirst(count)
        }
    }
}
