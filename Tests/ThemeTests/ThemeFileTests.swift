import Configuration
import TerminalKit
import Testing

@Suite struct `A theme's file` {
    private let head = "name = \"own\"\nsummary = \"My own.\"\n\n"

    /// A file in which every role is plain, but for some.
    private func text(_ styles: [(String, String)] = [], palette: String = "", without: Set<Role> = []) -> String {
        let named = Set(styles.compactMap { Role(rawName: $0.0) })
        let others = Role.allCases.filter { !named.contains($0) && !without.contains($0) }
        let own = styles.map { "\($0.0) = \($0.1)\n" }.joined()
        return head + palette + "[styles]\n" + own + others.map { "\($0.rawName) = \"plain\"\n" }.joined()
    }

    private func read(_ text: String) throws -> Theme {
        try ThemeFile(FileContent(bytes: Array(text.utf8)), file: "own.toml").theme
    }

    private func complaint(_ text: String) -> String? {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.exitCode == 64)
        return error?.description
    }

    @Test func `is read whole`() throws {
        let theme = try read(text())

        #expect(theme.name == "own")
        #expect(theme.summary == "My own.")
        #expect(Role.allCases.allSatisfy { theme[$0] == .plain })
    }

    @Test(
        arguments: [
            ("bold", Style(bold: true)),
            ("yellow", Style(foreground: .ansi(3))),
            ("#ffaa00 on default bold", Style(foreground: .rgb(255, 170, 0), background: .terminal, bold: true)),
            ("on 24", Style(background: .indexed(24))),
            ("dim italic", Style(dim: true, italic: true)),
            ("underline reverse", Style(underline: true, reverse: true)),
            ("  Bright-White   on RED ", Style(foreground: .ansi(15), background: .ansi(1))),
            ("plain", .plain),
        ] as [(String, Style)])
    func `writes a style in words`(words: String, style: Style) throws {
        #expect(try read(text([("ttl-soon", "\"\(words)\"")]))[.ttlSoon] == style)
    }

    @Test func `is told of its first mistake, whatever comes behind it`() {
        let mistakes = (0..<20).map { ("no-such-\($0)", "\"plain\"") }

        let complaint = complaint(text(mistakes))

        #expect(complaint?.contains("no-such-0") == true)
        #expect(complaint?.contains("line 5") == true)
    }

    @Test func `takes the last of colours whose names differ in capitals alone`() throws {
        let palette = "[palette]\nAmber = \"21\"\namber = \"22\"\nAMBER = \"23\"\n"

        #expect(try read(text([("ttl-soon", "\"amber\"")], palette: palette))[.ttlSoon].foreground == .indexed(23))
    }

    @Test func `can have its own names for colours`() throws {
        let palette = "[palette]\namber = \"#fb0\"\nnight = \"17\"\n"
        let theme = try read(text([("ttl-soon", "\"amber on night\"")], palette: palette))

        #expect(theme[.ttlSoon] == Style(foreground: .rgb(255, 187, 0), background: .indexed(17)))
    }

    @Test(arguments: ["ttl-soon", "ttl_soon", "ttlSoon"])
    func `spells a role in the way it likes`(name: String) throws {
        #expect(try read(text([(name, "\"bold\"")]))[.ttlSoon].isBold)
    }

    @Test func `must have every role`() {
        #expect(complaint(text(without: [.ttlSoon])) == "own.toml, line 4: the role ttl-soon has no style.")
        #expect(
            complaint(text(without: [.ttlSoon, .jsonKey, .danger]))
                == "own.toml, line 4: the roles ttl-soon, json-key and danger have no style.")
        #expect(complaint(head) == "own.toml: 'styles' is missing.")
    }

    @Test(
        arguments: [
            ("ttl-son", "bold", "there is no role 'ttl-son'. Did you mean 'ttl-soon'?"),
            ("glow", "bold", "there is no role 'glow'; the default theme has all there are."),
            (
                "ttl-soon", "yelow bold",
                "'ttl-soon' has the word 'yelow', which is no colour and no attribute. Did you mean 'yellow'?"
            ),
            ("ttl-soon", "red blink", "'ttl-soon' has the word 'blink', which is no colour and no attribute."),
            (
                "ttl-soon", "#ffaa0",
                "'ttl-soon' has the colour '#ffaa0', but a colour is a name, #rrggbb, #rgb or a number up to 255."
            ),
            (
                "ttl-soon", "white on 256",
                "'ttl-soon' has the colour '256', but a colour is a name, #rrggbb, #rgb or a number up to 255."
            ),
            (
                "ttl-soon", "white red bold",
                "'ttl-soon' has one colour too many, 'red'; a style is written 'TEXT on BEHIND', as in 'white on red bold'."
            ),
            ("ttl-soon", "red on", "'ttl-soon' has an 'on' with no colour behind it."),
            ("ttl-soon", "red on bold", "'ttl-soon' has an 'on' with no colour behind it."),
            ("ttl-soon", " ", "'ttl-soon' is empty; write 'plain' for the look of all other text."),
        ])
    func `is refused with one sentence`(role: String, style: String, sentence: String) {
        #expect(complaint(text([("user", "\"bold\""), (role, "\"\(style)\"")])) == "own.toml, line 6: " + sentence)
    }

    @Test func `has each role once, however it is spelled`() {
        #expect(
            complaint(text([("ttl-soon", "\"bold\""), ("ttlSoon", "\"dim\"")]))
                == "own.toml, line 6: the role 'ttlSoon' has a style already.")
    }

    @Test(
        arguments: [
            ("bold = \"#fff\"", "the palette's 'bold' has a meaning already; choose another name for it."),
            ("red = \"#fff\"", "the palette's 'red' has a meaning already; choose another name for it."),
            (
                "amber = \"orange\"",
                "'amber' has the word 'orange', which is no colour and no attribute."
            ),
            ("amber = 7", "'palette.amber' must be a text, and is a number."),
        ])
    func `is refused for a palette that says nothing`(line: String, sentence: String) {
        #expect(complaint(text(palette: "[palette]\n\(line)\n")) == "own.toml, line 5: " + sentence)
    }

    @Test func `is refused for anything else that makes no sense`() {
        #expect(
            complaint("name = \"My own\"\nsummary = \"\"\n[styles]\n")
                == "own.toml, line 1: 'name' is 'My own', but must be of small letters, digits and dashes.")
        #expect(complaint("summary = \"\"\n[styles]\n") == "own.toml: 'name' is missing.")
        #expect(complaint("name = \"own\"\n[styles]\n") == "own.toml: 'summary' is missing.")
        #expect(
            complaint("sumary = \"\"\n") == "own.toml, line 1: there is no key 'sumary'. Did you mean 'summary'?")
        #expect(
            complaint(text([("ttl-soon", "7")]))
                == "own.toml, line 5: 'styles.ttl-soon' must be a text, and is a number.")
        #expect(complaint("name = ")?.hasPrefix("own.toml, line 1, column ") == true)
    }

    @Test func `is refused where it is no text`() {
        let error = #expect(throws: ConfigurationError.self) {
            try ThemeFile(FileContent(bytes: [0x6E, 0xFF]), file: "own.toml")
        }

        #expect(error?.description == "Cannot read own.toml: it is no UTF-8 text.")
    }
}
