internal import Operations
internal import SessionModel
internal import TerminalKit

/// Draws two moments of a life: two sides where there is room for them, else what was above what is.
struct ComparisonDrawing {
    let view: ComparisonView

    /// From this many columns on there are two sides.
    static let wideFrom = 120

    private var comparison: LifeComparison { view.comparison }

    func draw(on canvas: inout Canvas) {
        let isWide = canvas.size.columns >= Self.wideFrom
        let middle = canvas.size.columns / 2
        drawHeading(comparison.old, "-", x: 1, width: (isWide ? middle : canvas.size.columns) - 2, y: 0, on: &canvas)
        drawHeading(
            comparison.new, "+", x: isWide ? middle + 1 : 1, width: canvas.size.columns - (isWide ? middle + 2 : 2),
            y: isWide ? 0 : 1, on: &canvas)
        let top = Self.headRows(canvas.size.columns)
        canvas.horizontalRule(at: Point(x: 0, y: top - 1))
        canvas.inside(Rect(x: 0, y: top, width: canvas.size.columns, height: max(0, canvas.size.rows - top))) {
            canvas in
            if let text = emptyText {
                for (y, line) in TextWidth.wrap(text, to: canvas.size.columns - 4).enumerated() {
                    canvas.write(line, at: Point(x: 2, y: y), role: .dim)
                }
            } else if isWide {
                drawSides(middle, on: &canvas)
            } else {
                drawUnified(on: &canvas)
            }
        }
    }

    /// How many rows stand above the fields, the rule counted.
    static func headRows(_ columns: Int) -> Int { columns >= wideFrom ? 2 : 3 }

    private var emptyText: String? {
        comparison.problem ?? (comparison.changes.isEmpty ? "No field differs between these two moments." : nil)
    }

    private func drawHeading(
        _ moment: LifeMoment, _ sign: String, x: Int, width: Int, y: Int, on canvas: inout Canvas
    ) {
        let deadline = moment.event.deadline.map { $0.moment.map { "dies at \($0.clockText)" } ?? "never dies" } ?? ""
        let text = "\(sign) \(moment.event.at.clockText)  \(Printable.text(moment.headline))  \(deadline)"
        canvas.write(text, at: Point(x: x, y: y), role: .heading, width: width)
    }

    private func drawSides(_ middle: Int, on canvas: inout Canvas) {
        canvas.verticalRule(at: Point(x: middle, y: 0), height: canvas.size.rows)
        for (y, place) in view.viewport.visible.enumerated() where place < comparison.changes.count {
            let change = comparison.changes[place]
            let path = Printable.text(change.path.description)
            let sides = change.sides(within: middle * 2 / 3 - 4)
            draw(path, sides.old, .diffOld, at: Point(x: 1, y: y), width: middle - 2, on: &canvas)
            draw(
                path, sides.new, .diffNew, at: Point(x: middle + 2, y: y),
                width: canvas.size.columns - middle - 3, on: &canvas)
            if place == view.viewport.cursor { canvas.selectLine(y) }
        }
    }

    private func draw(
        _ path: String, _ value: String?, _ role: Role, at point: Point, width: Int, on canvas: inout Canvas
    ) {
        let used = canvas.write(path, at: point, role: .jsonKey, width: max(8, width / 3)) + 2
        canvas.write(
            value.map(Printable.text) ?? "(not there)", at: Point(x: point.x + used, y: point.y),
            role: value == nil ? .dim : role, width: max(0, width - used))
    }

    private func drawUnified(on canvas: inout Canvas) {
        for (y, line) in view.viewport.visible.enumerated() where line / 2 < comparison.changes.count {
            let change = comparison.changes[line / 2]
            let isOld = line % 2 == 0
            canvas.write(isOld ? "-" : "+", at: Point(x: 1, y: y), role: isOld ? .diffOld : .diffNew)
            let path = Printable.text(change.path.description)
            let sides = change.sides(within: canvas.size.columns - min(TextWidth.columns(of: path), 24) - 6)
            draw(
                path, isOld ? sides.old : sides.new,
                isOld ? .diffOld : .diffNew, at: Point(x: 3, y: y), width: canvas.size.columns - 4, on: &canvas)
            if line == view.viewport.cursor { canvas.selectLine(y) }
        }
    }
}
