internal import SessionModel
internal import TerminalKit

/// The bookmarks of this run; Enter goes to one.
struct BookmarkMenu: Dialog {
    let title = "Bookmarks"
    private var rows: [Row]
    private var viewport = Viewport(margin: 1)

    private struct Row: Sendable {
        var bookmark: Bookmark
        /// Whether what it is of is no more.
        var isOver: Bool
    }

    init(_ console: Console) {
        rows = console.bookmarks.all.map { Row(bookmark: $0, isOver: console.isOver($0)) }
        viewport.update(count: rows.count, height: 14)
    }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size {
        Size(columns: min(76, size.columns), rows: min(max(1, rows.count) + 3, size.rows - 2))
    }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape, .control("c"), .character("q"), .character("'"): return .close
        case .down, .character("j"), .tab: viewport.move(by: 1)
        case .up, .character("k"), .backTab: viewport.move(by: -1)
        case .pageDown: viewport.pageDown()
        case .pageUp: viewport.pageUp()
        case .enter: return rows.isEmpty ? .close : .go(rows[viewport.cursor].bookmark)
        case .character("m"), .delete:
            guard !rows.isEmpty else { return .close }
            let row = rows.remove(at: viewport.cursor)
            viewport.update(count: rows.count, height: viewport.height)
            return .unmark(row.bookmark)
        default: break
        }
        return .stay
    }

    func draw(on canvas: inout Canvas) -> Point? {
        var shown = viewport
        shown.update(count: rows.count, height: canvas.size.rows - 1)
        for (y, place) in shown.visible.enumerated() {
            let row = rows[place]
            canvas.write(String(row.bookmark.at.clockText.prefix(8)), at: Point(x: 2, y: y), role: .dim)
            let kind = row.isOver ? "ended" : row.bookmark.isOfEvent ? "event" : "session"
            canvas.write(kind, at: Point(x: 11, y: y), role: row.isOver ? .warningText : .hintKey, width: 8)
            canvas.write(
                Printable.text(row.bookmark.title), at: Point(x: 20, y: y), role: row.isOver ? .dim : .dialogText,
                width: max(0, canvas.size.columns - 21))
            if place == shown.cursor {
                canvas.write(canvas.glyphs.cursor, at: Point(x: 0, y: y), role: .dialogTitle)
                canvas.select(canvas.bounds.row(y))
            }
        }
        if rows.isEmpty { canvas.write("None is left.", at: Point(x: 2, y: 0), role: .dim) }
        canvas.write(
            "Enter goes there, m takes it away, Esc closes", at: Point(x: 1, y: canvas.size.rows - 1), role: .dim,
            width: canvas.size.columns - 2)
        return nil
    }
}

extension Bookmark {
    fileprivate var isOfEvent: Bool {
        switch target {
        case .event: true
        case .session: false
        }
    }
}
