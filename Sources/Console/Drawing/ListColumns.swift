internal import TerminalKit

/// Columns of a small list: each as wide as it was given, the last one with what is left; those that find no room are
/// left out from the right.
struct ListColumns: Sendable {
    /// One column.
    struct Column: Sendable {
        var heading: String
        var width: Int
        var alignment = TextAlignment.left
    }

    private let columns: [(column: Column, x: Int, width: Int)]

    /// - Parameter columns: From left to right; a width of 0 takes what is left.
    init(_ columns: [Column], width: Int) {
        let rest = max(8, Self.rest(of: columns, width: width))
        var x = 1
        self.columns = columns.compactMap { column in
            let wanted = column.width == 0 ? rest : column.width
            guard x + min(wanted, 4) <= width else { return nil }
            defer { x += wanted + 1 }
            return (column, x, min(wanted, width - x))
        }
    }

    /// What is left for a column without a width of its own.
    static func rest(of columns: [Column], width: Int) -> Int {
        width - 2 - columns.reduce(0) { $0 + ($1.width == 0 ? 0 : $1.width + 1) }
    }

    func drawHeadings(on canvas: inout Canvas) {
        canvas.fill(canvas.bounds, role: .columnHeading)
        for (column, x, width) in columns {
            canvas.write(
                TextWidth.fit(column.heading, to: width, alignment: column.alignment), at: Point(x: x, y: 0),
                role: .columnHeading, width: width)
        }
    }

    /// Draws one row; `cells` are what the columns say, in their order.
    func draw(_ cells: [(text: String, role: Role)], at y: Int, isCursor: Bool, on canvas: inout Canvas) {
        for (cell, place) in zip(cells, columns) {
            let text = Printable.text(cell.text)
            let fitted =
                place.column.alignment == .left ? text : TextWidth.fit(text, to: place.width, alignment: .right)
            canvas.write(fitted, at: Point(x: place.x, y: y), role: cell.role, width: place.width)
        }
        if isCursor {
            canvas.selectLine(y)
        }
    }
}
