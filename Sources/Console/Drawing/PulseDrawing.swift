internal import Operations
internal import SessionModel
internal import TerminalKit

/// Draws the pulse of what is open in one line: who is there, how fast sessions come and go, and half an hour of it.
struct PulseDrawing {
    private let rates: EventRates
    private let count: Headcount
    private let live: Int
    private let now: Timestamp

    init(_ console: Console, at now: Timestamp) {
        rates = console.events.rates
        count = console.headcount.count
        live = console.list.liveCount
        self.now = now
    }

    private static let widestSpark = 36

    func draw(on canvas: inout Canvas) {
        let width = canvas.size.columns
        var x = 1
        for (text, role) in people + speeds {
            let used = TextWidth.columns(of: text)
            guard x + used < width else { return }
            canvas.write(text, at: Point(x: x, y: 0), role: role)
            x += used + 2
        }
        drawSpark(on: &canvas, from: x)
    }

    private var people: [(String, Role)] {
        // Of some it has not been read whose they are, or can't be: there are at least so many.
        let least = count.unread > 0 ? "+" : ""
        var parts: [(String, Role)] = [
            ("live \(live.grouped)", .heading), ("users \(count.users.grouped)\(least)", .user),
            ("anonymous \(count.anonymous.grouped)\(least)", .anonymous),
        ]
        if count.never > 0 { parts.append(("never \(count.never.grouped) !", .ttlNever)) }
        return parts
    }

    private var speeds: [(String, Role)] {
        [
            speed("new", .created, .eventCreated), speed("saved", .changed, .eventChanged),
            speed("expired", .expired, .eventExpired), speed("ended", .destroyed, .eventDestroyed),
        ]
    }

    private func speed(_ word: String, _ stream: EventRates.Stream, _ role: Role) -> (String, Role) {
        let rate = rates.perSecond(stream, at: now)
        return ("\(word) \(Self.text(rate))/s", rate > 0 ? role : .dim)
    }

    /// A rate: with a tenth below a hundred, whole above.
    static func text(_ rate: Double) -> String {
        guard rate < 99.95 else { return Int(rate.rounded()).grouped }
        let tenths = Int((rate * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func drawSpark(on canvas: inout Canvas, from x: Int) {
        let lead = "30 min "
        let room = canvas.size.columns - x - lead.utf8.count - 1
        // A part must be whole seconds long.
        guard let parts = [Self.widestSpark, 30, 20, 15, 10].first(where: { $0 <= room }) else { return }
        let start = canvas.size.columns - parts - 1
        canvas.write(lead, at: Point(x: start - lead.utf8.count, y: 0), role: .dim)
        let history = rates.history(parts, at: now)
        let top = max(1, history.max() ?? 1)
        let steps = canvas.glyphs.columnSteps
        for (place, count) in history.enumerated() where count > 0 {
            let step = (count * steps.count + top - 1) / top
            canvas.write(steps[max(1, step) - 1], at: Point(x: start + place, y: 0), role: .bar)
        }
    }
}
