internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let comparison = ViewKind("comparison")
}

extension ViewPage {
    static let comparison: ViewPage = {
        var page = ViewPage(.comparison, title: "Comparison")
        page.isOfOneThing = true
        page.layOut = { console, layout in
            let width = layout.body.width
            let count = console.comparison?.count(isWide: width >= ComparisonDrawing.wideFrom) ?? 0
            console.comparison?.viewport.update(
                count: count, height: max(1, layout.body.height - ComparisonDrawing.headRows(width)))
        }
        page.draw = { console, canvas, layout, _ in
            canvas.inside(layout.body) { canvas in
                if let view = console.comparison { ComparisonDrawing(view: view).draw(on: &canvas) }
            }
        }
        page.viewport = { $0.comparison?.viewport ?? Viewport() }
        page.move = { $0.comparison?.move($1) }
        page.path = { console in "two moments of \(console.comparison.map { console.describe($0.key) } ?? "")" }
        page.counts = { console in
            let count = console.comparison?.comparison.changes.count ?? 0
            let more = console.comparison?.comparison.isCut == true ? " and more" : ""
            return count == 1 ? "1 field differs " : "\(count)\(more) fields differ "
        }
        page.target = { $0.comparison?.key }
        page.noTarget = { _ in nil }
        page.hasEnded = { _ in true }
        page.sentence = { $0.comparison?.sentence }
        page.commandLine = { console in console.comparison.map { console.whyLine($0.key) } }
        return page
    }()
}

extension ComparisonView {
    /// The line under the cursor, nothing cut.
    fileprivate var sentence: String? {
        let isWide = viewport.count == comparison.changes.count
        let place = isWide ? viewport.cursor : viewport.cursor / 2
        guard comparison.changes.indices.contains(place) else { return nil }
        let change = comparison.changes[place]
        let sides = change.sides(within: 90)
        return "\(change.path): \(sides.old ?? "(not there)") > \(sides.new ?? "(not there)")"
    }
}
