internal import Operations
internal import SessionModel
internal import TerminalKit

/// Draws the life of a session: a line a moment, what it was and which fields it changed.
struct LifeDrawing {
    let life: SessionLife
    let secrets: SecretRule
    /// The moment another is to be compared with.
    let marked: Int?

    /// The life on its own, with what is known of the session above it.
    static func draw(_ console: Console, on canvas: inout Canvas) {
        guard let view = console.lifeView, let life = console.lives.life(of: view.key) else { return }
        let secrets = console.secrets(of: view.key)
        var y = 0
        for (label, text, role) in facts(life, view.key, console) {
            canvas.write(label, at: Point(x: 1, y: y), role: .dim, width: 10)
            canvas.write(text, at: Point(x: 11, y: y), role: role, width: max(0, canvas.size.columns - 12))
            y += 1
        }
        canvas.horizontalRule(at: Point(x: 0, y: y))
        canvas.write(" Life ", at: Point(x: 2, y: y), role: .heading)
        let body = Rect(x: 0, y: y + 1, width: canvas.size.columns, height: max(0, canvas.size.rows - y - 1))
        canvas.inside(body) { canvas in
            LifeDrawing(life: life, secrets: secrets, marked: console.markedMoment).draw(
                view.viewport, on: &canvas, hasCursor: true)
        }
    }

    /// How many rows the facts above take, their rule counted.
    static let factRows = 4

    private static func facts(
        _ life: SessionLife, _ key: SessionKey, _ console: Console
    ) -> [(String, String, Role)] {
        let user = life.moments.last { $0.event.user != nil }?.event.user
        let nobody = life.moments.last?.event.isUserUnknown == true ? "?" : "(anonymous)"
        let id = life.id?.whole ?? console.storedKey(key).text
        let store = console.feeds.isEmpty ? "" : " in \(console.facts(of: key)?.name ?? "")"
        let end = life.cause.map { $0.sentence } ?? "It lives, as far as is known."
        return [
            ("user", Printable.text(user ?? nobody), user == nil ? .anonymous : .user),
            ("id", SessionID.shorten(Printable.text(id)) + Printable.text(store), .identifier),
            ("ended", Printable.text(end), life.cause == nil ? .text : .expired),
        ]
    }

    /// Draws the moments that are in view.
    func draw(_ viewport: Viewport, on canvas: inout Canvas, hasCursor: Bool) {
        if life.moments.isEmpty { return Self.drawNothing(on: &canvas) }
        let isWide = canvas.size.columns >= 72
        let detail = isWide ? 36 : 28
        let source = canvas.size.columns >= 96 ? canvas.size.columns - 9 : canvas.size.columns
        for (y, place) in viewport.visible.enumerated() where life.moments.indices.contains(place) {
            let moment = life.moments[place]
            if moment.number == marked {
                canvas.write(canvas.glyphs.mark, at: Point(x: 0, y: y), role: .marked)
            }
            canvas.write(String(moment.event.at.clockText.prefix(8)), at: Point(x: 1, y: y), role: .dim)
            canvas.write(
                Printable.text(moment.headline), at: Point(x: 11, y: y), role: EventsDrawing.role(moment.event),
                width: detail - 12)
            canvas.write(
                Printable.text(self.detail(moment.event)), at: Point(x: detail, y: y), role: .text,
                width: max(0, source - detail - 1))
            if source < canvas.size.columns {
                let word = moment.event.source == .operator ? "you" : moment.event.source.rawValue
                canvas.write(
                    word, at: Point(x: source, y: y), role: moment.event.source == .operator ? .eventOwn : .dim,
                    width: 8)
            }
            if hasCursor, place == viewport.cursor { canvas.selectLine(y, isMarked: moment.number == marked) }
        }
    }

    static func drawNothing(on canvas: inout Canvas) {
        canvas.write(
            "Nothing has happened to it since the console was opened.", at: Point(x: 2, y: 0), role: .dim,
            width: canvas.size.columns - 3)
    }

    /// The moment in a sentence, nothing cut.
    func sentence(_ moment: LifeMoment) -> String {
        let kept = moment.payload == nil && moment.event.cause == nil ? "; what it held then is not kept" : ""
        return "\(moment.event.at.iso8601)  \(moment.headline)  \(detail(moment.event))\(kept)"
    }

    private func detail(_ event: SessionEvent) -> String {
        let changes = event.changes.map { change in
            let shown = Payload.masked(change, by: secrets)
            switch (shown.old, shown.new) {
            case (let old?, let new?): return "\(shown.path) \(old) > \(new)"
            case (nil, let new?): return "+\(shown.path) \(new)"
            default: return "-\(shown.path)"
            }
        }.joined(separator: ", ")
        switch event.kind {
        case .created, .touched:
            return "dies " + (event.deadline?.moment.map { "at \($0.clockText)" } ?? "never")
        case .regenerated:
            return "was \(event.oldKey.map { SessionID.shorten(stem($0)) } ?? "?"), is \(shortID(event))"
        case .expired, .destroyed: return event.cause?.evidence ?? event.note ?? ""
        case .changed, .returned, .gap, .resynced: return event.note ?? changes
        }
    }

    private func shortID(_ event: SessionEvent) -> String {
        event.id?.short ?? event.key.map { SessionID.shorten(stem($0)) } ?? "?"
    }

    /// The part of a key that stands for the session, or all of it.
    private func stem(_ key: SessionKey) -> String {
        let bare = key.bytes.first.map { $0 < 32 } == true ? SharedKey.bare(key) : key
        return bare.text.split(separator: ":").last.map(String.init) ?? bare.text
    }
}
