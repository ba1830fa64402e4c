internal import Operations
internal import SessionModel
internal import TerminalKit

/// Draws the operators' journal, an act a line.
struct JournalDrawing {
    let view: JournalView

    private struct Field {
        var column: ListColumns.Column
        var role: Role
        var text: (JournalLine) -> String
    }

    func draw(on canvas: inout Canvas, _ layout: ConsoleLayout) {
        let fields = Self.fields(layout.body.width)
        let list = ListColumns(fields.map(\.column), width: layout.body.width)
        canvas.inside(layout.columns) { list.drawHeadings(on: &$0) }
        canvas.inside(layout.body) { canvas in
            for (y, place) in view.viewport.visible.enumerated() where place < view.lines.count {
                let line = view.lines[place]
                list.draw(
                    fields.map { ($0.text(line), $0.role) }, at: y, isCursor: place == view.viewport.cursor, on: &canvas
                )
            }
            if view.lines.isEmpty, view.isRead {
                canvas.write("No act has been written down yet.", at: Point(x: 2, y: 1), role: .dim)
            }
        }
    }

    /// The columns that fit; what finds no room is in the line below that tells all.
    private static func fields(_ width: Int) -> [Field] {
        func field(_ heading: String, _ width: Int, _ role: Role, _ text: @escaping (JournalLine) -> String) -> Field {
            Field(column: .init(heading: heading, width: width), role: role, text: text)
        }
        let isWide = width >= 110
        let isNarrow = width < 72
        var fields = [
            field("TIME", isWide ? 20 : 11, .dim) { $0.isDamaged ? "" : Self.time($0.at, isWhole: isWide) },
            field("WHO", isWide ? 14 : isNarrow ? 7 : 8, .user) { $0.who },
        ]
        if !isNarrow { fields.append(field("FROM", isWide ? 15 : 9, .text) { Self.from($0) }) }
        fields.append(field("VERB", 10, .heading) { $0.verb })
        fields.append(field("TARGET", isWide ? 20 : 12, .identifier) { $0.target })
        if isWide { fields.append(field("COUNT", 5, .text) { $0.count.grouped }) }
        if !isNarrow { fields.append(field("REASON", isWide ? width / 5 : 11, .text) { $0.reason ?? "" }) }
        fields.append(field("RESULT", 0, .text) { $0.result })
        return fields
    }

    /// From where, without what every terminal's name begins with.
    private static func from(_ line: JournalLine) -> String {
        line.from.hasPrefix("/dev/") ? String(line.from.dropFirst(5)) : line.from
    }

    /// A moment as exactly as it fits.
    private static func time(_ moment: Timestamp, isWhole: Bool) -> String {
        let whole = moment.iso8601
        return isWhole
            ? String(whole.prefix(19)) + "Z"
            : String(whole.prefix(16).map { $0 == "T" ? " " : $0 }.dropFirst(5))
    }
}
