internal import Operations
internal import SessionModel
internal import TerminalKit

/// What a program of the operator's own prints: a card that scrolls.
struct ProgramCard: Dialog {
    let ticket: Ticket
    let title: String
    private let limit: Int64
    private var lines: [String]?
    private var ending: ProgramEnding?
    private var isCut = false
    /// The first line on the card, and how many there is room for.
    private var top = 0
    private var height = 1

    /// - Parameter limit: How long the program may run, in milliseconds.
    init(_ ticket: Ticket, title: String, limit: Int64) {
        self.ticket = ticket
        self.title = title
        self.limit = limit
    }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size {
        Size(columns: max(20, size.columns - 4), rows: max(7, min((lines?.count ?? 0) + 4, size.rows - 2)))
    }

    mutating func show(_ outcome: ProgramOutcome, within size: Size) {
        lines = ProgramText.lines(outcome.output).flatMap {
            TextWidth.wrap($0, to: max(8, wantedSize(within: size).columns - 4))
        }
        ending = outcome.ending
        isCut = outcome.isCut
        height = max(1, wantedSize(within: size).rows - 4)
    }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        guard let lines else {
            switch key {
            case .escape, .control("c"), .character("q"): return .abandon(ticket)
            default: return .stay
            }
        }
        switch key {
        case .escape, .control("c"), .character("q"), .enter: return .close
        case .down, .character("j"): top += 1
        case .up, .character("k"): top -= 1
        case .pageDown, .character(" "), .control("f"): top += height
        case .pageUp, .control("b"): top -= height
        case .control("d"): top += height / 2
        case .control("u"): top -= height / 2
        case .character("g"), .home: top = 0
        case .character("G"), .end: top = lines.count
        default: break
        }
        top = max(0, min(top, lines.count - height))
        return .stay
    }

    func draw(on canvas: inout Canvas) -> Point? {
        let room = canvas.size.rows - 2
        let width = canvas.size.columns - 2
        guard let lines else {
            let seconds = DurationText.compact(milliseconds: limit)
            canvas.write("Running, for \(seconds) at most.", at: Point(x: 1, y: 0), role: .dialogText, width: width)
            canvas.write("Esc stops it", at: Point(x: 1, y: canvas.size.rows - 1), role: .dim, width: width)
            return nil
        }
        for (y, line) in lines.dropFirst(top).prefix(room).enumerated() {
            canvas.write(line, at: Point(x: 1, y: y), role: .dialogText, width: width)
        }
        if lines.isEmpty { canvas.write("It printed nothing.", at: Point(x: 1, y: 0), role: .dim, width: width) }
        let isFine = ending == .ended(code: 0)
        var words = "It \(ending?.words ?? "has ended")."
        if isCut { words += " What it printed is cut." }
        canvas.write(
            words, at: Point(x: 1, y: canvas.size.rows - 2), role: isFine && !isCut ? .dim : .warningText, width: width)
        let place = lines.count > room ? "lines \(top + 1) to \(min(lines.count, top + room)) of \(lines.count), " : ""
        canvas.write(
            "\(place)Enter closes", at: Point(x: 1, y: canvas.size.rows - 1), role: .dim, width: width)
        return nil
    }
}
