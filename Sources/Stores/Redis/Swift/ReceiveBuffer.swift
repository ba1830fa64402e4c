internal import Glibc

/// Answers on their way in: the protocol read in place, without an object for each reply.
///
/// What can't be an answer is refused before memory is set aside for it: lengths above 512 MB, nesting above 32.
struct ReceiveBuffer: ~Copyable {
    /// The longest value the protocol allows.
    static let longestBulk = 512 * 1024 * 1024
    private static let startCapacity = 256 * 1024

    private let stream: ByteStream
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity = startCapacity
    private var start = 0
    private var end = 0

    /// Creates a buffer for what a stream brings.
    init(_ stream: ByteStream) {
        self.stream = stream
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    /// Whether bytes are here that were not read yet.
    var hasBytes: Bool { start < end }

    /// What is here and was not read yet.
    var unread: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base + start, count: end - start) }

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
            if end - start >= 4, let header = try header(from: start + 1) { return header }
            try fill()
        }
    }

    /// The header whose number begins at `first`, or nil when it is not all here.
    @inline(__always)
    private mutating func header(from first: Int) throws(RedisFailure) -> Header? {
        let kind = base[start]
        var index = first
        let isNegative = base[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var value: UInt64 = 0
        let digits = index
        while index < end {
            let digit = base[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        if index + 1 >= end, index - digits < 20 {
            if isNumbered(kind) { return nil }
            return try unexpected()
        }
        guard isNumbered(kind), index > digits, index - digits < 20, base[index] == UInt8(ascii: "\r"),
            base[index + 1] == UInt8(ascii: "\n")
        else { return try unexpected() }
        start = index + 2
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
        if base[start] == UInt8(ascii: "-") { throw .refused(Refusal(try line())) }
        throw .garbled(looks)
    }

    /// Reads a whole line: its text without the first byte and without its end.
    mutating func line() throws(RedisFailure) -> String {
        var searched = start + 1
        while true {
            if searched < end, let found = memchr(base + searched, 10, end - searched) {
                let stop = found - UnsafeMutableRawPointer(base)
                let length = max(0, stop - start - 2)
                guard base[stop - 1] == UInt8(ascii: "\r") else { throw .garbled(looks) }
                let text = String(decoding: UnsafeBufferPointer(start: base + start + 1, count: length), as: UTF8.self)
                start = stop + 1
                return text
            }
            guard end - start < 64 * 1024 else { throw .garbled(looks) }
            searched = end - start
            try fill()
            searched += start
        }
    }

    /// The first byte of the next reply, which stays where it is.
    mutating func peek() throws(RedisFailure) -> UInt8 {
        while !hasBytes { try fill() }
        return base[start]
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
        while end - start < count + 2 { try fill(atLeast: count + 2) }
        let bytes = UnsafeRawBufferPointer(start: base + start, count: count)
        guard base[start + count] == UInt8(ascii: "\r"), base[start + count + 1] == UInt8(ascii: "\n") else {
            throw .garbled("a value that does not end where it should")
        }
        start += count + 2
        return bytes
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
    mutating func fillAvailable() throws(RedisFailure) -> Bool {
        makeRoom(for: 1)
        guard let count = try stream.receiveAvailable(into: room) else { return false }
        guard count > 0 else { throw .lost("it closed the connection") }
        end += count
        return true
    }

    /// What the bytes at hand look like, for a person.
    private var looks: String { Impostor.name(unread) }

    private var room: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end)
    }

    @inline(never)
    private mutating func fill(atLeast needed: Int = 1) throws(RedisFailure) {
        makeRoom(for: needed)
        let count = try stream.receive(into: room)
        guard count > 0 else { throw .lost("it closed the connection") }
        end += count
    }

    /// Moves what is unread to the front, or to a larger buffer; one that was large for one value shrinks again.
    private mutating func makeRoom(for needed: Int) {
        if start == end {
            start = 0
            end = 0
            if capacity > 4 * 1024 * 1024, needed <= Self.startCapacity { resize(to: Self.startCapacity) }
        }
        if capacity - start >= needed, capacity - end >= 64 * 1024 { return }
        if start > 0 {
            memmove(base, base + start, end - start)
            end -= start
            start = 0
        }
        // Grows as bytes arrive, so that a length alone sets no memory aside; doubled, so that it takes few steps.
        if capacity - end < 64 * 1024 { resize(to: min(capacity * 2, max(needed, capacity) + 128 * 1024)) }
    }

    private mutating func resize(to size: Int) {
        let other = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        memcpy(other, base + start, end - start)
        base.deallocate()
        base = other
        end -= start
        start = 0
        capacity = size
    }
}
