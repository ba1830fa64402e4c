internal import Operations
internal import SessionModel
internal import TerminalKit

/// Draws the list of sessions, with the session beside it and the events below where there is room.
struct SessionsDrawing {
    let console: Console
    /// The store's time.
    let now: Timestamp

    /// The columns that fit, each with where it begins and how wide it is.
    private struct Columns {
        var life = 0, user = 0, id = 0, from = 0, idle = 0, age = 0, address = 0, writer = 0, flags = 0
        var lifeWidth = 6, userWidth = 14, idWidth = 10, addressWidth = 15, writerWidth = 0, fromWidth = 0

        /// - Parameter names: The stores that rows may be from; none where it is one.
        init(width: Int, hasAddress: Bool, names: [String]) {
            let isNarrow = width < 72
            var x = 12
            if !isNarrow {
                life = x
                x += lifeWidth + 1
            }
            user = x
            userWidth = min(26, max(12, (width - 54) / 2 + 6))
            if hasAddress, !isNarrow { userWidth = min(userWidth, width < 96 ? 14 : 18) }
            x += userWidth + 1
            id = x
            x += idWidth + 2
            if let longest = names.map({ TextWidth.columns(of: Printable.text($0)) }).max() {
                from = x
                fromWidth = min(width < 96 ? 8 : 14, max(4, longest))
                x += fromWidth + 1
            }
            idle = x
            x += 8
            if width >= 96 {
                age = x
                x += 8
            }
            if hasAddress, width - x >= addressWidth + 10 {
                address = x
                x += addressWidth + 1
            }
            if width - x >= 22 {
                writer = x
                writerWidth = 11
                x += writerWidth + 1
            }
            flags = x
        }
    }

    func draw(on canvas: inout Canvas, _ layout: ConsoleLayout) {
        let list = console.list
        let visible = console.sessionsView.viewport.visible.clamped(to: 0..<list.order.count)
        let hasAddress = list.details.values.contains { $0.address != nil }
        let names = list.shownStore == nil ? console.facts?.members.map(\.name) ?? [] : []
        let columns = Columns(width: layout.body.width, hasAddress: hasAddress, names: names)
        canvas.inside(layout.columns) { drawHeadings(on: &$0, columns) }
        canvas.inside(layout.body) { canvas in
            for (y, place) in visible.enumerated() {
                drawRow(
                    Int(list.order[place]), y: y, on: &canvas, columns,
                    isCursor: place == console.sessionsView.viewport.cursor)
            }
            if visible.isEmpty { drawEmpty(on: &canvas) }
        }
        if layout.side.width > 0 { drawSide(on: &canvas, layout.side) }
        if layout.horizon.height > 0 {
            canvas.inside(layout.horizon) { HorizonDrawing(console).drawStrip(on: &$0) }
        }
        if layout.eventBar.height > 0 {
            canvas.inside(layout.eventBar) { drawEventBar(on: &$0) }
            EventsDrawing(console: console).draw(on: &canvas, columns: nil, body: layout.events, hasCursor: false)
        }
    }

    private func drawEmpty(on canvas: inout Canvas) {
        let failed = console.openFailure != nil
        var y = 1
        for line in TextWidth.wrap(emptyText, to: canvas.size.columns - 4) {
            canvas.write(line, at: Point(x: 2, y: y), role: failed ? .errorText : .dim)
            y += 1
        }
        guard failed else { return }
        for line in console.openHelp.map(Printable.text).flatMap({ TextWidth.wrap($0, to: canvas.size.columns - 4) }) {
            y += 1
            canvas.write(line, at: Point(x: 2, y: y), role: .text)
        }
    }

    private var emptyText: String {
        if let failure = console.openFailure { return Printable.text(failure) }
        if console.facts == nil { return "Opening the store." }
        if console.prompt?.kind == .filter { return "No id or user read so far fits; Enter searches all payloads." }
        if console.list.isFiltered, console.search?.isOver == false { return "Searching; Esc stops." }
        if console.list.isFiltered { return "No session fits the filter; Esc takes it off." }
        return console.scan == nil ? "No sessions here." : "Listing."
    }

