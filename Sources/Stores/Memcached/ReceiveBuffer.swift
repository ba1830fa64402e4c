internal import Glibc
internal import StoreSockets

/// Answers on their way in, read in place: lines, and the data behind them.
struct ReceiveBuffer: ~Copyable {
    /// The longest line there is: a key of 250 bytes, each as three, and what stands beside it.
    private static let longestLine = 64 * 1024
    /// The largest value any server can be told to take.
    private static let largestValue = 1 << 30

    private let socket: ServerSocket
    private var input = Intake()

    /// Creates a buffer for what a socket brings.
    init(_ socket: ServerSocket) { self.socket = socket }

    /// Reads a line without its end; good until the next read.
    @inline(__always)
    mutating func line() throws(MemcachedFailure) -> UnsafeRawBufferPointer {
        var searched = 0
        while true {
            if let line = lineHere(from: &searched) { return line }
            guard searched < Self.longestLine else { throw .garbled(looks) }
            try input.fill(atLeast: searched + 1, from: socket)
        }
    }

    /// The next bytes, which stay where they are.
    mutating func beginning(_ count: Int) throws(MemcachedFailure) -> [UInt8] {
        while input.count < count { try input.fill(atLeast: count, from: socket) }
        return Array(input.unread.prefix(count))
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
        let first = input.bytes
        guard let found = memchr(first + searched, 10, input.count - searched) else {
            searched = input.count
            return nil
        }
        let length = found - UnsafeMutableRawPointer(first)
        input.take(length + 1)
        let hasReturn = length > 0 && first[length - 1] == 13
        return UnsafeRawBufferPointer(start: first, count: hasReturn ? length - 1 : length)
    }

    /// Reads the data behind a line; good until the next read.
    mutating func data(_ count: Int) throws(MemcachedFailure) -> UnsafeRawBufferPointer {
        guard (0...Self.largestValue).contains(count) else { throw .garbled("a value of \(count) bytes") }
        while input.count < count + 2 { try input.fill(atLeast: count + 2, from: socket) }
        let first = input.bytes
        guard first[count] == 13, first[count + 1] == 10 else {
            throw .garbled("a value that does not end where it should")
        }
        let bytes = UnsafeRawBufferPointer(start: first, count: count)
        input.take(count + 2)
        return bytes
    }

    /// Takes in what has arrived without waiting; false when nothing has.
    mutating func fillAvailable() throws(MemcachedFailure) -> Bool { try input.fillAvailable(from: socket) }

    /// What the bytes at hand look like, for a person.
    var looks: String { Impostor.name(input.unread) }
}
