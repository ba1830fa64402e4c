internal import Configuration
public import TerminalKit
public import Testing

/// The themes that come with the program.
enum ShippedThemes {
    static let directory = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/themes"

    static let files: [ThemeFile] = ThemeLibrary(directories: [directory]).files
    static let themes = files.map(\.theme)
    /// The ones that bring all their colours, so that nothing depends on the terminal's settings.
    static let painted = themes.filter { if case .rgb = $0[.text].background { true } else { false } }

    static func theme(_ name: String) throws -> Theme {
        try #require(themes.first { $0.name == name })
    }
}

extension Theme: CustomTestStringConvertible {
    /// The name, for the lists of what was tested.
    public var testDescription: String { name }
}
