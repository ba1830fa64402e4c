internal import ArgumentParser
internal import Configuration
internal import SessionModel
internal import TerminalKit

/// `themes`: the themes that were found.
struct ThemesVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(commandName: "themes", abstract: "List the themes that were found.")

    @OptionGroup var common: CommonOptions

    func run(in surroundings: Surroundings) async throws {
        let library = ThemePlaces.library(surroundings)
        for warning in library.warnings { Notice.write(warning) }
        var output = DataOutput()
        if common.json {
            try output.line(.array(library.files.map(Self.json)))
        } else {
            let width = library.files.map(\.theme.name.count).max() ?? 0
            for file in library.files {
                let name = file.theme.name
                let gap = String(repeating: " ", count: width - name.count)
                try output.line("\(name)\(gap)  \(SafeText.line(file.theme.summary))")
            }
        }
        try output.flush()
        guard library.files.isEmpty else { return }
        Notice.write("No theme was found in \(ThemePlaces.directories(surroundings).joined(separator: ", ")).")
    }

    private static func json(_ file: ThemeFile) -> JSONValue {
        ["name": .string(file.theme.name), "summary": .string(file.theme.summary), "file": .string(file.file)]
    }
}
