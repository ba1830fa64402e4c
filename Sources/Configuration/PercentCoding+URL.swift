internal import TextCodings

extension PercentCoding {
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
}

extension UInt8 {
    /// Whether the byte is one of `0–9`.
    var isDigit: Bool { (48...57).contains(self) }

    /// Whether the byte is an ASCII letter.
    var isLetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
}
