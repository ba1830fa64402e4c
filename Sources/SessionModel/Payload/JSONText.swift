internal import TextCodings

/// Strings as JSON writes them.
public enum JSONText {
    /// The text of a string token, quotes off and escapes resolved; a surrogate without its half becomes U+FFFD.
    static func decode(_ token: ArraySlice<UInt8>) -> String {
        let body = token.dropFirst().dropLast()
        guard body.contains(UInt8(ascii: "\\")) else { return String(decoding: body, as: UTF8.self) }
        return String(decoding: units(of: token), as: UTF16.self)
    }

    /// The UTF-16 of a string token, in which half a surrogate pair stays what it is.
    static func units(of token: ArraySlice<UInt8>) -> [UInt16] {
        let body = token.dropFirst().dropLast()
        var units: [UInt16] = []
        var index = body.startIndex
        var plain = index
        func flush(to end: Int) {
            if plain < end { units.append(contentsOf: String(decoding: body[plain..<end], as: UTF8.self).utf16) }
        }
        while index < body.endIndex {
            guard body[index] == UInt8(ascii: "\\"), index + 1 < body.endIndex else {
                index += 1
                continue
            }
            flush(to: index)
            let (unit, length) = escape(body, at: index)
            units.append(unit)
            index += length
            plain = index
        }
        flush(to: body.endIndex)
        return units
    }

    /// The text of a string token, quotes off and escapes resolved.
    public static func decode(token: [UInt8]) -> String { decode(token[...]) }

    private static func escape(_ body: ArraySlice<UInt8>, at index: Int) -> (unit: UInt16, length: Int) {
        switch body[index + 1] {
        case UInt8(ascii: "n"): return (10, 2)
        case UInt8(ascii: "t"): return (9, 2)
        case UInt8(ascii: "r"): return (13, 2)
        case UInt8(ascii: "b"): return (8, 2)
        case UInt8(ascii: "f"): return (12, 2)
        case UInt8(ascii: "u"):
            let digits = body[(index + 2)...].prefix(4)
            return (digits.reduce(0) { $0 << 4 | UInt16($1.hexDigit ?? 0) }, 2 + digits.count)
        case let byte: return (UInt16(byte), 2)
        }
    }

    /// A string as a JSON token: only what must be escaped is.
    public static func encode(_ text: String) -> [UInt8] {
        var token: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): token += [UInt8(ascii: "\\"), byte]
            case 10: token += Array("\\n".utf8)
            case 9: token += Array("\\t".utf8)
            case 13: token += Array("\\r".utf8)
            case 0..<32, 127: token += Array("\\u00".utf8) + [hexDigit(byte >> 4), hexDigit(byte & 15)]
            default: token.append(byte)
            }
        }
        return token + [UInt8(ascii: "\"")]
    }

    /// JSON with the characters escaped that steer or mislead a terminal: DEL, C1 controls, and what hides or reorders.
    static func withoutInvisibles(_ json: [UInt8]) -> [UInt8] {
        guard json.contains(where: { $0 >= 0x7F }) else { return json }
        var text: [UInt8] = []
        text.reserveCapacity(json.count)
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            guard isInvisible(scalar) else {
                text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                continue
            }
            let digits = String(scalar.value, radix: 16)
            text += Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }
        return text
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7F...0x9F, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 48 + value : 87 + value
    }
}
