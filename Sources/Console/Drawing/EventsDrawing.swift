internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Draws events, one a line: when, what, who, which, and what changed.
struct EventsDrawing: ~Copyable {
    let console: Console

    /// Where the columns stand; a column at 0 has no room.
    private struct Columns {
        var kind = 10, user = 22, userWidth = 12, id = 35, from = 0, fromWidth = 0, what = 46, cause = 0, source = 0
        /// Where the line ends for what it says.
        var end: Int
        /// What stands for each open store in its column.
        var names: [String] = []

        /// - Parameter stores: The names of the open stores, where there are several.
        init(width: Int, stores: [String]) {
            if width >= 100 { (user, userWidth, id, what) = (22, 18, 41, 53) }
            if width < 72 { (id, what) = (0, 35) }
            source = width - 8
            if width >= 110 { cause = width - 21 }
            // Who it is about counts for more than how that is known.
            if width < 56 { (userWidth, what, source) = (width - user - 1, 0, 0) }
            end = cause > 0 ? cause : source > 0 ? source : width
            guard width >= 72, let longest = stores.map({ TextWidth.columns(of: Printable.text($0)) }).max() else {
                return
            }
            (from, fromWidth) = (what, max(4, min(width >= 100 ? 14 : 6, longest)))
            what += fromWidth + 1
            names = StoreNames.short(stores, to: stores.map { [fromWidth] _ in fromWidth })
        }
    }

    private var storeNames: [String] { console.feeds.isEmpty ? [] : console.stores.map(\.name) }

    func draw(on canvas: inout Canvas, columns: Rect?, body: Rect, hasCursor: Bool) {
        let view = console.eventsView
        let places = Columns(width: body.width, stores: storeNames)
        if let columns {
            canvas.inside(columns) { canvas in
                canvas.fill(canvas.bounds, role: .columnHeading)
                for (heading, x) in [
                    ("TIME", 1), ("EVENT", places.kind), ("USER", places.user), ("ID", places.id),
                    ("FROM", places.from), ("WHAT", places.what), ("CAUSE", places.cause), ("SOURCE", places.source),
                ] where x > 0 {
                    canvas.write(heading, at: Point(x: x, y: 0), role: .columnHeading)
                }
            }
        }
        canvas.inside(body) { canvas in
            // Below the list there is no cursor to stand still with: the newest are there, whatever `3` looks at.
            let count = view.numbers.count
            let visible =
                hasCursor
                ? view.viewport.visible.clamped(to: 0..<count) : max(0, count - canvas.size.rows)..<count
            for (y, place) in visible.enumerated() {
                guard let event = console.events.event(view.numbers[place]) else { continue }
                draw(event, y: y, on: &canvas, places)
                if hasCursor, place == view.viewport.cursor { canvas.selectLine(y) }
            }
            if visible.isEmpty {
                canvas.write(
                    view.filteredOut > 0 ? "No event fits the filter." : "Nothing has happened yet.",
                    at: Point(x: 2, y: 0), role: .dim)
            }
        }
    }

    private func draw(_ event: SessionEvent, y: Int, on canvas: inout Canvas, _ places: Columns) {
        let role = Self.role(event)
        canvas.write(String(event.at.clockText.prefix(8)), at: Point(x: 1, y: y), role: .dim)
        canvas.write(event.alarm ?? event.kind.rawValue, at: Point(x: places.kind, y: y), role: role, width: 11)
        let isAboutUser = event.key != nil || event.user != nil
        if isAboutUser {
            canvas.write(
                user(event), at: Point(x: places.user, y: y), role: event.user == nil ? .anonymous : .user,
                width: places.userWidth)
        }
        if let key = event.key, places.id > 0 {
            canvas.write(shortID(event), at: Point(x: places.id, y: y), role: .identifier, width: 10)
            if places.from > 0 {
                let store = SharedKey.place(of: key)
                let name = places.names.indices.contains(store) ? places.names[store] : ""
                canvas.write(name, at: Point(x: places.from, y: y), role: .text, width: places.fromWidth)
            }
        }
        // An event about no session has the rest of the line for what it says.
        let what = event.key != nil ? places.what : !isAboutUser ? places.user : places.id > 0 ? places.id : places.what
        if what > 0 {
            canvas.write(
                self.what(event), at: Point(x: what, y: y), role: event.key == nil ? role : .text,
                width: max(0, places.end - what - 1))
        }
        if places.cause > 0, let cause = event.cause {
            canvas.write(cause.label, at: Point(x: places.cause, y: y), role: .text, width: 12)
        }
        guard places.source > 0 else { return }
        canvas.write(
            source(event), at: Point(x: places.source, y: y), role: event.source == .operator ? .eventOwn : .dim,
            width: 7)
    }

