internal import Glibc
internal import StoreSockets

/// Answers on their way in: the protocol read in place, without an object for each reply.
///
/// What can't be an answer is refused before memory is set aside for it: lengths above 512 MB, nesting above 32.
struct ReceiveBuffer: ~Copyable {
    /// The longest value the protocol allows.
    static let longestBulk = 512 * 1024 * 1024

    private let stream: ByteStream
    private var input = Intake()

    /// Creates a buffer for what a stream brings.
    init(_ stream: ByteStream) { self.stream = stream }

    /// Whether bytes are here that were not read yet.
    var hasBytes: Bool { input.count > 0 }

    /// What is here and was not read yet.
    var unread: UnsafeRawBufferPointer { input.unread }

    /// A line's first byte and its number.
    struct Header {
        /// `$`, `*`, `:` and their kind.
        var kind: UInt8
        /// The length, the count or the integer itself.
        var number: Int64
    }

    /// Reads the header of a reply that begins with a number; an error reply is thrown.
    @inline(__always)
    mutating func header() throws(RedisFailure) -> Header {
        while true {
            if input.count >= 4, let header = try headerHere() { return header }
            try fill()
        }
    }

    /// The header that stands here, or nil when it is not all here.
    @inline(__always)
    private mutating func headerHere() throws(RedisFailure) -> Header? {
        let bytes = input.bytes
        let end = input.count
        let kind = bytes[0]
        var index = 1
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var value: UInt64 = 0
        let digits = index
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        if index + 1 >= end, index - digits < 20 {
            if isNumbered(kind) { return nil }
            return try unexpected()
        }
        guard isNumbered(kind), index > digits, index - digits < 20, bytes[index] == UInt8(ascii: "\r"),
            bytes[index + 1] == UInt8(ascii: "\n")
        else { return try unexpected() }
        input.take(index + 2)
        let magnitude = Int64(clamping: value)
        return Header(kind: kind, number: isNegative ? -magnitude : magnitude)
    }

    @inline(__always)
    private func isNumbered(_ kind: UInt8) -> Bool {
        kind == UInt8(ascii: "$") || kind == UInt8(ascii: ":") || kind == UInt8(ascii: "*")
    }

    /// Throws the error reply that stands here, or what is wrong with the answer.
    @inline(never)
    private mutating func unexpected() throws(RedisFailure) -> Header? {
        if input.bytes[0] == UInt8(ascii: "-") { throw .refused(Refusal(try line())) }
        throw .garbled(looks)
    }

    /// Reads a whole line: its text without the first byte and without its end.
    mutating func line() throws(RedisFailure) -> String {
        var searched = 1
        while true {
            let bytes = input.bytes
            if searched < input.count, let found = memchr(bytes + searched, 10, input.count - searched) {
                let stop = found - UnsafeMutableRawPointer(bytes)
                guard bytes[stop - 1] == UInt8(ascii: "\r") else { throw .garbled(looks) }
                let text = String(
                    decoding: UnsafeBufferPointer(start: bytes + 1, count: max(0, stop - 2)), as: UTF8.self)
                input.take(stop + 1)
                return text
            }
            guard input.count < 64 * 1024 else { throw .garbled(looks) }
            searched = max(1, input.count)
            try fill()
        }
    }

    /// The first byte of the next reply, which stays where it is.
    mutating func peek() throws(RedisFailure) -> UInt8 {
        while !hasBytes { try fill() }
        return input.bytes[0]
    }

    /// Reads a bulk string's bytes, good until the next read; nil for null.
    @inline(__always)
    mutating func bulk() throws(RedisFailure) -> UnsafeRawBufferPointer? {
        let header = try header()
        guard header.kind == UInt8(ascii: "$") else { throw .garbled("not the text that was asked for") }
        return try body(header.number)
    }

    /// Reads the bytes behind a bulk string's header, good until the next read; nil for null.
    @inline(__always)
    mutating func body(_ length: Int64) throws(RedisFailure) -> UnsafeRawBufferPointer? {
        if length < 0 { return nil }
        guard length <= Int64(Self.longestBulk) else { throw .garbled("a value of \(length) bytes") }
        let count = Int(length)
        while input.count < count + 2 { try fill(atLeast: count + 2) }
        let first = input.bytes
        guard first[count] == UInt8(ascii: "\r"), first[count + 1] == UInt8(ascii: "\n") else {
            throw .garbled("a value that does not end where it should")
        }
        input.take(count + 2)
        return UnsafeRawBufferPointer(start: first, count: count)
    }

    /// Reads an integer.
    @inline(__always)
    mutating func integer() throws(RedisFailure) -> Int64 {
        let header = try header()
        guard header.kind == UInt8(ascii: ":") else { throw .garbled("not the number that was asked for") }
        return header.number
    }

    /// Reads the count of an array; nil for null.
    @inline(__always)
    mutating func array() throws(RedisFailure) -> Int? {
        let header = try header()
        guard header.kind == UInt8(ascii: "*") else { throw .garbled("not the list that was asked for") }
        if header.number < 0 { return nil }
        guard header.number <= Int64(Self.longestBulk) else { throw .garbled("a list of \(header.number)") }
        return Int(header.number)
    }

    /// Reads any reply. An error inside stands as a value.
    mutating func reply(depth: Int = 0) throws(RedisFailure) -> Reply {
        guard depth <= 32 else { throw .garbled("lists nested more than 32 deep") }
        switch try peek() {
        case UInt8(ascii: "+"): return .status(try line())
        case UInt8(ascii: "-"): return .refusal(Refusal(try line()))
        case UInt8(ascii: ":"): return .integer(try integer())
        case UInt8(ascii: "$"): return try bulk().map { .bulk(Array($0)) } ?? .null
        case UInt8(ascii: "*"):
            guard let count = try array() else { return .null }
            var elements: [Reply] = []
            elements.reserveCapacity(min(count, 1024))
            for _ in 0..<count { elements.append(try reply(depth: depth + 1)) }
            return .array(elements)
        default: throw .garbled(looks)
        }
    }

    /// Sends requests in the middle of reading.
    mutating func send(_ requests: inout RequestBuffer) throws(RedisFailure) {
        try stream.send(requests.bytes)
        requests.removeAll()
    }

    /// Takes in what has arrived without waiting; false when nothing has.
    mutating func fillAvailable() throws(RedisFailure) -> Bool { try input.fillAvailable(from: stream) }

    private mutating func fill(atLeast needed: Int = 1) throws(RedisFailure) {
        try input.fill(atLeast: needed, from: stream)
    }

    /// What the bytes at hand look like, for a person.
    private var looks: String { Impostor.name(unread) }
}
