/// Texts as protocols 0 and 1 write them, in a line each.
enum PickleText {
    /// A text in quotes, with Python's escapes.
    static func quoted(_ line: ArraySlice<UInt8>, at position: Int) throws(SerializationError) -> [UInt8] {
        guard line.count >= 2, let quote = line.first, quote == line.last, quote == 39 || quote == 34 else {
            throw SerializationError("expected a text in quotes", at: position)
        }
        var text: [UInt8] = []
        var rest = line.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                text.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "n"): text.append(10)
            case UInt8(ascii: "r"): text.append(13)
            case UInt8(ascii: "t"): text.append(9)
            case UInt8(ascii: "x"):
                if let number = hexadecimal(rest.prefix(2), digits: 2) {
                    text.append(UInt8(truncatingIfNeeded: number))
                    rest = rest.dropFirst(2)
                } else {
                    text += [byte, escape]
                }
            case UInt8(ascii: "\\"), 34, 39: text.append(escape)
            default: text += [byte, escape]
            }
        }
        return text
    }

    /// A text of Latin-1 in which other characters are `\u0000` or `\U00000000`.
    static func unicode(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var text = String.UnicodeScalarView()
        var rest = line
        while let byte = rest.popFirst() {
            let digits = rest.first == UInt8(ascii: "u") ? 4 : 8
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "u") || rest.first == UInt8(ascii: "U"),
                let number = hexadecimal(rest.dropFirst().prefix(digits), digits: digits),
                let scalar = Unicode.Scalar(number)
            {
                text.append(scalar)
                rest = rest.dropFirst(digits + 1)
            } else {
                text.append(Unicode.Scalar(byte))
            }
        }
        return Array(String(text).utf8)
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>, digits count: Int) -> UInt32? {
        guard digits.count == count else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
