import TerminalKit
import Testing

@Suite struct `Printable text` {
    @Test(arguments: [
        "", "plain text ~!", "Zoë", "王小明", "e\u{301}", "👩 ❤\u{FE0F}", "a\\nb", "नमस्ते", "עברית", "\u{A0}x\u{3000}",
    ])
    func `stays as it is`(text: String) {
        #expect(Printable.text(text) == text)
        #expect(Printable.text(fromBytes: Array(text.utf8)) == text)
        #expect(Printable.isPlain(text))
    }

    @Test(arguments: [
        ("a\nb\tc\r", #"a\nb\tc\r"#),
        ("\u{1B}[31mred", #"\e[31mred"#),
        ("\u{1B}]0;title\u{07}", #"\e]0;title\x07"#),
        ("\u{1B}]52;c;aGk=\u{1B}\\", #"\e]52;c;aGk=\e\"#),
        ("\u{1B}P$q\u{9C}", #"\eP$q\u{9C}"#),
        ("\u{9B}31m", #"\u{9B}31m"#),
        ("x\0y\u{7F}", #"x\x00y\x7F"#),
        ("a\u{202E}b", #"a\u{202E}b"#),
        ("\u{2066}x\u{2069}", #"\u{2066}x\u{2069}"#),
        ("a\u{200D}\u{200D}b", #"a\u{200D}\u{200D}b"#),
        ("so\u{AD}ft", #"so\u{AD}ft"#),
        ("a\u{2028}b\u{2029}", #"a\u{2028}b\u{2029}"#),
        ("\u{E0041}\u{E000}\u{FEFF}", #"\u{E0041}\u{E000}\u{FEFF}"#),
        ("a\r\nb", #"a\r\nb"#),
        ("\u{301}x", #"\u{301}x"#),
        ("\n\u{301}", #"\n\u{301}"#),
        ("a\u{FE0F}", #"a\u{FE0F}"#),
        ("👩\u{200D}💻", #"👩\u{200D}💻"#),
    ])
    func `says what it cannot show`(text: String, expected: String) {
        #expect(Printable.text(text) == expected)
        #expect(Printable.text(fromBytes: Array(text.utf8)) == expected)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], #"a\xFFb"#),
            ([0xC3], #"\xC3"#),
            ([0xC3, 0x28], #"\xC3("#),
            ([0xE7, 0x8E], #"\xE7\x8E"#),
            ([0xC0, 0x80], #"\xC0\x80"#),
            ([0xED, 0xA0, 0x80], #"\xED\xA0\x80"#),
            ([0xF4, 0x90, 0x80, 0x80], #"\xF4\x90\x80\x80"#),
            ([0x9B, 0x41], #"\x9BA"#),
            ([0xF0, 0x9F, 0x91, 0x1B, 0x5B], #"\xF0\x9F\x91\e["#),
            ([0x65, 0xFF, 0xCC, 0x81], #"e\xFF\u{301}"#),
        ] as [([UInt8], String)])
    func `shows bytes that are no UTF-8`(bytes: [UInt8], expected: String) {
        #expect(Printable.text(fromBytes: bytes) == expected)
        #expect(Printable.text(fromBytes: bytes[...]) == expected)
    }

    @Test(arguments: Hostile.scalars)
    func `contains nothing that a terminal would obey`(scalar: Unicode.Scalar) {
        let shown = Printable.text("x\(Character(scalar))x")

        #expect(shown.hasPrefix("x\\") && shown.hasSuffix("x"))
        #expect(shown.allSatisfy { $0.isASCII })
        #expect(!shown.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
    }

    @Test func `bounds a flood of marks and says how many there were`() {
        let shown = Printable.text("a" + String(repeating: "\u{300}", count: 10_000) + "b")

        #expect(shown == "a\u{300}\u{300}\u{300}\\u{+9997 marks}b")
    }

    @Test func `is as wide as it is drawn`() {
        let shown = Printable.text(fromBytes: (0...255).map { UInt8($0) })
        var canvas = Canvas(size: Size(columns: 2000, rows: 1))

        #expect(canvas.write(shown, at: .zero) == TextWidth.columns(of: shown))
        #expect(canvas.grid.textRows() == [shown])
    }

    @Test func `takes every scalar there is`() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let shown = Printable.text(String(Character(scalar))).unicodeScalars
            if let first = shown.first, shown.count == 1,
                first.properties.isDefaultIgnorableCodePoint
                    || first.properties.generalCategory == .control || first.properties.generalCategory == .format
            {
                Issue.record("U+\(String(value, radix: 16)) is shown as it is")
            }
        }
    }
}
