internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Draws one user's sessions over all open stores.
struct PersonDrawing: ~Copyable {
    let console: Console
    let now: Timestamp

    func draw(on canvas: inout Canvas, _ layout: ConsoleLayout) {
        guard let view = console.personView else { return }
        let width = layout.body.width
        let isWide = width >= 72
        var columns: [ListColumns.Column] = [.init(heading: "TTL", width: 9)]
        if hasSeveralStores { columns.append(.init(heading: "FROM", width: isWide ? 14 : 10)) }
        columns += [.init(heading: "ID", width: 11), .init(heading: "SEEN", width: 7, alignment: .right)]
        if isWide { columns.append(.init(heading: "AGE", width: 7, alignment: .right)) }
        columns.append(.init(heading: "MATCHED BY", width: 0))
        let list = ListColumns(columns, width: width)
        canvas.inside(layout.columns) { list.drawHeadings(on: &$0) }
        let rows = view.rows
        canvas.inside(layout.body) { canvas in
            for (y, place) in view.viewport.visible.enumerated() where place < rows.count {
                list.draw(
                    cells(rows[place], isWide: isWide), at: y, isCursor: place == view.viewport.cursor, on: &canvas)
            }
            if rows.isEmpty {
                let text = view.ticket == nil ? "There is no live session of this user." : "Reading all open stores."
                canvas.write(text, at: Point(x: 2, y: 1), role: .dim)
            }
            drawUncovered(view, below: rows.count, on: &canvas)
        }
    }

    /// Where only one store is open, nobody asks from which.
    private var hasSeveralStores: Bool { console.stores.count > 1 }

    private func cells(_ row: PersonView.Row, isWide: Bool) -> [(text: String, role: Role)] {
        let skew = console.stores.indices.contains(row.place) ? console.stores[row.place].examination.clockSkew : 0
        let left = row.target.deadline.moment.map { $0.milliseconds(since: now.adding(milliseconds: skew)) }
        var cells: [(text: String, role: Role)] = [
            (
                left.map { DurationText.format(milliseconds: $0) } ?? "never",
                left.map { $0 < 60_000 ? .ttlUrgent : $0 < 300_000 ? .ttlSoon : .ttlFine } ?? .ttlNever
            )
        ]
        if hasSeveralStores { cells.append((row.store, .text)) }
        cells += [(row.target.name, .identifier), (ago(row.target.lastSeenAt), .dim)]
        if isWide { cells.append((ago(row.target.createdAt), .dim)) }
        let matched = row.target.matched
        cells.append(("\(matched.path.map(\.description) ?? "user") = \(matched.name)", .text))
        return cells
    }

    /// What is not covered is said where the list ends.
    private func drawUncovered(_ view: PersonView, below count: Int, on canvas: inout Canvas) {
        var y = max(count, 2) + 1
        for store in view.plan?.uncovered ?? [] where y < canvas.size.rows {
            canvas.write(
                "not covered: \(Printable.text(store.store)): \(Printable.text(store.reason))", at: Point(x: 2, y: y),
                role: .warningText, width: canvas.size.columns - 3)
            y += 1
        }
    }

    private func ago(_ moment: Timestamp?) -> String {
        moment.map { DurationText.compact(milliseconds: now.milliseconds(since: $0)) } ?? "-"
    }
}
