extension SessionKey {
    /// Whether the key is text: only then `text` says all of it.
    public var isText: Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// The key as one line of text, for lists that are split at line ends.
    ///
    /// Control characters, and bytes that are no UTF-8, are `%NN`; a `%` that would read as such an escape is `%25`. So no
    /// two keys share a line, and `init(lineName:)` finds the key again.
    public var lineName: String {
        let isText = isText
        var line: [UInt8] = []
        for (place, byte) in bytes.enumerated() {
            let isEscape = byte == UInt8(ascii: "%") && Self.escaped(in: bytes[place...]) != nil
            if isEscape || byte < 32 || byte == 127 || (byte > 127 && !isText) {
                line += [UInt8(ascii: "%"), Self.digit(byte >> 4), Self.digit(byte & 15)]
            } else {
                line.append(byte)
            }
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// The key as a member of data: its text, or where that does not say all of it, its line in a list.
    public var dataName: String { isText ? text : lineName }

    /// The id of its session as a member of data: where the key is no text, an id told by it lacks what the key's line has.
    public func dataName(of id: SessionID?) -> String? {
        guard let id, !isText, id.whole.unicodeScalars.contains(where: { $0 == "\u{FFFD}" }) else { return id?.whole }
        return lineName
    }

    /// The key behind a line that has escapes in it; nil where it has none, and so is the key itself.
    public init?(lineName: String) {
        let line = Array(lineName.utf8)
        var key: [UInt8] = []
        var place = 0
        while place < line.count {
            if let byte = Self.escaped(in: line[place...]) {
                key.append(byte)
                place += 3
            } else {
                key.append(line[place])
                place += 1
            }
        }
        guard key.count < line.count else { return nil }
        self.init(bytes: key)
    }

    /// The byte behind the escape that a text begins with.
    private static func escaped(in text: ArraySlice<UInt8>) -> UInt8? {
        guard text.count > 2, text.first == UInt8(ascii: "%"), let high = value(text[text.startIndex + 1]),
            let low = value(text[text.startIndex + 2])
        else { return nil }
        return high << 4 | low
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 65...70: digit - 55
        case 97...102: digit - 87
        default: nil
        }
    }
}
