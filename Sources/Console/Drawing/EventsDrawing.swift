internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Draws events, one a line: when, what, who, which, and what changed.
struct EventsDrawing {
    let console: Console

    func draw(on canvas: inout Canvas, columns: Rect?, body: Rect, hasCursor: Bool) {
        let view = console.eventsView
        if let columns {
            canvas.inside(columns) { canvas in
                canvas.fill(canvas.bounds, role: .columnHeading)
                canvas.write(" TIME      EVENT        USER           ID          WHAT", at: Point(x: 0, y: 0), role: .columnHeading)
                canvas.write("SOURCE ", at: Point(x: canvas.size.columns - 9, y: 0), role: .columnHeading)
            }
        }
        canvas.inside(body) { canvas in
            let visible = view.viewport.visible.clamped(to: 0..<view.numbers.count)
            for (y, place) in visible.enumerated() {
                guard let event = console.events.event(view.numbers[place]) else { continue }
                draw(event, y: y, on: &canvas)
                if hasCursor, place == view.viewport.cursor { canvas.select(canvas.bounds.row(y)) }
            }
            if visible.isEmpty { canvas.write("Nothing has happened yet.", at: Point(x: 2, y: 0), role: .dim) }
        }
    }

    func draw(_ event: SessionEvent, y: Int, on canvas: inout Canvas) {
        let role = Self.role(event)
        let width = canvas.size.columns
        canvas.write(String(event.at.clockText.prefix(8)), at: Point(x: 1, y: y), role: .dim)
        canvas.write(event.kind.rawValue, at: Point(x: 11, y: y), role: role, width: 12)
        if event.key != nil {
            canvas.write(Printable.text(event.user ?? "(anonymous)"), at: Point(x: 24, y: y), role: event.user == nil ? .anonymous : .user, width: 14)
            canvas.write(SessionID.shorten(Printable.text(shortName(event))), at: Point(x: 39, y: y), role: .identifier, width: 10)
        }
        let source = event.source == .operator ? "you" : event.source.rawValue
        let sourceWidth = 8
        canvas.write(what(event), at: Point(x: 51, y: y), role: event.key == nil ? role : .text, width: max(0, width - 51 - sourceWidth - 2))
        canvas.write(source, at: Point(x: width - sourceWidth - 1, y: y), role: event.source == .operator ? .eventOwn : .dim, width: sourceWidth)
    }

    private func shortName(_ event: SessionEvent) -> String {
        if let id = event.id { return id.whole }
        guard let key = event.key else { return "" }
        let text = key.text
        for layout in console.facts?.layouts ?? [] {
            switch layout {
            case .keyValue(let layout) where text.hasPrefix(layout.prefix): return String(text.dropFirst(layout.prefix.count))
            case .files(let layout): if let stem = layout.stemText(of: key.bytes) { return stem }
            case .keyValue: continue
            }
        }
        return text
    }

    /// The change in words: fields with both sides, a moved deadline, a note.
    private func what(_ event: SessionEvent) -> String {
        if let note = event.note { return Printable.text(note) }
        switch event.kind {
        case .regenerated: return "new id for \(SessionID.shorten(event.oldKey.map { shortName(SessionEvent(at: event.at, kind: .created, source: .derived, key: $0)) } ?? ""))"
        case .touched: return "deadline moved" + ttl(event)
        case .created: return ttl(event).isEmpty ? "" : String(ttl(event).dropFirst(2))
        case .changed, .expired, .destroyed, .returned, .gap, .resynced: break
        }
        let secrets = console.facts?.secrets ?? SecretRule()
        return event.changes.prefix(4).map { change in
            let shown = Payload.masked(change, by: secrets)
            let path = Printable.text(shown.path.description)
            switch (shown.old, shown.new) {
            case (let old?, let new?): return "\(path) \(brief(old)) > \(brief(new))"
            case (nil, let new?): return "+\(path) \(brief(new))"
            default: return "-\(path)"
            }
        }.joined(separator: ", ") + (event.changes.count > 4 ? ", …" : "")
    }

    private func ttl(_ event: SessionEvent) -> String {
        guard let moment = event.deadline?.moment else { return "" }
        let skew = console.facts?.examination.clockSkew ?? 0
        let left = moment.milliseconds(since: event.at.adding(milliseconds: skew))
        return left > 0 ? ", ttl \(DurationText.compact(milliseconds: left))" : ""
    }

    private func brief(_ json: String) -> String { TextWidth.truncate(Printable.text(json), to: 18) }

    static func role(_ event: SessionEvent) -> Role {
        switch event.kind {
        case .created: .eventCreated
        case .changed: .eventChanged
        case .touched: .eventTouched
        case .expired: .eventExpired
        case .destroyed: .eventDestroyed
        case .regenerated: .eventRegenerated
        case .returned: .warningText
        case .gap, .resynced: .eventGap
        }
    }
}
