internal import Operations
internal import StoreKit
public import TerminalKit
public import SessionModel

extension Console {
    var layout: ConsoleLayout { ConsoleLayout(size: size, view: view, showsEvents: sessionsView.showsEvents) }

    /// Fits every view into its place.
    mutating func layOut() {
        let layout = layout
        switch view {
        case .sessions:
            sessionsView.fit(list, height: layout.body.height)
            eventsView.fit(events, height: layout.events.height)
        case .events: eventsView.fit(events, height: layout.body.height)
        case .inspector: inspector?.fit(layout.body.size)
        case .users: usersView.viewport.update(count: usersView.shown.count, height: layout.body.height)
        case .person: personView?.fit(height: layout.body.height)
        case .horizon: break
        case .alarms: alarmsView.viewport.update(count: alarmWatch.alarms.count, height: layout.body.height)
        case .life:
            let count = lifeView.flatMap { lives.life(of: $0.key) }?.moments.count ?? 0
            lifeView?.fit(count, height: max(1, layout.body.height - LifeDrawing.factRows))
        case .comparison:
            let isWide = layout.body.width >= ComparisonDrawing.wideFrom
            let count = comparison?.count(isWide: isWide) ?? 0
            comparison?.viewport.update(
                count: count,
                height: max(1, layout.body.height - ComparisonDrawing.headRows(layout.body.width)))
        case .stores: storesView.viewport.update(count: stores.count + uncovered.count, height: layout.body.height)
        case .journal: journal.viewport.update(count: journal.lines.count, height: layout.body.height)
        case .help: helpView.viewport.update(count: helpView.commands.count, height: layout.body.height)
        case .messages: messagesView.viewport.update(count: messages.messages.count, height: layout.body.height)
        }
        if layout.side.width > 1 {
            sessionsView.preview?.fit(Size(columns: layout.side.width - 1, rows: layout.side.height))
        }
    }

    /// Draws the screen; gives where the terminal's cursor blinks, or nil to hide it.
    public func draw(on canvas: inout Canvas, at now: Timestamp) -> Point? {
        guard size.columns >= ConsoleLayout.smallest.columns, size.rows >= ConsoleLayout.smallest.rows else {
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
        drawView(on: &canvas, layout, storeNow)
        drawMatches(on: &canvas, in: layout.body)
        canvas.inside(layout.detail) { drawDetail(on: &$0) }
        canvas.inside(Rect(x: layout.keys.x, y: layout.keys.y, width: layout.keys.width, height: 2)) {
            drawKeys(on: &$0)
        }
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

    private func drawView(on canvas: inout Canvas, _ layout: ConsoleLayout, _ storeNow: Timestamp) {
        switch view {
        case .sessions:
            SessionsDrawing(console: self, now: storeNow).draw(on: &canvas, layout)
        case .events:
            EventsDrawing(console: self).draw(on: &canvas, columns: layout.columns, body: layout.body, hasCursor: true)
        case .inspector:
            canvas.inside(layout.body) { canvas in
                if let inspector {
                    InspectorDrawing(inspector, in: self, now: now, hasCursor: true).draw(on: &canvas)
                }
            }
        case .users: UsersDrawing(console: self, now: now).draw(on: &canvas, layout)
        case .person: PersonDrawing(console: self, now: now).draw(on: &canvas, layout)
        case .alarms: AlarmsDrawing(console: self).draw(on: &canvas, layout)
        case .horizon: canvas.inside(layout.body) { HorizonDrawing(self).draw(on: &$0) }
        case .stores: StoresDrawing(console: self, now: now).draw(on: &canvas, layout)
        case .life: canvas.inside(layout.body) { LifeDrawing.draw(self, on: &$0) }
        case .comparison:
            canvas.inside(layout.body) { canvas in
                if let comparison { ComparisonDrawing(view: comparison).draw(on: &canvas) }
            }
        case .journal: JournalDrawing(view: journal).draw(on: &canvas, layout)
        case .help: canvas.inside(layout.body) { drawHelp(on: &$0) }
        case .messages: canvas.inside(layout.body) { drawMessages(on: &$0) }
        }
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
