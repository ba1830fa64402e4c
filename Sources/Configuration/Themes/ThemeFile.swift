public import TerminalKit

/// A theme and the file that it stands in.
///
/// A file has a `name`, a `summary`, a table `styles` with every role, and, where it wants one, a `palette` of its own
/// names for colours.
public struct ThemeFile: Hashable, Sendable {
    /// The file's path.
    public let file: String
    /// The theme.
    public let theme: Theme

    /// Reads the content of a file.
    ///
    /// - Throws: `ConfigurationError` with the line, for anything that is not understood, and for roles left out.
    public init(_ content: FileContent, file: String) throws(ConfigurationError) {
        guard let text = String(validating: content.bytes, as: UTF8.self) else {
            throw .unreadable(file: file, .failed("it is no UTF-8 text"))
        }
        let entries = try TOMLNode.parse(text, file: file)
        let top = TOMLSection(file: file, path: [], entries: entries, lines: TOMLLines(text))
        try top.allowOnly(["name", "summary", "palette", "styles"])
        let parser = try StyleParser(palette: top.section("palette"))
        self.file = file
        theme = Theme(
            name: try Self.name(top), summary: try top.needed("summary"), styles: try Self.styles(top, parser))
    }

    /// Reads a file.
    public static func load(_ file: String, read: FileReader) throws(ConfigurationError) -> ThemeFile {
        switch read(file) {
        case .success(let content): try ThemeFile(content, file: file)
        case .failure(let problem): throw .unreadable(file: file, problem)
        }
    }

    /// People type the name, on command lines too.
    private static func name(_ top: TOMLSection) throws(ConfigurationError) -> String {
        let name = try top.needed("name")
        let isWord = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isWord, !name.isEmpty else {
            throw .badValue(
                key: "name", place: top.place("name"), value: name, expected: "of small letters, digits and dashes",
                nearest: nil)
        }
        return name
    }

    private static func styles(_ top: TOMLSection, _ parser: StyleParser) throws(ConfigurationError) -> [Role: Style] {
        guard let table = try top.section("styles") else { throw .missingKey("styles", place: top.place("styles")) }
        let styles = try table.read { keys throws(ConfigurationError) in try Self.styles(table, keys, parser) }
        let missing = Role.allCases.filter { styles[$0] == nil }
        guard missing.isEmpty else {
            throw .theme(.missingRoles(missing.map(\.wordInThemes)), place: top.place("styles"))
        }
        return styles
    }

    private static func styles(
        _ table: TOMLSection, _ keys: [String], _ parser: StyleParser
    ) throws(ConfigurationError) -> [Role: Style] {
        var styles: [Role: Style] = [:]
        for key in keys {
            guard let role = Role(rawName: key) else {
                let nearest = NearestName.of(key, among: Role.allCases.map(\.wordInThemes))
                throw .theme(.unknownRole(key, nearest: nearest), place: table.place(key))
            }
            guard styles[role] == nil else { throw .theme(.repeatedRole(key), place: table.place(key)) }
            styles[role] = try parser.style(table, key)
        }
        return styles
    }
}

extension TOMLSection {
    /// The text of a key that must be there.
    fileprivate func needed(_ key: String) throws(ConfigurationError) -> String {
        guard let text = try string(key) else { throw .missingKey(key, place: place(key)) }
        return text
    }
}