    private func drawHeadings(on canvas: inout Canvas, _ columns: Columns) {
        canvas.fill(canvas.bounds, role: .columnHeading)
        func heading(_ text: String, _ x: Int, _ field: SortField? = nil) {
            guard x > 0 else { return }
            let isSorted = field == console.list.sortField
            let arrow =
                isSorted ? String(console.list.isDescending ? canvas.glyphs.sortDown : canvas.glyphs.sortUp) : ""
            canvas.write(text + arrow, at: Point(x: x, y: 0), role: isSorted ? .sortColumn : .columnHeading)
        }
        heading("TTL", 2, .ttl)
        heading("LIFE", columns.life)
        heading("USER", columns.user, .user)
        heading("ID", columns.id, .id)
        heading("FROM", columns.from)
        heading("IDLE", columns.idle)
        heading("AGE", columns.age)
        heading("IP", columns.address)
        heading("APP", columns.writer)
        heading("FLAGS", columns.flags)
    }

    private func drawRow(_ row: Int, y: Int, on canvas: inout Canvas, _ columns: Columns, isCursor: Bool) {
        let list = console.list
        guard list.table.isLive(row) else { return }
        let mark = list.rowMarks[row]
        let detail = list.details[row]
        let isDying = mark?.isDying == true
        if isCursor { canvas.write(canvas.glyphs.cursor, at: Point(x: 0, y: y), role: .heading) }
        if list.marked.contains(row) { canvas.write(canvas.glyphs.mark, at: Point(x: 1, y: y), role: .marked) }
        let life = self.life(row, isDying: isDying)
        canvas.write(life.text, at: Point(x: 2, y: y), role: life.role, width: 9)
        if columns.life > 0 {
            drawLife(row, detail, life, at: Point(x: columns.life, y: y), width: columns.lifeWidth, on: &canvas)
        }
        let user = list.table.user(row)
        let isRead = list.table.isUserKnown(row) && detail?.state != .unreadable
        let name = user.map(Printable.text) ?? (isRead ? "(anonymous)" : detail == nil ? "" : "?")
        canvas.write(
            name, at: Point(x: columns.user, y: y), role: isDying ? .rowDying : user == nil ? .anonymous : .user,
            width: columns.userWidth)
        let id = SessionID.shorten(Printable.text(detail?.id?.whole ?? list.idText(row)))
        canvas.write(
            id, at: Point(x: columns.id, y: y), role: isDying ? .rowDying : .identifier, width: columns.idWidth)
        if columns.from > 0 {
            let store = console.facts(of: list.table.key(row))?.name ?? ""
            canvas.write(
                TextWidth.shorten(Printable.text(store), to: columns.fromWidth), at: Point(x: columns.from, y: y),
                role: .text)
        }
        if let seen = detail?.lastSeen {
            canvas.write(
                DurationText.compact(milliseconds: now.milliseconds(since: seen)), at: Point(x: columns.idle, y: y),
                role: .dim, width: 7)
        }
        if columns.age > 0, let created = detail?.created {
            canvas.write(
                DurationText.compact(milliseconds: now.milliseconds(since: created)), at: Point(x: columns.age, y: y),
                role: .dim, width: 7)
        }
        if columns.address > 0, let address = detail?.address {
            canvas.write(Printable.text(address), at: Point(x: columns.address, y: y), role: .text, width: 15)
        }
        if columns.writer > 0, let writer = detail?.writer {
            canvas.write(writer, at: Point(x: columns.writer, y: y), role: .dim, width: columns.writerWidth)
        }
        drawFlags(row, mark, detail, life, at: Point(x: columns.flags, y: y), on: &canvas)
        if isCursor { canvas.select(canvas.bounds.row(y)) }
    }

