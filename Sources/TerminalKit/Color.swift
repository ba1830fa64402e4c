/// A colour of a text or of what is behind it.
public enum Color: Hashable, Sendable {
    /// The terminal's own.
    case terminal
    /// One of the sixteen that the person's terminal settings define; 8 and above are bright.
    case ansi(UInt8)
    /// One of the 256 of the common palette.
    case indexed(UInt8)
    /// Red, green and blue.
    case rgb(UInt8, UInt8, UInt8)

    /// The colour of a word of a theme, nil if it is none: `red`, `bright-red`, `default`, `#ff8800`, `#f80`, `208`.
    public static func parse(_ word: String) -> Color? {
        let word = word.lowercased()
        if word == "default" || word == "terminal" { return .terminal }
        if word.hasPrefix("#") { return parse(hex: word.dropFirst()) }
        if let index = UInt8(word) { return .indexed(index) }
        return parse(name: word)
    }

    private static let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

    private static func parse(name: String) -> Color? {
        if name == "gray" || name == "grey" { return .ansi(8) }
        let isBright = name.hasPrefix("bright-") || name.hasPrefix("bright_")
        let base = isBright ? String(name.dropFirst(7)) : name
        guard let index = names.firstIndex(of: base) else { return nil }
        return .ansi(UInt8(index + (isBright ? 8 : 0)))
    }

    private static func parse(hex digits: Substring) -> Color? {
        let digits = digits.count == 3 ? String(digits.flatMap { [$0, $0] }) : String(digits)
        guard digits.count == 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
            return nil
        }
        return .rgb(UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }
}
