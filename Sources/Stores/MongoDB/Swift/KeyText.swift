internal import BSON
internal import SessionModel

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

    private static func hex(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count % 2 == 0 else { return nil }
        let digits = text.compactMap { digit in
            switch digit {
            case 48...57: digit - 48
            case 97...102: digit - 87
            default: nil as UInt8?
            }
        }
        guard digits.count == text.count else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
