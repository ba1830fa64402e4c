internal import TerminalKit

/// What can be copied here, each with a letter and with what of it may be seen. What it is about does not change while
/// it is open.
struct CopyMenu: Dialog {
    struct Row: Hashable, Sendable {
        var item: CopyItem
        /// What of it is shown.
        var preview: String
        /// What picking it does; nil where it can't be copied, and the preview says why.
        var order: CopyOrder?
    }

    let title = "Copy"
    let rows: [Row]
    private var cursor = 0
    private static let labelWidth = 14

    init(_ rows: [Row]) { self.rows = rows }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size { Size(columns: min(76, size.columns), rows: rows.count + 3) }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape, .control("c"), .character("q"): return .close
        case .down, .character("j"), .tab: cursor = (cursor + 1) % max(1, rows.count)
        case .up, .character("k"), .backTab: cursor = (cursor + max(1, rows.count) - 1) % max(1, rows.count)
        case .enter: return rows.indices.contains(cursor) ? Self.answer(rows[cursor]) : .close
        case .character(let letter):
            if let row = rows.first(where: { $0.item.letter == letter }) { return Self.answer(row) }
        default: break
        }
        return .stay
    }

    /// What picking a row leads to.
    private static func answer(_ row: Row) -> DialogAnswer {
        guard let order = row.order else { return .say(refusal(row)) }
        return order.question == nil ? .copy(order) : .ask(order)
    }

    /// Why a row can't be copied.
    static func refusal(_ row: Row) -> String { "The \(row.item.title) can't be copied: \(row.preview)." }

    func draw(on canvas: inout Canvas) -> Point? {
        let room = max(0, canvas.size.columns - 5 - Self.labelWidth - 1)
        for (y, row) in rows.enumerated() {
            let isOff = row.order == nil
            canvas.write("\(row.item.letter)", at: Point(x: 2, y: y), role: isOff ? .hintOff : .hintKey)
            canvas.write(
                row.item.title, at: Point(x: 5, y: y), role: isOff ? .hintOff : .dialogText, width: Self.labelWidth)
            canvas.write(
                Printable.text(row.preview), at: Point(x: 5 + Self.labelWidth, y: y), role: isOff ? .hintOff : .dim,
                width: room)
            if y == cursor {
                canvas.write(canvas.glyphs.cursor, at: Point(x: 0, y: y), role: .dialogTitle)
                canvas.select(canvas.bounds.row(y))
            }
        }
        canvas.write(
            "A letter or Enter copies, Esc cancels", at: Point(x: 1, y: canvas.size.rows - 1), role: .dim,
            width: canvas.size.columns - 2)
        return nil
    }
}
