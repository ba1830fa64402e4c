internal import Operations
internal import SessionModel
internal import TerminalKit

/// Draws how many sessions end when: the view, and the strip under the list.
struct HorizonDrawing: ~Copyable {
    let console: Console
    private var view: HorizonView { console.horizonView }

    init(_ console: Console) { self.console = console }

    /// Rows that the strip takes: a title, bars, the axis.
    static let stripHeight = 6

    // MARK: The view

    func draw(on canvas: inout Canvas) {
        guard let horizon = view.shown else {
            canvas.write(console.facts == nil ? "Opening the store." : "Counting.", at: Point(x: 2, y: 1), role: .dim)
            return
        }
        let width = canvas.size.columns
        drawTitle(on: &canvas, horizon)
        // Every bar has its column, also where there are only just as many columns as bars.
        let margin = width > horizon.bars.count ? 1 : 0
        let chart = Rect(x: margin, y: 1, width: width - margin, height: max(0, canvas.size.rows - 2))
        canvas.inside(chart) { canvas in
            HorizonChart(horizon, selected: selectedBar, focus: focus(horizon)).draw(on: &canvas)
        }
        drawRest(on: &canvas, horizon, y: canvas.size.rows - 1)
    }

    private var selectedBar: Int? {
        if case .bar(let bar) = view.selected { bar } else { nil }
    }

    /// The bar under the cursor, or the nearest to what is.
    private func focus(_ horizon: Horizon) -> Int {
        switch view.selected {
        case .now: 0
        case .bar(let bar): bar
        case .later, .never: horizon.bars.count - 1
        }
    }

    private func drawTitle(on canvas: inout Canvas, _ horizon: Horizon) {
        let width = canvas.size.columns
        let peak = " " + Self.peakText(horizon) + " "
        canvas.write(peak, at: Point(x: width - TextWidth.columns(of: peak), y: 0), role: .heading)
        let room = max(0, width - TextWidth.columns(of: peak) - 2)
        let (text, role) = title(horizon)
        canvas.write(text, at: Point(x: 1, y: 0), role: role, width: room)
    }

    private func title(_ horizon: Horizon) -> (String, Role) {
        if let question = view.question {
            let length = DurationText.exact(milliseconds: question.lifetime)
            return ("what if they lived \(length): reading \(Int(view.progress * 100))%", .infoText)
        }
        if let whatIf = view.whatIf {
            let length = DurationText.exact(milliseconds: whatIf.lifetime)
            return ("what if they lived \(length) after a request", .warningText)
        }
        return ("sessions that end in the next \(Self.spanText(horizon.zoom))", .dim)
    }

    /// What stands beside the bars, in one line; each part can be under the cursor.
    private func drawRest(on canvas: inout Canvas, _ horizon: Horizon, y: Int) {
        var x = 1
        func part(_ text: String, _ role: Role, _ stop: HorizonView.Stop?) {
            guard x < canvas.size.columns else { return }
            let isSelected = stop == view.selected
            if isSelected { canvas.write(canvas.glyphs.cursor, at: Point(x: x - 1, y: y), role: .heading) }
            let used = canvas.write(text, at: Point(x: x, y: y), role: role)
            if isSelected { canvas.select(Rect(x: x, y: y, width: used, height: 1)) }
            x += used + 3
        }
        if view.whatIf != nil { part("at once \(horizon.passed.grouped)", .warningText, .now) }
        part("later \(horizon.later.grouped)", .text, .later)
        if let whatIf = view.whatIf {
            if whatIf.reckoned > 0 { part("\(whatIf.reckoned.grouped) reckoned", .dim, nil) }
        } else {
            part("never \(horizon.never.grouped)", horizon.never > 0 ? .ttlNever : .text, .never)
            if horizon.passed > 0 { part("time up \(horizon.passed.grouped)", .expired, nil) }
        }
        if horizon.unknown > 0 { part("not known \(horizon.unknown.grouped)", .dim, nil) }
    }

    // MARK: The strip

    func drawStrip(on canvas: inout Canvas) {
        guard let horizon = console.horizonView.horizon else { return }
        canvas.horizontalRule(at: .zero)
        canvas.write(
            " horizon: sessions that end in the next \(Self.spanText(horizon.zoom)) ", at: Point(x: 2, y: 0),
            role: .heading)
        let right =
            " \(Self.peakText(horizon)) -- later \(horizon.later.grouped) -- never \(horizon.never.grouped) "
        canvas.write(
            right, at: Point(x: canvas.size.columns - TextWidth.columns(of: right) - 2, y: 0), role: .dim)
        canvas.inside(Rect(x: 1, y: 1, width: canvas.size.columns - 1, height: canvas.size.rows - 1)) {
            HorizonChart(horizon, selected: nil).draw(on: &$0)
        }
    }

    // MARK: Words

    static func spanText(_ zoom: HorizonZoom) -> String {
        switch zoom {
        case .tenMinutes: "10 min"
        case .hour: "60 min"
        case .day: "24 hours"
        }
    }

    static func peakText(_ horizon: Horizon) -> String {
        guard let peak = horizon.peak else { return "no end in sight" }
        return "peak \(horizon.bars[peak].grouped) at \(clockText(horizon.start(of: peak), horizon.zoom))"
    }

    /// A moment as precise as the bars are wide.
    private static func clockText(_ moment: Timestamp, _ zoom: HorizonZoom) -> String {
        let text = moment.clockText
        return zoom == .tenMinutes ? String(text.dropLast()) : String(text.prefix(5))
    }

    /// What the cursor stands on, in a sentence.
    var sentence: String? {
        guard let horizon = view.shown else { return nil }
        let would = view.whatIf == nil ? "" : "would "
        switch view.selected {
        case .bar(let bar):
            let (start, end) = (horizon.start(of: bar).clockText, horizon.end(of: bar).clockText)
            let from = DurationText.exact(milliseconds: Int64(bar) * horizon.zoom.step)
            let count = horizon.bars[bar]
            let verb = would.isEmpty ? (count == 1 ? "ends" : "end") : "would end"
            return
                "\(Self.sessions(count)) \(verb) between \(start) and \(end), from \(from) on. \(console.keyName("show-bar")) lists them."
        case .later:
            let span = Self.spanText(horizon.zoom)
            return
                "\(Self.sessions(horizon.later)) \(would)end later than in \(span). \(console.keyName("show-bar")) lists them."
        case .never:
            return "\(Self.sessions(horizon.never)) never end by themselves. \(console.keyName("show-bar")) lists them."
        case .now: return whatIfSentence
        }
    }

    private var whatIfSentence: String? {
        guard let whatIf = view.whatIf else { return nil }
        let length = DurationText.exact(milliseconds: whatIf.lifetime)
        var parts = [
            "With \(length) after the last request \(whatIf.endsNow.grouped) of \(whatIf.count.grouped) would have ended by \(whatIf.readAt.clockText)"
        ]
        if whatIf.reckoned > 0 {
            parts.append(
                "that of \(whatIf.reckoned.grouped) is reckoned from their deadline: the list finds those not"
            )
        }
        if whatIf.unknown > 0 { parts.append("of \(whatIf.unknown.grouped) nobody knows it") }
        return parts.joined(separator: "; ")
            + ". \(console.keyName("show-bar")) lists them, \(console.keyName("refresh")) reads again."
    }

    private static func sessions(_ count: Int) -> String {
        count == 1 ? "1 session" : "\(count.grouped) sessions"
    }
}
