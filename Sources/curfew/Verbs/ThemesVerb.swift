internal import ArgumentParser
internal import SessionModel

/// `themes`: the themes that were found.
struct ThemesVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(commandName: "themes", abstract: "List the themes that were found.")

    @OptionGroup var common: CommonOptions

    func run(in surroundings: Surroundings) async throws {
        let directory = ThemeDirectory(surroundings)
        let themes = directory.themes()
        var output = DataOutput()
        if common.json {
            try output.line(
                .array(themes.map { ["name": .string($0.name), "file": .string($0.file)] }))
        } else {
            let width = themes.map(\.name.count).max() ?? 0
            for theme in themes {
                try output.line(
                    "\(theme.name)\(String(repeating: " ", count: width - theme.name.count))  \(SafeText.line(theme.file))"
                )
            }
        }
        try output.flush()
        guard themes.isEmpty else { return }
        Notice.write("No theme was found in \(directory.places.joined(separator: ", ")).")
    }
}
