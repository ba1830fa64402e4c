/// Goes through the elements of one document, in place: it copies nothing and never looks beyond the document's end.
///
/// The buffer is only borrowed: a cursor must not outlive it. What stands inside a nested document is not looked at
/// until a cursor goes through that one.
public struct BSONCursor {
    private let bytes: UnsafeRawBufferPointer
    private var position: Int
    /// Where the zero byte stands that ends the document.
    private let last: Int

    /// The first byte behind the document.
    public var end: Int { last + 1 }

    /// Begins before the first element of the document at `start`.
    ///
    /// - Throws: `BSONError` when its length does not fit into the buffer.
    public init(_ bytes: UnsafeRawBufferPointer, at start: Int = 0) throws(BSONError) {
        guard start >= 0, bytes.count - start >= 5 else { throw BSONError(.truncated, at: max(0, start)) }
        let length = Self.length(bytes, start)
        guard length >= 5 else { throw BSONError(.badLength, at: start) }
        guard length <= bytes.count - start else { throw BSONError(.truncated, at: start) }
        last = start + length - 1
        guard bytes[last] == 0 else { throw BSONError(.unterminated, at: last) }
        self.bytes = bytes
        position = start + 4
    }

    /// The next element; nil behind the last one.
    public mutating func next() throws(BSONError) -> BSONElement? {
        guard position < last else { return nil }
        guard let type = BSONType(rawValue: bytes[position]) else {
            throw BSONError(.unknownType(bytes[position]), at: position)
        }
        let name = (position + 1)..<(try zero(from: position + 1))
        let start = name.upperBound + 1
        let size = try size(of: type, at: start)
        position = start + size
        return BSONElement(type: type, name: name, value: start..<position)
    }

    /// Goes on to the first element of this name from here; nil where there is none.
    public mutating func next(named wanted: StaticString) throws(BSONError) -> BSONElement? {
        while let element = try next() {
            if element.name.count == wanted.utf8CodeUnitCount,
                zip(bytes[element.name], UnsafeBufferPointer(start: wanted.utf8Start, count: element.name.count))
                    .allSatisfy({ $0 == $1 })
            {
                return element
            }
        }
        return nil
    }

    // MARK: Sizes

    private func size(of type: BSONType, at start: Int) throws(BSONError) -> Int {
        switch type {
        case .undefined, .null, .maxKey, .minKey: return 0
        case .boolean:
            try need(1, at: start)
            guard bytes[start] < 2 else { throw BSONError(.badBoolean(bytes[start]), at: start) }
            return 1
        case .int32: return try need(4, at: start)
        case .double, .date, .timestamp, .int64: return try need(8, at: start)
        case .objectID: return try need(12, at: start)
        case .decimal128: return try need(16, at: start)
        case .string, .code, .symbol: return try text(at: start)
        case .document, .array: return try nested(at: start)
        case .binary: return try binary(at: start)
        case .dbPointer:
            let name = try text(at: start)
            return name + (try need(12, at: start + name))
        case .regularExpression:
            let pattern = try zero(from: start)
            return try zero(from: pattern + 1) + 1 - start
        case .codeWithScope: return try codeWithScope(at: start)
        }
    }

    @discardableResult
    private func need(_ count: Int, at start: Int) throws(BSONError) -> Int {
        guard count <= last - start else { throw BSONError(.truncated, at: start) }
        return count
    }

    /// Where the next zero byte stands.
    private func zero(from start: Int) throws(BSONError) -> Int {
        var place = start
        while place < last, bytes[place] != 0 { place += 1 }
        guard place < last else { throw BSONError(.unterminated, at: start) }
        return place
    }

    private func length(at start: Int) throws(BSONError) -> Int {
        try need(4, at: start)
        return Self.length(bytes, start)
    }

    private func text(at start: Int) throws(BSONError) -> Int {
        let length = try length(at: start)
        guard length >= 1, length <= last - start - 4 else { throw BSONError(.badLength, at: start) }
        guard bytes[start + 3 + length] == 0 else { throw BSONError(.unterminated, at: start + 3 + length) }
        return 4 + length
    }

    private func nested(at start: Int) throws(BSONError) -> Int {
        let length = try length(at: start)
        guard length >= 5, length <= last - start else { throw BSONError(.badLength, at: start) }
        guard bytes[start + length - 1] == 0 else { throw BSONError(.unterminated, at: start + length - 1) }
        return length
    }

    private func binary(at start: Int) throws(BSONError) -> Int {
        let length = try length(at: start)
        guard length >= 0, length <= last - start - 5 else { throw BSONError(.badLength, at: start) }
        // The oldest kind of bytes repeats its length inside.
        if bytes[start + 4] == 2 {
            guard length >= 4, Self.length(bytes, start + 5) == length - 4 else {
                throw BSONError(.badLength, at: start + 5)
            }
        }
        return 5 + length
    }

    private func codeWithScope(at start: Int) throws(BSONError) -> Int {
        let length = try length(at: start)
        guard length >= 14, length <= last - start else { throw BSONError(.badLength, at: start) }
        let code = try text(at: start + 4)
        let scope = try nested(at: start + 4 + code)
        guard 4 + code + scope == length else { throw BSONError(.badLength, at: start) }
        return length
    }

    private static func length(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int {
        Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self)))
    }
}
