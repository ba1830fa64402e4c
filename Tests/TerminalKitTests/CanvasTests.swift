import TerminalKit
import Testing

@Suite struct `Drawing on a canvas` {
    @Test func `writes a text and tells the columns used`() {
        var canvas = Canvas(size: Size(columns: 12, rows: 2))

        let used = canvas.write("hello", at: Point(x: 2, y: 1), role: .title)

        #expect(used == 5)
        #expect(canvas.grid.textRows() == ["", "  hello"])
        #expect(canvas.grid.roleRows() == ["", "..ttttt"])
    }

    @Test func `cuts a text to its width with an ellipsis`() {
        var canvas = Canvas(size: Size(columns: 12, rows: 2))

        #expect(canvas.write("abcdefgh", at: .zero, width: 5) == 5)
        #expect(canvas.write("abcde", at: Point(x: 0, y: 1), width: 5) == 5)

        #expect(canvas.grid.textRows() == ["abcd…", "abcde"])
    }

    @Test func `cuts with a tilde in ASCII`() {
        var canvas = Canvas(size: Size(columns: 12, rows: 1), glyphs: .ascii)

        canvas.write("abcdefgh", at: .zero, width: 5)

        #expect(canvas.grid.textRows() == ["abcd~"])
    }

    @Test(arguments: [(TextAlignment.left, "ab    |"), (.center, "  ab  |"), (.right, "    ab|")])
    func `fills a width`(alignment: TextAlignment, expected: String) {
        var canvas = Canvas(size: Size(columns: 7, rows: 1))
        canvas.write("xxxxxxx", at: .zero)

        #expect(canvas.write("ab", at: .zero, width: 6, alignment: alignment) == 6)
        canvas.write("|", at: Point(x: 6, y: 0))

        #expect(canvas.grid.textRows() == [expected])
    }

    @Test func `keeps the role of a selected cell`() {
        var canvas = Canvas(size: Size(columns: 6, rows: 1))

        canvas.write("abc", at: Point(x: 1, y: 0), role: .user, selected: true)

        #expect(canvas.grid.roleRows() == [".UUU <1-3>"])
        #expect(canvas.grid[Point(x: 1, y: 0)].isSelected)
        #expect(!canvas.grid[Point(x: 0, y: 0)].isSelected)
    }

    @Test func `gives a wide character two cells`() {
        var canvas = Canvas(size: Size(columns: 8, rows: 1))

        #expect(canvas.write("a王b", at: .zero) == 4)

        #expect(canvas.grid[Point(x: 1, y: 0)].isWide)
        #expect(canvas.grid[Point(x: 2, y: 0)].isContinuation)
        #expect(canvas.grid.textRows() == ["a王b"])
        #expect(canvas.grid.roleRows() == [""])
    }

    @Test func `never shows half a wide character when it cuts`() {
        var canvas = Canvas(size: Size(columns: 8, rows: 3))

        canvas.write("王王王", at: .zero, width: 4)
        canvas.write("王王王王王", at: Point(x: 1, y: 1))
        canvas.inside(Rect(x: 1, y: 2, width: 4, height: 1)) { $0.write("王王王", at: Point(x: -1, y: 0)) }

        #expect(canvas.grid.textRows() == ["王…", " 王王王", "  王"])
    }

