internal import TerminalKit

/// Reads styles as a theme writes them: a colour, `on` and the colour behind it, and attributes, as in
/// `"amber on default bold"`. What is not named stays as it is in all other text; `plain` names nothing.
struct StyleParser {
    /// The file's own names for colours.
    private var palette: [String: Color] = [:]

    private static let attributes: [String: any WritableKeyPath<Style, Bool> & Sendable] = [
        "bold": \.isBold, "dim": \.isDim, "italic": \.isItalic, "underline": \.isUnderlined, "reverse": \.isReversed,
    ]
    private static let keywords = attributes.keys.sorted() + ["on", "plain"]

    private init() {}

    init(palette section: TOMLSection?) throws(ConfigurationError) {
        guard let section else { return }
        self = try section.read { names throws(ConfigurationError) in try Self(names, of: section) }
        // Of names that differ in capitals alone the last in the file counts.
        if palette.count < section.entries.count { self = try Self(section.keysByLine, of: section) }
    }

    private init(_ names: [String], of section: TOMLSection) throws(ConfigurationError) {
        self.init()
        for name in names {
            guard !Self.keywords.contains(name), Color.parse(name) == nil else {
                throw .theme(.takenName(name), place: section.place(name))
            }
            guard let word = try section.string(name) else { continue }
            guard let color = Color.parse(word) else { throw problem(word, section, name) }
            palette[name.lowercased()] = color
        }
    }

    /// The style of a key.
    func style(_ section: TOMLSection, _ key: String) throws(ConfigurationError) -> Style {
        let words = (try section.string(key) ?? "").split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
        guard !words.isEmpty else { throw .theme(.emptyStyle(key: key), place: section.place(key)) }
        var style = Style.plain
        var isBehind = false
        for word in words {
            guard !Self.keywords.contains(word) else {
                guard !isBehind else { break }
                isBehind = word == "on"
                if let attribute = Self.attributes[word] { style[keyPath: attribute] = true }
                continue
            }
            guard let color = palette[word] ?? Color.parse(word) else { throw problem(word, section, key) }
            let place = isBehind ? \Style.background : \Style.foreground
            guard style[keyPath: place] == nil else {
                throw .theme(.secondColor(word, key: key), place: section.place(key))
            }
            style[keyPath: place] = color
            isBehind = false
        }
        guard !isBehind else { throw .theme(.noBackground(key: key), place: section.place(key)) }
        return style
    }

    private func problem(_ word: String, _ section: TOMLSection, _ key: String) -> ConfigurationError {
        let isCode = word.hasPrefix("#") || word.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard !isCode else { return .theme(.badColor(word, key: key), place: section.place(key)) }
        let bases = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
        let colors = palette.keys.sorted() + ["default", "gray"] + bases + bases.map { "bright-" + $0 }
        let nearest = NearestName.of(word, among: colors + Self.keywords)
        return .theme(.unknownWord(word, key: key, nearest: nearest), place: section.place(key))
    }
}
