internal import Operations
internal import StoreKit
public import TerminalKit
public import SessionModel

extension Console {
    var layout: ConsoleLayout { ConsoleLayout(size: size, view: view, showsEvents: sessionsView.showsEvents) }

    /// Whether the screen is large enough to show anything.
    var hasRoom: Bool { size.holds(ConsoleLayout.smallest) }

    /// Fits every view into its place.
    mutating func layOut() {
        let layout = layout
        page.layOut(&self, layout)
        layOutHints()
        if layout.side.width > 1 {
            sessionsView.preview?.fit(Size(columns: layout.side.width - 1, rows: layout.side.height))
        }
    }

    /// Draws the screen; gives where the terminal's cursor blinks, or nil to hide it.
    public func draw(on canvas: inout Canvas, at now: Timestamp) -> Point? {
        guard hasRoom else {
            canvas.write("curfew needs 40x10", at: Point(x: 0, y: 0), role: .warningText, width: size.columns)
            return nil
        }
        let layout = layout
        let storeNow = now.adding(milliseconds: facts?.examination.clockSkew ?? 0)
        canvas.inside(layout.header) { drawHeader(on: &$0, now) }
        canvas.inside(layout.pulse) { canvas in
            if canvas.size.rows > 0 { PulseDrawing(self, at: now).draw(on: &canvas) }
        }
        canvas.inside(layout.tabs) { drawTabs(on: &$0) }
        canvas.inside(layout.path) { drawPath(on: &$0) }
        page.draw(self, &canvas, layout, storeNow)
        drawMatches(on: &canvas, in: layout.body)
        canvas.inside(layout.detail) { drawDetail(on: &$0) }
        canvas.inside(layout.allKeys) { drawKeys(on: &$0) }
        let rows = messageGoesOn ? 2 : 1
        canvas.inside(Rect(x: layout.message.x, y: layout.message.y, width: layout.message.width, height: rows)) {
            drawMessage(on: &$0)
        }
        var cursor: Point?
        canvas.inside(layout.prompt) { canvas in
            cursor = drawPrompt(on: &canvas)
        }
        cursor = cursor.map { Point(x: $0.x + layout.prompt.x, y: $0.y + layout.prompt.y) }
        if let dialog { cursor = draw(dialog, on: &canvas) }
        return cursor
    }

    private func draw(_ dialog: any Dialog, on canvas: inout Canvas) -> Point? {
        let wanted = dialog.wantedSize(within: size)
        let frame = canvas.bounds.centered(
            Size(columns: min(wanted.columns, size.columns), rows: min(wanted.rows, size.rows)))
        canvas.recolor(role: .dim)
        canvas.fill(frame, role: .dialogText)
        let inner = canvas.box(
            frame, title: dialog.title, titleRole: .dialogTitle, role: dialog.isDangerous ? .danger : .focusBorder)
        let point = canvas.inside(inner) { dialog.draw(on: &$0) }
        return point.map { Point(x: $0.x + inner.x, y: $0.y + inner.y) }
    }
}
