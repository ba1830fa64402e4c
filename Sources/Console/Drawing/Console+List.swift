internal import Operations
internal import SessionModel
internal import SessionQuery
internal import TerminalKit

/// The list of sessions, with the session beside it and the events below where there is room.
///
/// These are the console's own functions, and no value of their own that holds it: a step of the cursor would wait for
/// the copy.
extension Console {
    /// Draws the whole view; the time is the store's.
    func drawList(on canvas: inout Canvas, _ layout: ConsoleLayout, at storeNow: Timestamp) {
        let visible = sessionsView.viewport.visible.clamped(to: 0..<list.order.count)
        let columns = listColumns
        canvas.inside(layout.columns) { drawHeadings(on: &$0, columns) }
        canvas.inside(layout.body) { canvas in
            for place in visible { drawEntry(place, on: &canvas, columns, at: storeNow) }
            if visible.isEmpty { drawEmptyList(on: &canvas) }
        }
        drawSide(on: &canvas, layout.side)
        if layout.horizon.height > 0 {
            canvas.inside(layout.horizon) { HorizonDrawing(self).drawStrip(on: &$0) }
        }
        if layout.eventBar.height > 0 {
            canvas.inside(layout.eventBar) { drawEventBar(on: &$0) }
            EventsDrawing(console: self).draw(on: &canvas, columns: nil, body: layout.events, hasCursor: false)
        }
    }

    /// Where the columns stand: as they were prepared.
    var listColumns: SessionColumns { sessionsView.columns ?? SessionColumns(self, width: layout.body.width) }

    private func drawEmptyList(on canvas: inout Canvas) {
        let failed = openFailure != nil
        var y = 1
        for line in TextWidth.wrap(emptyText, to: canvas.size.columns - 4) {
            canvas.write(line, at: Point(x: 2, y: y), role: failed ? .errorText : .dim)
            y += 1
        }
        guard failed else { return }
        for line in openHelp.map(Printable.text).flatMap({ TextWidth.wrap($0, to: canvas.size.columns - 4) }) {
            y += 1
            canvas.write(line, at: Point(x: 2, y: y), role: .text)
        }
    }

    private var emptyText: String {
        if let failure = openFailure { return Printable.text(failure) }
        if facts == nil { return "Opening the store." }
        if prompt?.kind == .filter {
            return list.filterScope == .row
                ? "No session fits so far." : "No id or user read so far fits; Enter searches all payloads."
        }
        if list.isFiltered, search?.isOver == false {
            return "Searching; \(keyName("back")) stops."
        }
        if list.isFiltered, let search, search.isIncomplete {
            let what = search.wasStopped ? "The search was stopped" : "The search failed, and is done again"
            return "\(what): what it has not seen may fit. \(keyName("back")) takes the filter off."
        }
        if list.isFiltered { return "No session fits the filter; \(keyName("back")) takes it off." }
        return scan == nil ? "No sessions here." : "Listing."
    }

    private func drawHeadings(on canvas: inout Canvas, _ columns: SessionColumns) {
        canvas.fill(canvas.bounds, role: .columnHeading)
        func heading(_ text: String, _ x: Int, _ field: SortField? = nil) {
            guard x > 0 else { return }
            let isSorted = field == list.sortField
            let arrow =
                isSorted ? String(list.isDescending ? canvas.glyphs.sortDown : canvas.glyphs.sortUp) : ""
            canvas.write(text + arrow, at: Point(x: x, y: 0), role: isSorted ? .sortColumn : .columnHeading)
        }
        heading("TTL", 2, .ttl)
        heading("LIFE", columns.life)
        heading("USER", columns.user, .user)
        heading("ID", columns.id, .id)
        for place in columns.places {
            let isSorted = place.field.isSorted(by: list.sortField, self.columns.payloads)
            let width = TextWidth.columns(of: place.heading) + (isSorted ? 1 : 0)
            heading(
                place.heading, place.alignment == .right ? place.x + max(0, place.width - width) : place.x,
                isSorted ? list.sortField : nil)
        }
        let last = canvas.size.columns - 1
        if columns.isCutLeft { canvas.write("<", at: Point(x: 1, y: 0), role: .sortColumn) }
        if columns.isCutRight { canvas.write(">", at: Point(x: last, y: 0), role: .sortColumn) }
    }

