internal import SessionModel

/// Percent escapes of URLs, byte by byte.
enum PercentCoding {
    /// The text behind escapes.
    ///
    /// - Throws: `AddressError.badEscape` for a `%` without two digits, a NUL, or bytes that are no UTF-8.
    static func decode(_ bytes: ArraySlice<UInt8>, in part: AddressError.Part) throws(AddressError) -> String {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit, high + low > 0 else {
                throw .badEscape(part)
            }
            decoded.append(high << 4 | low)
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw .badEscape(part) }
        return text
    }

    /// The text with every byte escaped that is neither a letter, a digit, one of `-._~`, nor one of `kept`.
    static func encode(_ text: String, keeping kept: String = "") -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if byte.isUnreserved || kept.utf8.contains(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

extension UInt8 {
    /// Whether the byte is one of `0–9`.
    var isDigit: Bool { (48...57).contains(self) }

    /// Whether the byte is an ASCII letter.
    var isLetter: Bool { (65...90).contains(self) || (97...122).contains(self) }

    /// Whether a URL never escapes the byte.
    fileprivate var isUnreserved: Bool { isDigit || isLetter || "-._~".utf8.contains(self) }
}
