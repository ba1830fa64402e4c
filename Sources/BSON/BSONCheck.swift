/// Looks through a whole document, with all that stands in it.
enum BSONCheck {
    /// Checks that bytes are one document and nothing else.
    static func check(_ bytes: UnsafeRawBufferPointer, _ limits: BSONLimits) throws(BSONError) {
        guard bytes.count <= limits.size else { throw BSONError(.tooLarge, at: limits.size) }
        let end = try document(bytes, at: 0, depth: limits.depth)
        guard end == bytes.count else { throw BSONError(.trailing, at: end) }
    }

    private static func document(
        _ bytes: UnsafeRawBufferPointer, at start: Int, depth: Int
    ) throws(BSONError) -> Int {
        guard depth > 0 else { throw BSONError(.tooDeep, at: start) }
        var cursor = try BSONCursor(bytes, at: start)
        while let element = try cursor.next() {
            switch element.type {
            case .document, .array: _ = try document(bytes, at: element.value.lowerBound, depth: depth - 1)
            case .codeWithScope:
                let code = element.value.lowerBound + 4
                let length = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: code, as: Int32.self))
                _ = try document(bytes, at: code + 4 + Int(length), depth: depth - 1)
            case .double, .string, .binary, .undefined, .objectID, .boolean, .date, .null, .regularExpression,
                .dbPointer, .code, .symbol, .int32, .timestamp, .int64, .decimal128, .maxKey, .minKey:
                break
            }
        }
        return cursor.end
    }
}