    @Test(arguments: [(0, "x  b"), (1, "ax b"), (2, "a xb")])
    func `empties the other half of a wide character that is overwritten`(x: Int, expected: String) {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))
        canvas.write("a王b", at: .zero)
        if x == 0 { canvas.write("王", at: .zero) }

        canvas.write("x", at: Point(x: x, y: 0))

        #expect(canvas.grid.textRows() == [expected])
        #expect(canvas.grid.row(0).allSatisfy { !$0.isWide && !$0.isContinuation })
    }

    @Test func `empties halves also under a wide character, a fill and an accented text`() {
        var canvas = Canvas(size: Size(columns: 6, rows: 3))
        for y in 0..<3 { canvas.write("王明李", at: Point(x: 0, y: y)) }

        canvas.write("四", at: Point(x: 1, y: 0))
        canvas.fill(Rect(x: 1, y: 1, width: 2, height: 1), with: "-")
        canvas.write("é", at: Point(x: 3, y: 2))

        #expect(canvas.grid.textRows() == [" 四 李", " -- 李", "王 é李"])
    }

    @Test func `puts marks on the character before them, three at most`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))

        let used = canvas.write("e\u{301}\u{302}\u{303}\u{304}\u{305}x", at: .zero)

        #expect(used == 2)
        #expect(canvas.grid[.zero].marks == ["\u{301}", "\u{302}", "\u{303}"])
        #expect(canvas.grid[Point(x: 1, y: 0)].text == "x")
    }

    @Test func `survives a flood of marks`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))

        #expect(canvas.write("a" + String(repeating: "\u{300}", count: 10_000) + "b", at: .zero) == 2)

        #expect(canvas.grid.row(0).allSatisfy { $0.marks.count <= 3 })
    }

    @Test func `shows the substitute for a mark that has no character`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))

        canvas.write("\u{301}a", at: .zero)

        #expect(canvas.grid.textRows() == ["\u{FFFD}a"])
    }

    @Test(arguments: Hostile.scalars)
    func `never puts into a cell what a terminal would obey`(scalar: Unicode.Scalar) {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))
        var ascii = Canvas(size: Size(columns: 4, rows: 1), glyphs: .ascii)
        let text = "a\(Character(scalar))b"

        canvas.write(text, at: .zero)
        ascii.write(text, at: .zero)
        ascii.fill(Rect(x: 3, y: 0, width: 1, height: 1), with: Character(scalar))

        #expect(canvas.grid.textRows() == ["a\u{FFFD}b"])
        #expect(ascii.grid.textRows() == ["a?b?"])
        #expect(TextWidth.columns(of: text) == 3)
    }

    @Test func `draws only ASCII in ASCII`() {
        var canvas = Canvas(size: Size(columns: 20, rows: 3), glyphs: .ascii)

        canvas.write("Zoë 王…e\u{301}→x", at: .zero)
        canvas.fill(Rect(x: 0, y: 1, width: 2, height: 1), with: "█")
        canvas.box(Rect(x: 3, y: 1, width: 4, height: 2))

        #expect(canvas.grid.textRows() == ["Zo? ? ~e>x", "?? +--+", "   +--+"])
        #expect((0..<3).allSatisfy { y in canvas.grid.row(y).allSatisfy { $0.text.allSatisfy(\.isASCII) } })
    }

    @Test(arguments: [
        Point(x: -3, y: 0), Point(x: 9, y: 0), Point(x: 3, y: -1), Point(x: 0, y: 5), Point(x: -100, y: -100),
        Point(x: .max, y: .max), Point(x: .min, y: .min), Point(x: 5, y: 1), Point(x: -1, y: 1),
    ])
    func `is safe wherever one draws`(point: Point) {
        var canvas = Canvas(size: Size(columns: 6, rows: 2))
        let rect = Rect(x: point.x, y: point.y, width: 4, height: 4)

        for text in ["ascii", "王明", "e\u{301}x\u{202E}"] {
            canvas.write(text, at: point)
            canvas.write(text, at: point, width: 3, alignment: .right)
            canvas.write(text, at: point, width: .max)
        }
        canvas.fill(rect)
        canvas.box(rect, title: "title", trailing: "x")
        canvas.recolor(rect, role: .dim)
        canvas.select(rect)
        canvas.bar(0.5, at: point, width: 9)
        canvas.horizontalRule(at: point)
        canvas.verticalRule(at: point)

        #expect(canvas.grid.size == Size(columns: 6, rows: 2))
        #expect(canvas.grid.textRows().allSatisfy { TextWidth.columns(of: $0) <= 6 })
    }

    @Test(arguments: [Size(columns: 0, rows: 0), Size(columns: 1, rows: 1), Size(columns: 0, rows: 5)])
    func `is safe when there is no room`(size: Size) {
        var canvas = Canvas(size: size)

        canvas.write("王x", at: .zero)
        canvas.inside(Rect(x: 0, y: 0, width: 0, height: 1)) { $0.write("王x", at: Point(x: -1, y: 0)) }
        canvas.box(Rect(size), title: "t")

        #expect(canvas.grid.size == size)
    }

    @Test func `leaves everything outside a region alone`() {
        var canvas = Canvas(size: Size(columns: 8, rows: 3))
        canvas.fill(canvas.bounds, with: ".")

        canvas.inside(Rect(x: 2, y: 1, width: 4, height: 1)) { canvas in
            #expect(canvas.size == Size(columns: 4, rows: 1))
            canvas.fill(Rect(x: -9, y: -9, width: 99, height: 99), with: "x")
            canvas.write("abcdefgh", at: Point(x: -1, y: 0))
            canvas.inside(Rect(x: 3, y: 0, width: 9, height: 9)) { $0.write("ZZ", at: .zero) }
        }

        #expect(canvas.grid.textRows() == ["........", "..bcdZ..", "........"])
        #expect(canvas.bounds == Rect(x: 0, y: 0, width: 8, height: 3))
    }

    @Test func `gives what is behind a dialog another role`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))
        canvas.write("ab", at: .zero, role: .user, selected: true)

        canvas.recolor(role: .dim)

        #expect(canvas.grid.roleRows() == ["dddd"])
    }

    @Test func `highlights a part and lets the selection stand`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))
        canvas.write("abcd", at: .zero, role: .user, selected: true)

        canvas.highlight(Rect(x: 1, y: 0, width: 2, height: 1), role: .match)

        #expect(canvas.grid.roleRows() == ["UMMU <0-3>"])
    }

    @Test func `draws a box with words in its top line`() {
        var canvas = Canvas(size: Size(columns: 20, rows: 3))

        let inner = canvas.box(canvas.bounds, title: "Users", trailing: "12")

        #expect(inner == Rect(x: 1, y: 1, width: 18, height: 1))
        #expect(
            canvas.grid.textRows() == [
                "┌─ Users ───── 12 ─┐",
                "│                  │",
                "└──────────────────┘",
            ])
    }

    @Test func `cuts a title that is longer than its box`() {
        var canvas = Canvas(size: Size(columns: 12, rows: 2), glyphs: .ascii)

        canvas.box(canvas.bounds, title: "a long title", trailing: "99")

        #expect(canvas.grid.textRows() == ["+- a long~-+", "+----------+"])
    }

    @Test func `is drawn on alone when it is copied`() {
        let empty = Canvas(size: Size(columns: 3, rows: 1))
        var canvas = empty

        canvas.write("abc", at: .zero)

        #expect(empty.grid.textRows() == [""])
    }
}
