/// Text measured in columns of the screen, by the same rules as drawing.
public enum TextWidth {
    /// Columns that a character takes: 0, 1 or 2, more for clusters that a terminal shows side by side.
    public static func columns(of character: Character) -> Int {
        if character.isASCII { return character == "\r\n" ? 2 : 1 }
        return columns(of: String(character))
    }

    /// Columns that a text takes.
    public static func columns(of text: String) -> Int {
        if let columns = asciiColumns(of: text) { return columns }
        var columns = 0
        var tracker = ClusterTracker()
        for scalar in text.unicodeScalars { columns += tracker.columns(of: scalar) }
        return columns
    }

    /// The text cut to a width; a cut one ends in `ellipsis`.
    public static func truncate(_ text: String, to width: Int, ellipsis: String = "…") -> String {
        if columns(of: text) <= width { return text }
        let room = width - columns(of: ellipsis)
        if room < 0 { return prefix(of: text, width: max(0, width)) }
        return prefix(of: text, width: room) + ellipsis
    }

    /// The text cut in the middle, `3f9a…c21e`, so that start and end stay readable.
    public static func shorten(_ text: String, to width: Int, ellipsis: String = "…") -> String {
        if columns(of: text) <= width { return text }
        let room = width - columns(of: ellipsis)
        if room < 2 { return truncate(text, to: width, ellipsis: ellipsis) }
        return prefix(of: text, width: room - room / 2) + ellipsis + suffix(of: text, width: room / 2)
    }

    /// The text with blanks added up to a width; a longer one stays as it is.
    public static func pad(_ text: String, to width: Int, alignment: TextAlignment = .left) -> String {
        let missing = width - columns(of: text)
        guard missing > 0 else { return text }
        let left = leading(missing, alignment)
        return String(repeating: " ", count: left) + text + String(repeating: " ", count: missing - left)
    }

    /// The text cut or filled to exactly this width.
    public static func fit(
        _ text: String, to width: Int, alignment: TextAlignment = .left, ellipsis: String = "…"
    ) -> String {
        pad(truncate(text, to: width, ellipsis: ellipsis), to: width, alignment: alignment)
    }

    /// The text in lines of at most this width, broken at blanks where there are any and at line feeds always.
    public static func wrap(_ text: String, to width: Int) -> [String] {
        guard width > 0 else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { wrapLine(String($0), to: width) }
    }

    /// How many of the missing blanks come before the text.
    static func leading(_ missing: Int, _ alignment: TextAlignment) -> Int {
        switch alignment {
        case .left: 0
        case .center: missing / 2
        case .right: missing
        }
    }

    private static func asciiColumns(of text: String) -> Int? {
        var text = text
        return text.withUTF8 { bytes in bytes.allSatisfy { $0 < 0x80 } ? bytes.count : nil }
    }

    private static func prefix(of text: String, width: Int) -> String {
        var used = 0
        return String(
            text.prefix { character in
                used += columns(of: character)
                return used <= width
            })
    }

    private static func suffix(of text: String, width: Int) -> String {
        var used = 0
        var start = text.endIndex
        while start > text.startIndex {
            let before = text.index(before: start)
            used += columns(of: text[before])
            if used > width { break }
            start = before
        }
        return String(text[start...])
    }

    private static func wrapLine(_ line: String, to width: Int) -> [String] {
        var lines: [String] = []
        var current = ""
        for word in line.split(separator: " ", omittingEmptySubsequences: false) {
            let longer = current.isEmpty && lines.isEmpty ? String(word) : current + " " + word
            if columns(of: longer) <= width {
                current = current.isEmpty && !lines.isEmpty ? String(word) : longer
                continue
            }
            if !current.isEmpty { lines.append(current) }
            current = String(word)
            while columns(of: current) > width, current.count > 1 {
                let taken = max(1, prefix(of: current, width: width).count)
                lines.append(String(current.prefix(taken)))
                current.removeFirst(taken)
            }
        }
        return lines + [current]
    }
}
