import TerminalKit
import Testing

@Suite struct `Text field` {
    private func typed(_ text: String, _ keys: KeyPress...) -> TextField {
        var field = TextField(text)
        for key in keys { field.handle(key) }
        return field
    }

    @Test func `takes characters at its cursor`() {
        let field = typed("ad", .left, .character("b"), .character("王"))

        #expect(field.text == "ab王d")
        #expect(field.cursor == 3)
        #expect(field.textBeforeCursor == "ab王")
    }

    @Test(arguments: [
        (KeyPress.backspace, "one tw", 6), (.delete, "one two", 7), (.control("h"), "one tw", 6),
        (.control("u"), "", 0), (.control("w"), "one ", 4), (.control("a"), "one two", 0), (.home, "one two", 0),
        (.control("k"), "one two", 7), (.alternate("b"), "one two", 4), (.control("b"), "one two", 6),
    ])
    func `edits at the end`(key: KeyPress, text: String, cursor: Int) {
        let field = typed("one two", key)

        #expect(field.text == text)
        #expect(field.cursor == cursor)
    }

    @Test(arguments: [
        (KeyPress.delete, "ne two", 0), (.control("d"), "ne two", 0), (.control("k"), "", 0),
        (.backspace, "one two", 0),
        (.control("w"), "one two", 0), (.alternate("f"), "one two", 3), (.alternate("d"), " two", 0),
        (.end, "one two", 7), (.control("e"), "one two", 7), (.left, "one two", 0), (.control("f"), "one two", 1),
    ])
    func `edits at the start`(key: KeyPress, text: String, cursor: Int) {
        let field = typed("one two", .home, key)

        #expect(field.text == text)
        #expect(field.cursor == cursor)
    }

    @Test(arguments: [KeyPress.enter, .escape, .tab, .up, .down, .function(1), .control("r"), .alternate("z"), .resize])
    func `leaves other keys to its owner`(key: KeyPress) {
        var field = TextField("x")

        #expect(field.handle(key) == false)
        #expect(field == TextField("x"))
    }

    @Test func `makes one line of a paste`() {
        let field = typed("", .paste("\r\na\tb\nc\r\n"))

        #expect(field.text == "a b c")
    }

    @Test func `bounds a paste`() {
        let field = typed("", .paste(String(repeating: "x", count: 100_000)))

        #expect(field.text.count == TextField.limit)
    }

    @Test func `joins a mark with the character before it`() {
        let field = typed("e", .character("\u{301}"), .backspace)

        #expect(field.isEmpty)
        #expect(field.cursor == 0)
    }

    @Test func `draws its text and tells where the cursor is`() {
        var canvas = Canvas(size: Size(columns: 12, rows: 1))

        let cursor = typed("a王b", .left).draw(on: &canvas, at: Point(x: 1, y: 0), width: 8)

        #expect(canvas.grid.textRows() == [" a王b"])
        #expect(canvas.grid.roleRows() == [".iiiiiiii"])
        #expect(cursor == Point(x: 4, y: 0))
    }

    @Test func `scrolls so that the cursor is in sight`() {
        var canvas = Canvas(size: Size(columns: 6, rows: 3))
        let field = typed("abcdefghij")

        let atEnd = field.draw(on: &canvas, at: .zero, width: 6)
        let atStart = typed("abcdefghij", .home).draw(on: &canvas, at: Point(x: 0, y: 1), width: 6)
        typed("王王王王").draw(on: &canvas, at: Point(x: 0, y: 2), width: 6)

        #expect(canvas.grid.textRows() == ["…ghij", "abcde…", "… 王"])
        #expect(atEnd == Point(x: 5, y: 0))
        #expect(atStart == Point(x: 0, y: 1))
    }

    @Test(arguments: 0...4)
    func `stays within any width`(width: Int) {
        for moves in 0...4 {
            var canvas = Canvas(size: Size(columns: 6, rows: 1))
            canvas.fill(canvas.bounds, with: "#")
            var field = TextField("a王b王")
            for _ in 0..<moves { field.handle(.left) }

            let cursor = field.draw(on: &canvas, at: .zero, width: width)

            #expect(cursor.x >= 0 && cursor.x <= max(0, width - 1))
            #expect(canvas.grid[Point(x: width, y: 0)].scalar == "#")
        }
    }

    @Test func `shows dots for a password and words for nothing`() {
        var canvas = Canvas(size: Size(columns: 12, rows: 2))

        TextField("söcret", isMasked: true).draw(on: &canvas, at: .zero, width: 10)
        TextField().draw(on: &canvas, at: Point(x: 0, y: 1), width: 10, placeholder: "filter")

        #expect(canvas.grid.textRows() == ["••••••", "filter"])
    }
}
