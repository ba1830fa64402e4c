/// Text from outside, made safe to show: nothing in it moves, colours, hides or reorders anything on a terminal.
///
/// What cannot be shown becomes visible instead: `\n` `\t` `\e` and `\x07` for controls, `\u{202E}` for characters
/// that hide or reorder, `\xFF` for bytes that are no UTF-8. A backslash stays one backslash, so the result is for eyes,
/// not for reading back.
public enum Printable {
    /// The text with everything visible that is not plain.
    public static func text(_ text: String) -> String {
        var text = text
        if text.withUTF8({ $0.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }) { return text }
        var writer = PrintableWriter()
        for scalar in text.unicodeScalars { writer.append(scalar) }
        return writer.finish()
    }

    /// The bytes as UTF-8 with everything visible that is not plain, or not UTF-8.
    public static func text(fromBytes bytes: some Collection<UInt8>) -> String {
        var writer = PrintableWriter()
        var parser = Unicode.UTF8.ForwardParser()
        var input = bytes.makeIterator()
        var rest = bytes[...]
        while true {
            switch parser.parseScalar(from: &input) {
            case .valid(let encoded):
                writer.append(Unicode.UTF8.decode(encoded))
                rest = rest.dropFirst(encoded.count)
            case .error(let length):
                rest.prefix(length).forEach { writer.append(byte: $0) }
                rest = rest.dropFirst(length)
            case .emptyInput:
                return writer.finish()
            }
        }
    }

    /// Whether the text is shown as it is.
    public static func isPlain(_ text: String) -> Bool {
        Printable.text(text) == text
    }
}
