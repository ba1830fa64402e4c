import Configuration
import TerminalKit
import Testing

@Suite struct `The library of themes` {
    /// A file in which every role is in one colour.
    private static func theme(_ name: String, _ color: String = "red") -> FileContent {
        let styles = Role.allCases.map { "\($0.rawName) = \"\(color)\"\n" }.joined()
        return FileContent(bytes: Array("name = \"\(name)\"\nsummary = \"All \(color).\"\n[styles]\n\(styles)".utf8))
    }

    private func library(_ directories: [String], _ files: [String: FileContent]) -> ThemeLibrary {
        ThemeLibrary(
            directories: directories,
            names: { directory in
                let inside = files.keys.filter { $0.hasPrefix(directory + "/") }
                let names = inside.map { String($0.dropFirst(directory.count + 1)) }
                return names.isEmpty ? .failure(.missing) : .success(names)
            },
            read: { file in files[file].map { .success($0) } ?? .failure(.notPermitted) })
    }

    @Test func `has the themes of all directories by name`() {
        let library = library(
            ["came", "own", "none"],
            [
                "came/red.toml": Self.theme("red"), "own/blue.toml": Self.theme("blue", "blue"),
                "own/notes.txt": FileContent(bytes: []), "own/.red.toml": FileContent(bytes: []),
            ])

        #expect(library.files.map(\.theme.name) == ["blue", "red"])
        #expect(library.files.map(\.theme.summary) == ["All blue.", "All red."])
        #expect(library.files.map(\.file) == ["own/blue.toml", "came/red.toml"])
        #expect(library.warnings == [])
    }

    @Test func `takes a later directory's theme for an earlier one's`() {
        let library = library(
            ["came", "own"],
            ["came/red.toml": Self.theme("red"), "own/mine.toml": Self.theme("red", "bright-red")])

        #expect(library.files.map(\.file) == ["own/mine.toml"])
        #expect(library.files.first?.theme[.user].foreground == .ansi(9))
    }

    @Test func `passes a broken file over with a sentence, and keeps what it would have replaced`() {
        let library = library(
            ["came", "own"],
            ["came/red.toml": Self.theme("red"), "own/red.toml": FileContent(bytes: Array("name = 7\n".utf8))])

        #expect(library.files.map(\.file) == ["came/red.toml"])
        #expect(
            library.warnings == [
                "A theme is passed over: own/red.toml, line 1: 'name' must be a text, and is a number."
            ])
    }

    @Test func `says which files it can't read, and which have one name`() {
        let files = ["own/a.toml": Self.theme("red"), "own/b.toml": Self.theme("red")]
        let library = ThemeLibrary(
            directories: ["locked", "own"],
            names: { $0 == "locked" ? .failure(.notPermitted) : .success(["c.toml", "b.toml", "a.toml"]) },
            read: { file in files[file].map { .success($0) } ?? .failure(.notPermitted) })

        #expect(library.files.map(\.file) == ["own/a.toml"])
        #expect(
            library.warnings == [
                "locked is passed over: permission denied.",
                "own/b.toml is passed over: own/a.toml is a theme of the name 'red', too.",
                "A theme is passed over: Cannot read own/c.toml: permission denied.",
            ])
    }

    @Test func `begins with the theme that is asked for, or with the default`() throws {
        let library = library(
            ["came"],
            [
                "came/a.toml": Self.theme("amber"), "came/d.toml": Self.theme("default"),
                "came/r.toml": Self.theme("red"),
            ])

        #expect(try library.themes(first: "red", source: "--theme").map(\.name) == ["red", "amber", "default"])
        #expect(try library.themes(first: nil, source: "--theme").map(\.name) == ["default", "amber", "red"])
    }

    @Test(arguments: [
        ("red", ["came", "own"], "red"), ("amber", ["came", "own"], nil), ("amber", ["came", "none"], "amber"),
        ("blue", ["came"], nil), ("odd", ["came"], nil),
    ])
    func `gives one theme alone where its file is called so`(
        name: String, directories: [String], expected: String?
    ) {
        let files = [
            "came/amber.toml": Self.theme("amber"), "came/odd.toml": Self.theme("even"),
            "own/red.toml": Self.theme("red"),
        ]

        let theme = ThemeLibrary.theme(
            name, in: directories,
            names: { directory in
                let names = files.keys.filter { $0.hasPrefix(directory + "/") }.map {
                    String($0.dropFirst(directory.count + 1))
                }
                return names.isEmpty ? .failure(.missing) : .success(names)
            },
            read: { file in files[file].map { .success($0) } ?? .failure(.notPermitted) })

        #expect(theme?.name == expected)
    }

    @Test func `names the nearest theme where there is none of a name`() {
        let library = library(["came"], ["came/r.toml": Self.theme("red"), "came/b.toml": Self.theme("blue")])

        let near = #expect(throws: ConfigurationError.self) { try library.themes(first: "bleu", source: "--theme") }
        let far = #expect(throws: ConfigurationError.self) { try library.themes(first: "green", source: "config.toml") }
        let address = #expect(throws: ConfigurationError.self) {
            try library.themes(first: "redis://app:hunter2@h/0", source: "--theme")
        }

        #expect(near?.description == "--theme: there is no theme 'bleu'. Did you mean 'blue'?")
        #expect(far?.description == "config.toml: there is no theme 'green'; there are blue and red.")
        #expect(
            address?.description == "--theme: there is no theme 'redis://app:********@h/0'; there are blue and red.")
    }

    @Test func `has the theme without colour where nothing was found`() throws {
        #expect(try library(["none"], [:]).themes(first: nil, source: "--theme") == [.monochrome])
    }

    @Test func `reads real directories`() {
        let library = ThemeLibrary(directories: [ShippedThemes.directory + "/none", ShippedThemes.directory])

        #expect(library.warnings == [])
        #expect(library.files.contains { $0.file == ShippedThemes.directory + "/default.toml" })
    }
}
