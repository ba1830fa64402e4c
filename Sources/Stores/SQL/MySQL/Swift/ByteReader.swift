/// Reads numbers and runs of bytes one after the other, and never beyond the end.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    /// Begins at the first byte; the bytes must outlive the reader.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether all was read.
    var isAtEnd: Bool { place >= bytes.count }

    /// The next bytes; nil where there are not so many.
    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= bytes.count - place else { return nil }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }

    /// A whole number of so many bytes, the lowest first.
    mutating func number(_ size: Int) -> Int? {
        guard size < 8, let taken = take(size) else { return nil }
        return taken.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// A whole number as the protocol packs lengths: a byte, or a mark and two, three or eight.
    mutating func packedNumber() -> Int? {
        guard let first = number(1) else { return nil }
        switch first {
        case 0..<251: return first
        case 252: return number(2)
        case 253: return number(3)
        default: return nil
        }
    }
}