    /// The event as a sentence, nothing cut.
    func sentence(_ event: SessionEvent) -> String {
        let store =
            storeNames.isEmpty
            ? "" : event.key.flatMap { console.facts(of: $0) }.map { " in \(Printable.text($0.name))" } ?? ""
        let session =
            event.key != nil
            ? "  \(user(event)), \(shortID(event))\(store)" : event.user == nil ? "" : "  \(user(event))"
        let ttl = event.kind == .touched || event.kind == .created ? "" : ttl(event)
        return
            "\(event.at.iso8601)  \(event.alarm ?? event.kind.rawValue)\(session), by \(source(event)): \(what(event, isWhole: true))\(ttl)"
            + (event.cause.map { ". " + Printable.text($0.sentence) } ?? "")
    }

    private func user(_ event: SessionEvent) -> String {
        Printable.text(event.user ?? (event.isUserUnknown ? "?" : "(anonymous)"))
    }
    private func shortID(_ event: SessionEvent) -> String { SessionID.shorten(Printable.text(shortName(event))) }
    private func source(_ event: SessionEvent) -> String { event.source == .operator ? "you" : event.source.rawValue }

    private func shortName(_ event: SessionEvent) -> String {
        event.id?.whole ?? event.key.map { shortName(of: $0) } ?? ""
    }

    private func shortName(of key: SessionKey) -> String {
        let stored = console.storedKey(key)
        return console.facts(of: key)?.layouts.claiming(stored)?.stem(of: stored) ?? stored.text
    }

    /// The change in words: fields with both sides, a moved deadline, a note.
    private func what(_ event: SessionEvent, isWhole: Bool = false) -> String {
        if let note = event.note { return Printable.text(note) }
        switch event.kind {
        case .regenerated:
            return "was \(SessionID.shorten(event.oldKey.map { Printable.text(shortName(of: $0)) } ?? "?"))"
        case .touched, .created: return String(ttl(event).dropFirst(2))
        case .expired: return "its time was up"
        case .destroyed where event.deadline == .never: return "it had no deadline"
        case .destroyed: return ttl(event).isEmpty ? "" : "with" + ttl(event).dropFirst(5) + " left"
        case .changed, .returned, .gap, .resynced: break
        }
        let secrets = console.secrets(of: event.key)
        let most = isWhole ? event.changes.count : 4
        return event.changes.prefix(most).map { change in
            let shown = Payload.masked(change, by: secrets)
            let path = Printable.text(shown.path.description)
            let side = isWhole ? Printable.text : Self.brief
            switch (shown.old, shown.new) {
            case (let old?, let new?): return "\(path) \(side(old)) > \(side(new))"
            case (nil, let new?): return "+\(path) \(side(new))"
            default: return "-\(path)"
            }
        }.joined(separator: ", ") + (event.changes.count > most ? ", …" : "")
    }

    /// What was left of the session then, to the next whole second as the list counts.
    private func ttl(_ event: SessionEvent) -> String {
        guard let deadline = event.deadline else { return "" }
        guard let moment = deadline.moment else { return ", ttl never" }
        let facts = event.key.flatMap { console.facts(of: $0) } ?? console.facts
        let skew = facts?.examination.clockSkew ?? 0
        let left = moment.milliseconds(since: event.at.adding(milliseconds: skew))
        let text = DurationText.compact(milliseconds: DurationText.upToSecond(milliseconds: left))
        return left > 0 ? ", ttl \(text)" : ""
    }

    private static func brief(_ json: String) -> String { TextWidth.truncate(Printable.text(json), to: 18) }

    static func role(_ event: SessionEvent) -> Role {
        if event.alarm != nil { return .warningText }
        return switch event.kind {
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
