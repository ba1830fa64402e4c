internal import Glibc

/// Bytes on their way in: received in large pieces, and read in place.
///
/// What reads a protocol is inlined over it, so that it costs a million short answers nothing.
public struct Intake: ~Copyable {
    private static let startCapacity = 256 * 1024

    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    private var capacity = startCapacity
    @usableFromInline var start = 0
    @usableFromInline var end = 0

    /// Creates an empty intake.
    public init() {
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    /// How many bytes are here and were not taken yet.
    @inlinable public var count: Int { end - start }

    /// The first of them; good until the next fill.
    @inlinable public var bytes: UnsafeMutablePointer<UInt8> { base + start }

    /// All of them; good until the next fill.
    @inlinable public var unread: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + start, count: end - start)
    }

    /// Goes on behind so many bytes. They stay where they are until the next fill.
    @inlinable public mutating func take(_ count: Int) { start += count }

    /// Receives more, waiting for it.
    ///
    /// - Parameter needed: How many bytes there is to be room for, those at hand among them.
    @inline(never)
    public mutating func fill<Source: ByteSource>(
        atLeast needed: Int = 1, from source: Source
    ) throws(Source.Failure) {
        makeRoom(for: needed)
        try add(try source.receive(into: room), Source.Failure.self)
    }

    /// Takes in what has arrived without waiting; false when nothing has.
    public mutating func fillAvailable<Source: ByteSource>(from source: Source) throws(Source.Failure) -> Bool {
        makeRoom(for: 1)
        guard let count = try source.receiveAvailable(into: room) else { return false }
        try add(count, Source.Failure.self)
        return true
    }

    private mutating func add<Failure: SocketFailure>(_ count: Int, _ failure: Failure.Type) throws(Failure) {
        guard count > 0 else { throw .lost("it closed the connection") }
        end += count
    }

    private var room: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end)
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
