internal import CNcurses
internal import Glibc
public import TerminalKit

extension CursesTerminal {
    /// Shows the grid; sends only what differs from the frame before.
    public mutating func draw(_ grid: CellGrid, cursor: Point?, theme: Theme) {
        guard !isendwin() else { return }
        let looks = looks(for: theme)
        let before = shown.flatMap { $0.size == grid.size ? $0 : nil }
        if before == nil { werase(curses_screen()) }
        for y in 0..<min(grid.size.rows, size.rows) {
            guard let before else {
                paint(grid.row(y), from: 0, atRow: y, looks)
                continue
            }
            if !grid.hasSameRow(y, as: before) { paintDifference(grid.row(y), before.row(y), atRow: y, looks) }
        }
        shown = grid
        finish(cursor: cursor)
    }

    /// The size of the last frame, where that is on screen as it was drawn; else nil.
    public var frameSize: Size? { shown.flatMap { $0.size == size ? $0.size : nil } }

    /// Draws over the last frame, and sends of it what `change` says it has drawn.
    public mutating func drawOver(theme: Theme, _ change: (inout Canvas) -> [Rect]) {
        // The canvas alone has the frame, so that it is changed in place.
        guard !isendwin(), let frame = shown.take() else { return }
        let hadLooks = looks?.theme == theme
        let looks = looks(for: theme)
        var canvas = Canvas(grid: frame, glyphs: glyphs)
        let areas = change(&canvas)
        for area in hadLooks ? areas : [Rect(size)] {
            for y in area.y..<max(area.y, min(area.maxY, size.rows)) {
                paint(canvas.grid.row(y).dropFirst(area.x).prefix(area.width), from: area.x, atRow: y, looks)
            }
        }
        shown = canvas.grid
        finish(cursor: nil)
    }

    private func finish(cursor: Point?) {
        place(cursor)
        wnoutrefresh(curses_screen())
        doupdate()
    }

    /// Sends the whole of the next frame.
    public mutating func repaint() {
        shown = nil
        clearok(curses_physical_screen(), true)
    }

    /// Takes the window's size as it is now.
    public mutating func resize() -> Size {
        var window = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0 {
            resizeterm(Int32(window.ws_row), Int32(window.ws_col))
        }
        repaint()
        return size
    }

    private mutating func looks(for theme: Theme) -> Looks {
        if let looks, looks.theme == theme { return looks }
        let made = Looks(theme, depth: colorDepth, pairs: &pairs)
        looks = made
        shown = nil
        return made
    }

    private func place(_ cursor: Point?) {
        guard let cursor, Rect(size).contains(cursor) else {
            curs_set(0)
            return
        }
        wmove(curses_screen(), Int32(cursor.y), Int32(cursor.x))
        curs_set(1)
    }

    /// Paints from the first cell that differs to the last one, whole characters only.
    private func paintDifference(_ row: ArraySlice<Cell>, _ before: ArraySlice<Cell>, atRow y: Int, _ looks: Looks) {
        var first = 0
        var last = row.count - 1
        while first < last, row[row.startIndex + first] == before[before.startIndex + first] { first += 1 }
        while last > first, row[row.startIndex + last] == before[before.startIndex + last] { last -= 1 }
        if row[row.startIndex + first].isContinuation, first > 0 { first -= 1 }
        if row[row.startIndex + last].isWide, last + 1 < row.count { last += 1 }
        paint(row[row.startIndex + first...row.startIndex + last], from: first, atRow: y, looks)
    }

    private func paint(_ cells: ArraySlice<Cell>, from x: Int, atRow y: Int, _ looks: Looks) {
        let columns = min(cells.count, size.columns - x)
        guard columns > 0 else { return }
        withUnsafeTemporaryAllocation(of: cchar_t.self, capacity: columns + 1) { buffer in
            guard let base = buffer.baseAddress else { return }
            var count = 0
            for cell in cells.prefix(columns) where !cell.isContinuation {
                let look = looks[cell.look]
                curses_set_cell(base + count, cell.scalar.value, cell.packedMarks, look.attributes, look.pair)
                count += 1
            }
            curses_set_cell(base + count, 0, 0, 0, 0)
            mvwadd_wchnstr(curses_screen(), Int32(y), Int32(x), base, Int32(count))
        }
    }
}