    /// Draws one entry of the list where it is on screen.
    func drawEntry(_ place: Int, on canvas: inout Canvas, _ columns: SessionColumns, at storeNow: Timestamp) {
        let viewport = sessionsView.viewport
        drawRow(
            Int(list.order[place]), y: place - viewport.offset, on: &canvas, columns, at: storeNow,
            isCursor: place == viewport.cursor)
    }

    private func drawRow(
        _ row: Int, y: Int, on canvas: inout Canvas, _ columns: SessionColumns, at storeNow: Timestamp, isCursor: Bool
    ) {
        guard list.table.isLive(row) else { return }
        let mark = list.rowMarks[row]
        let detail = list.details[row]
        let isDying = mark?.isDying == true
        if isCursor { canvas.write(canvas.glyphs.cursor, at: Point(x: 0, y: y), role: .heading) }
        if list.marked.contains(row) { canvas.write(canvas.glyphs.mark, at: Point(x: 1, y: y), role: .marked) }
        let life = life(row, isDying: isDying, at: list.time(of: row, at: storeNow))
        canvas.write(life.text, at: Point(x: 2, y: y), role: life.role, width: 9)
        if columns.life > 0 {
            drawLife(row, detail, life, at: Point(x: columns.life, y: y), width: columns.lifeWidth, on: &canvas)
        }
        let user = list.table.user(row)
        let nobody = list.table.isUserKnown(row) ? "(anonymous)" : detail == nil ? "" : "?"
        let name = user.map(Printable.text) ?? nobody
        canvas.write(
            name, at: Point(x: columns.user, y: y), role: isDying ? .rowDying : user == nil ? .anonymous : .user,
            width: columns.userWidth)
        let id = SessionID.shorten(Printable.text(detail?.id?.whole ?? list.idText(row)))
        canvas.write(
            id, at: Point(x: columns.id, y: y), role: isDying ? .rowDying : .identifier, width: columns.idWidth)
        for place in columns.places where place.field != .flags {
            let cell = cell(place.field, row, detail, columns, at: storeNow)
            canvas.write(
                cell.text, at: Point(x: place.x, y: y), role: cell.role, width: place.width, alignment: place.alignment)
        }
        if let place = columns.places.first(where: { $0.field == .flags }) {
            drawFlags(row, mark, detail, life, at: Point(x: place.x, y: y), on: &canvas)
        }
        if isCursor { canvas.select(canvas.bounds.row(y)) }
    }

    /// What a row has in a column that can be scrolled.
    private func cell(
        _ field: SessionColumns.Field, _ row: Int, _ detail: RowDetail?, _ places: SessionColumns,
        at storeNow: Timestamp
    ) -> (text: String, role: Role) {
        func since(_ moment: Timestamp?) -> (text: String, role: Role) {
            (moment.map { DurationText.compact(milliseconds: storeNow.milliseconds(since: $0)) } ?? "", .dim)
        }
        switch field {
        case .payload(let place):
            let value = columns.payloads[place]
            let cell = detail?.cell(value) ?? .missing
            return (cell.shown, cell == .hidden ? .dim : cell == .unreadable ? .errorText : .text)
        case .from:
            let store = list.store(of: row)
            return (places.storeNames.indices.contains(store) ? places.storeNames[store] : "", .text)
        case .idle: return since(detail?.lastSeen)
        case .age: return since(detail?.created)
        case .address: return (detail?.address.map(Printable.text) ?? "", .text)
        case .writer: return (detail?.writer ?? "", .dim)
        case .size: return (detail.map { ByteCount.format($0.size) } ?? "", .dim)
        case .flags: return ("", .text)
        }
    }

