internal import BSON

/// The bytes of a document in another order: each value begins with its type, which BSON writes in front of the name.
///
/// So a member is its key and its value, one behind the other, as in other serializations. A container is its type, its
/// members, and 0; a member is 1, the name, 0, and the value; any other value is its type, its length in four bytes, and
/// its bytes. No length of a container is written, so taking a member out or putting one in changes nothing else.
enum BSONTransposition {
    /// What stands at a place where a value begins.
    enum Part {
        case container(BSONType)
        case scalar(BSONType, content: Range<Int>)
    }

    // MARK: Pieces

    static func scalar(_ value: BSONValue) -> [UInt8] {
        [value.type.rawValue] + withUnsafeBytes(of: UInt32(value.bytes.count).littleEndian, Array.init) + value.bytes
    }

    static func name(_ text: String) -> [UInt8] { [1] + text.utf8 + [0] }

    static func container(_ type: BSONType, of members: [[UInt8]]) -> [UInt8] {
        [type.rawValue] + members.joined() + [0]
    }

    /// The value that begins at a place; nil where there is none.
    static func part(of bytes: [UInt8], at start: Int) -> Part? {
        guard start < bytes.count, let type = BSONType(rawValue: bytes[start]) else { return nil }
        if type == .document || type == .array { return .container(type) }
        guard bytes.count - start >= 5 else { return nil }
        let length = bytes[(start + 1)..<(start + 5)].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= bytes.count - start - 5 else { return nil }
        return .scalar(type, content: (start + 5)..<(start + 5 + length))
    }

    /// Where the name of the member stands that begins at a place; nil where the container ends.
    static func name(in bytes: [UInt8], at start: Int) -> Range<Int>? {
        guard start < bytes.count, bytes[start] == 1, let end = bytes[(start + 1)...].firstIndex(of: 0) else {
            return nil
        }
        return (start + 1)..<end
    }

    // MARK: There and back

    /// A document in this order.
    static func open(_ document: BSONDocument) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(document.bytes.count * 5 / 4)
        append(.document(document), to: &bytes)
        return bytes
    }

    /// Piece by piece into one array: an array for each value would hold many times what the document does.
    private static func append(_ value: BSONValue, to bytes: inout [UInt8]) {
        guard let inner = value.document else {
            bytes += scalar(value)
            return
        }
        bytes.append(value.type.rawValue)
        for element in inner.elements {
            bytes.append(1)
            bytes += inner.bytes[element.name]
            bytes.append(0)
            append(inner.value(element), to: &bytes)
        }
        bytes.append(0)
    }

    /// The document that stands in this order; nil where it does not.
    static func close(_ bytes: [UInt8]) -> BSONDocument? {
        var position = 0
        guard let value = value(in: bytes, at: &position), position == bytes.count else { return nil }
        return value.document
    }

    private static func value(in bytes: [UInt8], at position: inout Int) -> BSONValue? {
        switch part(of: bytes, at: position) {
        case nil: return nil
        case .scalar(let type, let content):
            position = content.upperBound
            return try? BSONValue(type, bytes: Array(bytes[content]))
        case .container(let type):
            position += 1
            var writer = BSONWriter()
            while let name = name(in: bytes, at: position) {
                position = name.upperBound + 1
                guard let value = value(in: bytes, at: &position) else { return nil }
                writer.append(name: bytes[name], value)
            }
            position += 1
            return try? BSONValue(type, bytes: writer.bytes)
        }
    }
}
