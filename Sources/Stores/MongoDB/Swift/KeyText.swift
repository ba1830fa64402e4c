internal import BSON
internal import SessionModel
internal import TextCodings

/// Keys of sessions as bytes, and as values of a document: a string is its own text, anything else is written out.
///
/// What is no string becomes `bson:`, the number of its type, a colon, and its bytes in hexadecimal; so does a string
/// that begins with `bson:` itself, which keeps the two apart.
enum KeyText {
    private static let mark = Array("bson:".utf8)

    /// The key of a value.
    static func key(_ value: BSONValue) -> SessionKey {
        if value.type == .string, let text = value.textBytes, !text.starts(with: mark) {
            return SessionKey(bytes: text)
        }
        return SessionKey(bytes: mark + hex([value.type.rawValue]) + [UInt8(ascii: ":")] + hex(value.bytes))
    }

    /// The value of a key.
    static func value(_ key: SessionKey) -> BSONValue {
        guard key.hasPrefix(mark), let value = written(key.bytes.dropFirst(mark.count)) else {
            return .string(utf8: key.bytes)
        }
        return value
    }

    /// Whether a string's bytes are its key as they are.
    static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool { !text.starts(with: mark) }

    private static func written(_ text: ArraySlice<UInt8>) -> BSONValue? {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let type = bytes(parts[0]), type.count == 1, let content = bytes(parts[1]),
            let kind = BSONType(rawValue: type[0])
        else { return nil }
        return try? BSONValue(kind, bytes: content)
    }

    private static func hex(_ bytes: [UInt8]) -> [UInt8] { Array(HexText.encode(bytes).utf8) }

    /// The bytes of digits as ``hex(_:)`` writes them: large letters would make a second key of one value.
    private static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        text.allSatisfy(\.isLowerHexDigit) ? HexText.decode(text) : nil
    }
}