    /// What the TTL column says, and how long the session still has.
    private func life(_ row: Int, isDying: Bool, at now: Timestamp) -> (text: String, role: Role, left: Int64?) {
        if isDying { return ("ended", .rowDying, nil) }
        switch list.table.deadline(row) {
        case RowFacts.never: return ("never", .ttlNever, nil)
        case RowFacts.unknown: return ("?", .expired, nil)
        case let deadline:
            let left = Timestamp(milliseconds: deadline).milliseconds(since: now)
            if left <= 0 { return (list.unswept.contains(row) ? "expired" : "00:00:00", .expired, nil) }
            let text = DurationText.format(milliseconds: DurationText.upToSecond(milliseconds: left))
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
        let whole = Double(max(1, detail?.lifetime ?? facts?.lifetime ?? 3_600_000))
        canvas.bar(
            min(1, Double(left) / whole), at: point, width: width, role: life.role == .ttlFine ? .bar : life.role)
    }

    private func drawFlags(
        _ row: Int, _ mark: RowMark?, _ detail: RowDetail?, _ life: (text: String, role: Role, left: Int64?),
        at point: Point, on canvas: inout Canvas
    ) {
        var words: [(String, Role)] = []
        if alarmWatch.hasFlags {
            words = alarmWatch.flags(of: list.table.key(row), user: list.table.user(row))
                .map { ($0, .warningText) }
        }
        if let mark {
            // How it ended counts for more than what was odd about it while it lived.
            let role: Role = mark.isDying ? .rowDying : mark.kind == .new ? .rowNew : .rowTouched
            words.insert((mark.word, role), at: mark.isDying ? 0 : words.count)
        }
        if life.role == .ttlUrgent { words.append(("!", .ttlUrgent)) }
        if life.role == .ttlNever { words.append(("NOEXP", .ttlNever)) }
        if list.unswept.contains(row) { words.append(("unswept", .expired)) }
        if detail?.state == .unreadable { words.append(("UNREADABLE", .errorText)) }
        if let followed, list.table.row(of: followed) == row {
            words.append(("followed", .infoText))
        }
        if detail?.hasNotes == true { words.append(("note", .infoText)) }
        var x = point.x
        for (word, role) in words {
            x += canvas.write(word, at: Point(x: x, y: point.y), role: role, width: max(0, canvas.size.columns - x)) + 1
        }
    }

    /// Draws the session under the cursor beside the list, where there is room.
    func drawSide(on canvas: inout Canvas, _ side: Rect) {
        guard side.width > 0 else { return }
        canvas.verticalRule(at: side.origin, height: side.height)
        canvas.inside(Rect(x: side.x + 1, y: side.y, width: side.width - 1, height: side.height)) { canvas in
            guard let preview = sessionsView.preview, preview.session.key == sessionsView.cursorKey
            else { return }
            InspectorDrawing(preview, in: self, now: now, hasCursor: false).draw(on: &canvas)
        }
    }

    private func drawEventBar(on canvas: inout Canvas) {
        canvas.horizontalRule(at: Point(x: 0, y: 0))
        let rate = Double(events.count(since: now.adding(milliseconds: -10_000))) / 10
        let rounded = (rate * 10).rounded() / 10
        let view = eventsView
        let state = view.pausedAt != nil ? "paused, \(keyName("pause")) goes on" : "following"
        canvas.write(" events: \(state) ", at: Point(x: 2, y: 0), role: .heading)
        let kept = view.filteredOut > 0 ? " -- \(view.filteredOut.grouped) filtered out" : ""
        let right = " \(rounded)/s\(kept) "
        canvas.write(right, at: Point(x: canvas.size.columns - right.utf8.count - 2, y: 0), role: .dim)
    }
}

extension SessionColumns.Field {
    /// Whether the list is sorted by it.
    fileprivate func isSorted(by field: SortField, _ payloads: [PayloadColumn]) -> Bool {
        switch self {
        case .payload(let place): field == .column(payloads[place])
        case .idle: field == .idle
        case .age: field == .age
        case .size: field == .size
        case .from, .address, .writer, .flags: false
        }
    }
}