    /// What the TTL column says, and how long the session still has.
    private func life(_ row: Int, isDying: Bool) -> (text: String, role: Role, left: Int64?) {
        if isDying { return ("ended", .rowDying, nil) }
        switch console.list.table.deadline(row) {
        case RowFacts.never: return ("never", .ttlNever, nil)
        case RowFacts.unknown: return ("?", .expired, nil)
        case let deadline:
            let left = deadline - now.milliseconds
            if left <= 0 { return (console.list.unswept.contains(row) ? "expired" : "00:00:00", .expired, nil) }
            // The second that is under way counts: a session with 0.4 s left is not dead yet.
            let text = DurationText.format(milliseconds: (left + 999) / 1000 * 1000)
            return (text, left < 60_000 ? .ttlUrgent : left < 300_000 ? .ttlSoon : .ttlFine, left)
        }
    }

    private func drawLife(
        _ row: Int, _ detail: RowDetail?, _ life: (text: String, role: Role, left: Int64?), at point: Point, width: Int,
        on canvas: inout Canvas
    ) {
        guard let left = life.left else {
            let glyph = life.role == .ttlNever ? "-" : "."
            canvas.write(String(repeating: glyph, count: width), at: point, role: .barEmpty)
            return
        }
        let whole = Double(max(1, detail?.lifetime ?? console.facts?.lifetime ?? 3_600_000))
        canvas.bar(
            min(1, Double(left) / whole), at: point, width: width, role: life.role == .ttlFine ? .bar : life.role)
    }

    private func drawFlags(
        _ row: Int, _ mark: RowMark?, _ detail: RowDetail?, _ life: (text: String, role: Role, left: Int64?),
        at point: Point, on canvas: inout Canvas
    ) {
        let list = console.list
        let alarms = console.alarmWatch.flags(of: list.table.key(row), user: list.table.user(row))
        var words: [(String, Role)] = alarms.map { ($0, .warningText) }
        if let mark { words.append((mark.word, mark.isDying ? .rowDying : mark.kind == .new ? .rowNew : .rowTouched)) }
        if life.role == .ttlUrgent { words.append(("!", .ttlUrgent)) }
        if life.role == .ttlNever { words.append(("NOEXP", .ttlNever)) }
        if list.unswept.contains(row) { words.append(("unswept", .expired)) }
        if detail?.state == .unreadable { words.append(("UNREADABLE", .errorText)) }
        if detail?.hasNotes == true { words.append(("note", .infoText)) }
        var x = point.x
        for (word, role) in words {
            x += canvas.write(word, at: Point(x: x, y: point.y), role: role, width: max(0, canvas.size.columns - x)) + 1
        }
    }

    private func drawSide(on canvas: inout Canvas, _ side: Rect) {
        canvas.verticalRule(at: side.origin, height: side.height)
        canvas.inside(Rect(x: side.x + 1, y: side.y, width: side.width - 1, height: side.height)) { canvas in
            guard let preview = console.sessionsView.preview, preview.session.key == console.sessionsView.cursorKey
            else { return }
            InspectorDrawing(preview, in: console, now: now, hasCursor: false).draw(on: &canvas)
        }
    }

    private func drawEventBar(on canvas: inout Canvas) {
        canvas.horizontalRule(at: Point(x: 0, y: 0))
        let rate = Double(console.events.count(since: console.now.adding(milliseconds: -10_000))) / 10
        let rounded = (rate * 10).rounded() / 10
        let view = console.eventsView
        let state = view.pausedAt != nil ? "paused, = goes on" : view.isFollowing ? "following" : "standing still"
        canvas.write(" events: \(state) ", at: Point(x: 2, y: 0), role: .heading)
        let kept = view.filteredOut > 0 ? " -- \(view.filteredOut.grouped) filtered out" : ""
        let right = " \(rounded)/s\(kept) "
        canvas.write(right, at: Point(x: canvas.size.columns - right.utf8.count - 2, y: 0), role: .dim)
    }
}
