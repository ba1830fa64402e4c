import TerminalKit
import Testing

@Suite struct `Cell grid` {
    private func grid(_ lines: String...) -> CellGrid {
        var canvas = Canvas(size: Size(columns: 6, rows: lines.count))
        for (y, line) in lines.enumerated() { canvas.write(line, at: Point(x: 0, y: y)) }
        return canvas.grid
    }

    @Test func `compares row by row`() {
        let before = grid("one", "two", "e\u{301}")
        var after = before
        after[Point(x: 1, y: 1)] = Cell("o", role: .match)

        #expect(after.hasSameRow(0, as: before))
        #expect(!after.hasSameRow(1, as: before))
        #expect(after.hasSameRow(2, as: before))
        #expect(!after.hasSameRow(3, as: before))
        #expect(!after.hasSameRow(-1, as: before))
        #expect(after != before)
    }

    @Test func `differs in role, selection and marks`() {
        let plain = grid("e")
        var canvas = Canvas(grid: plain)
        canvas.select(Rect(x: 0, y: 0, width: 1, height: 1))

        #expect(canvas.grid != plain)
        #expect(grid("e\u{301}") != plain)
        #expect(grid("e\u{301}") != grid("e\u{300}"))
        #expect(Cell("a", role: .user) != Cell("a"))
    }

    @Test func `reads blank and writes nothing outside`() {
        var grid = grid("ab")

        grid[Point(x: 6, y: 0)] = Cell("x")
        grid[Point(x: -1, y: 0)] = Cell("x")

        #expect(grid[Point(x: 6, y: 0)] == .blank)
        #expect(grid[Point(x: 0, y: -1)] == .blank)
        #expect(grid.row(7).isEmpty)
        #expect(grid.textRows() == ["ab"])
    }

    @Test func `keeps what fits when its size changes`() {
        var grid = grid("abcdef", "王王王")

        grid.resize(to: Size(columns: 5, rows: 3))

        #expect(grid.textRows() == ["abcde", "王王", ""])
        #expect(grid.row(1).allSatisfy { !$0.isWide || $0.scalar == "王" })
        #expect(grid[Point(x: 4, y: 1)] == .blank)
    }

    @Test func `can be emptied`() {
        var grid = grid("abc")

        grid.clear()

        #expect(grid == CellGrid(Size(columns: 6, rows: 1)))
    }

    @Test func `holds every part of a cell apart`() {
        for role in Role.allCases {
            var cell = Cell("\u{10FFFD}", role: role, selected: true)
            #expect(cell.scalar == "\u{10FFFD}" && cell.role == role && cell.isSelected)
            #expect(cell.look == Int(role.rawValue) + 256)
            cell.isSelected = false
            cell.role = .text
            #expect(cell == Cell("\u{10FFFD}"))
        }
    }

    @Test func `names the selected columns in its roles`() {
        var canvas = Canvas(size: Size(columns: 6, rows: 1))

        canvas.select(Rect(x: 0, y: 0, width: 2, height: 1))
        canvas.select(Rect(x: 4, y: 0, width: 1, height: 1))

        #expect(canvas.grid.roleRows() == [" <0-1> <4-4>"])
    }
}
