internal import Glibc

/// Answers on their way in, read in place: lines, and the data behind them.
struct ReceiveBuffer: ~Copyable {
    private static let startCapacity = 256 * 1024
    /// The longest line there is: a key of 250 bytes, each as three, and what stands beside it.
    private static let longestLine = 64 * 1024
    /// The largest value any server can be told to take.
    private static let largestValue = 1 << 30

    private let socket: ServerSocket
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity = startCapacity
    private var start = 0
    private var end = 0

    /// Creates a buffer for what a socket brings.
    init(_ socket: ServerSocket) {
        self.socket = socket
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    /// What is here and was not read yet.
    var unread: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base + start, count: end - start) }

    /// Reads a line without its end; good until the next read.
    @inline(__always)
    mutating func line() throws(MemcachedFailure) -> UnsafeRawBufferPointer {
        var searched = 0
        while true {
            if let line = lineHere(from: &searched) { return line }
            guard searched < Self.longestLine else { throw .garbled(looks) }
            try fill(atLeast: searched + 1)
        }
    }

    /// The next bytes, which stay where they are.
    mutating func beginning(_ count: Int) throws(MemcachedFailure) -> [UInt8] {
        while end - start < count { try fill(atLeast: count) }
        return Array(unread.prefix(count))
    }

    /// Reads a line if all of it is here; good until the next read.
    mutating func lineAtHand() throws(MemcachedFailure) -> UnsafeRawBufferPointer? {
        var searched = 0
        if let line = lineHere(from: &searched) { return line }
        guard searched < Self.longestLine else { throw .garbled(looks) }
        return nil
    }

    @inline(__always)
    private mutating func lineHere(from searched: inout Int) -> UnsafeRawBufferPointer? {
        let first = base + start
        guard let found = memchr(first + searched, 10, end - start - searched) else {
            searched = end - start
            return nil
        }
        let length = found - UnsafeMutableRawPointer(first)
        start += length + 1
        let hasReturn = length > 0 && first[length - 1] == 13
        return UnsafeRawBufferPointer(start: first, count: hasReturn ? length - 1 : length)
    }

    /// Reads the data behind a line; good until the next read.
    mutating func data(_ count: Int) throws(MemcachedFailure) -> UnsafeRawBufferPointer {
        guard (0...Self.largestValue).contains(count) else { throw .garbled("a value of \(count) bytes") }
        while end - start < count + 2 { try fill(atLeast: count + 2) }
        let bytes = UnsafeRawBufferPointer(start: base + start, count: count)
        guard base[start + count] == 13, base[start + count + 1] == 10 else {
            throw .garbled("a value that does not end where it should")
        }
        start += count + 2
        return bytes
    }

    /// Takes in what has arrived without waiting; false when nothing has.
    mutating func fillAvailable() throws(MemcachedFailure) -> Bool {
        makeRoom(for: 1)
        guard let count = try socket.receiveAvailable(into: room) else { return false }
        guard count > 0 else { throw .lost("it closed the connection") }
        end += count
        return true
    }

    /// What the bytes at hand look like, for a person.
    var looks: String { Impostor.name(unread) }

    private var room: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end)
    }

    @inline(never)
    private mutating func fill(atLeast needed: Int) throws(MemcachedFailure) {
        makeRoom(for: needed)
        let count = try socket.receive(into: room)
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
