import TerminalKit
import Testing

@testable import CursesTerminal

@Suite struct `Key decoder` {
    private func raw(_ text: String) -> [RawKey] { text.unicodeScalars.map { .character($0.value) } }

    private func keys(_ text: String) -> [KeyPress] {
        var decoder = KeyDecoder()
        return decoder.keys(from: raw(text), at: 0)
    }

    @Test(arguments: [
        ("a", [KeyPress.character("a")]), ("王é", [.character("王"), .character("é")]), ("\u{1B}", [.escape]),
        ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]), ("\u{7F}\u{08}", [.backspace, .backspace]),
        ("\u{12}", [.control("r")]), ("\0", [.control(" ")]), ("\u{1D}", [.control("]")]),
        ("\u{1B}x", [.alternate("x")]), ("\u{1B}\u{7F}", [.alternate("\u{7F}")]), ("\u{1B}\u{1B}", [.escape, .escape]),
        ("\u{1B}\r", [.escape, .enter]), ("\u{1B}O", [.alternate("O")]), ("\u{1B}]", [.alternate("]")]),
    ])
    func `knows characters and what Ctrl and Alt make of them`(text: String, expected: [KeyPress]) {
        #expect(keys(text) == expected)
    }

    @Test(arguments: [
        ("\u{1B}[A", [KeyPress.up]), ("\u{1B}OB", [.down]), ("\u{1B}[1;5D", [.alternate("b")]),
        ("\u{1B}[1;2C", [.right]),
        ("\u{1B}[3~", [.delete]), ("\u{1B}[Z", [.backTab]), ("\u{1B}[24~", [.function(12)]),
        ("\u{1B}OP", [.function(1)]),
    ])
    func `reads sequences that terminfo did not know`(text: String, expected: [KeyPress]) {
        #expect(keys(text) == expected)
    }

    @Test(arguments: [
        "\u{1B}[99D", "\u{1B}[?1;2c", "\u{1B}[<0;3;4M", "\u{1B}[I", "\u{1B}[27;5;68u", "\u{1B}]10;rgb:00/00/00\u{07}",
        "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[12;40R", "\u{1B}[99999999999999999999~",
    ])
    func `takes no letter of a sequence for a command`(text: String) {
        let all = keys(text + "q")

        #expect(all.last == .character("q"))
        #expect(all.allSatisfy { if case .character(let letter) = $0 { letter == "q" } else { true } })
    }

    @Test func `joins a sequence that arrives in parts`() {
        var decoder = KeyDecoder()

        #expect(decoder.keys(from: raw("\u{1B}[1;5"), at: 0) == [])
        #expect(decoder.keys(from: raw("Dx"), at: 100) == [.alternate("b"), .character("x")])
    }

    @Test func `gives a sequence up that never ends`() {
        var decoder = KeyDecoder()
        _ = decoder.keys(from: raw("\u{1B}[1;5"), at: 0)

        #expect(decoder.keys(from: raw("q"), at: 1000) == [.character("q")])
    }

    @Test func `delivers a paste whole, in one key`() {
        var decoder = KeyDecoder()

        let first = decoder.keys(from: [.character(0x78), .pasteBegin] + raw("D\r\nq\rz\t\u{1B}[A"), at: 0)
        let second = decoder.keys(from: raw("end") + [.code(259), .pasteEnd] + raw("y"), at: 10)

        #expect(first == [.character("x")])
        #expect(second == [.paste("D\nq\nz\t\u{1B}[Aend"), .character("y")])
    }

    @Test func `sees the end of a paste that came in pieces`() {
        var decoder = KeyDecoder()

        #expect(decoder.keys(from: raw("\u{1B}[200~abc\u{1B}[20"), at: 0) == [])
        #expect(decoder.keys(from: raw("1~x"), at: 50) == [.paste("abc"), .character("x")])
    }

    @Test func `delivers a paste that never ends when the next key comes`() {
        var decoder = KeyDecoder()
        _ = decoder.keys(from: [.pasteBegin] + raw("abc"), at: 0)

        #expect(decoder.keys(from: raw("q"), at: 5000) == [.paste("abc"), .character("q")])
    }

    @Test func `bounds a paste`() {
        var decoder = KeyDecoder()
        let flood = Array(repeating: RawKey.character(0x61), count: KeyDecoder.pasteLimit + 5)

        let keys = decoder.keys(from: [.pasteBegin] + flood + [.pasteEnd], at: 0)

        #expect(keys == [.paste(String(repeating: "a", count: KeyDecoder.pasteLimit))])
    }

    @Test func `makes a double click of two presses in one place`() {
        var decoder = KeyDecoder()
        let press = RawKey.mouse(MouseReport(kind: .leftPress, x: 4, y: 2))
        let place = Point(x: 4, y: 2)

        let keys = decoder.keys(from: [press], at: 0) + decoder.keys(from: [press], at: 100)
        let later = decoder.keys(from: [press], at: 900) + decoder.keys(from: [press], at: 2000)

        #expect(
            keys == [
                .mouse(MouseEvent(.press, button: .left, at: place)),
                .mouse(MouseEvent(.doubleClick, button: .left, at: place)),
            ])
        #expect(later.allSatisfy { $0 == .mouse(MouseEvent(.press, button: .left, at: place)) })
    }

    @Test(arguments: [
        ("kLFT5", KeyPress.alternate("b")), ("kRIT3", .alternate("f")), ("kUP5", .up), ("kDC6", .alternate("d")),
    ])
    func `knows xterm's names of keys with a modifier`(name: String, key: KeyPress) {
        #expect(KeyTable.key(extendedName: name) == key)
        #expect(KeyTable.key(extendedName: "kFOO") == nil)
    }
}
