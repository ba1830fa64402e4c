import TerminalKit
import Testing

@Suite struct `Text width` {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("王", 2), ("Zoë", 3), ("e\u{301}", 1), ("👩", 2), ("…", 1), ("한국", 4), ("│▏█", 3),
        ("a\u{200D}b", 3), ("\u{1B}", 1), ("\r\n", 2),
    ])
    func `is counted in columns`(text: String, columns: Int) {
        var canvas = Canvas(size: Size(columns: 20, rows: 1))

        #expect(TextWidth.columns(of: text) == columns)
        #expect(text.map(TextWidth.columns(of:)).reduce(0, +) == columns)
        #expect(canvas.write(text, at: .zero) == columns)
    }

    @Test(arguments: [(6, "abcdef"), (5, "abcd…"), (1, "…"), (0, ""), (-1, "")])
    func `is cut at the end`(width: Int, expected: String) {
        #expect(TextWidth.truncate("abcdef", to: width) == expected)
    }

    @Test func `is cut between wide characters`() {
        #expect(TextWidth.truncate("王王王", to: 4) == "王…")
        #expect(TextWidth.truncate("abcdef", to: 3, ellipsis: "~") == "ab~")
        #expect(TextWidth.truncate("abcdef", to: 2, ellipsis: "...") == "ab")
    }

    @Test(arguments: [(9, "3f9a…c21e"), (8, "3f9a…21e"), (3, "3…e"), (2, "3…"), (12, "3f9a7b6dc21e"), (0, "")])
    func `is cut in the middle`(width: Int, expected: String) {
        #expect(TextWidth.shorten("3f9a7b6dc21e", to: width) == expected)
    }

    @Test func `is filled with blanks`() {
        #expect(TextWidth.pad("王", to: 4) == "王  ")
        #expect(TextWidth.pad("ab", to: 5, alignment: .right) == "   ab")
        #expect(TextWidth.pad("ab", to: 5, alignment: .center) == " ab  ")
        #expect(TextWidth.pad("abc", to: 2) == "abc")
        #expect(TextWidth.fit("abcdef", to: 4) == "abc…")
        #expect(TextWidth.fit("ab", to: 4) == "ab  ")
    }

    @Test(arguments: [
        ("one two three", 7, ["one two", "three"]),
        ("one two", 3, ["one", "two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a abcdefgh b", 3, ["a", "abc", "def", "gh", "b"]),
        ("one\n\ntwo", 9, ["one", "", "two"]),
        ("王王王", 4, ["王王", "王"]),
        ("王", 1, ["王"]),
        ("", 4, [""]),
        ("x", 0, []),
    ])
    func `is broken into lines`(text: String, width: Int, expected: [String]) {
        #expect(TextWidth.wrap(text, to: width) == expected)
    }
}
