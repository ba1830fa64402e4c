internal import Operations
internal import SessionModel
internal import SessionQuery
internal import TerminalKit

/// Asks before something is ended or changed for good. The more harm, the more has to be typed.
struct ConfirmDialog: Dialog {
    let title: String
    private let lines: [String]
    /// What may keep it from being done, said below the lines; nil where nothing is known to.
    private let warning: String?
    private let deed: Deed
    private let deedTitle: String
    /// What has to be typed; nil when `y` is enough.
    private let phrase: String?
    private let wantsReason: Bool
    /// The line that only tells what would be done; nil where there is none.
    private let rehearsal: String?
    private var phraseField = TextField()
    private var reasonField = TextField()
    private var buttons: Buttons
    private var focus: Focus
    private var complaint: String?
    /// Whether the keys have gone to the buttons on purpose; before that, what is typed is the reason, where one is
    /// wanted.
    private var hasMoved = false

    private enum Deed: Sendable {
        case act(ActRequest.Act, export: String? = nil, choice: QueryChoice? = nil)
        case run(OwnCommand, SessionKey)
        case copy(CopyOrder)
        case quit
    }

    private enum Focus: Hashable, Sendable { case reason, phrase, buttons }

    private init(
        title: String, lines: [String], warning: String? = nil, deed: Deed, deedTitle: String, phrase: String? = nil,
        wantsReason: Bool = false, rehearsal: String? = nil
    ) {
        self.title = title
        self.lines = lines
        self.warning = warning
        self.deed = deed
        self.deedTitle = deedTitle
        self.phrase = phrase
        self.wantsReason = wantsReason
        self.rehearsal = rehearsal
        buttons = Buttons(titles: ["Cancel", deedTitle] + (rehearsal == nil ? [] : ["Dry run"]))
        focus = .buttons
    }

    var isDangerous: Bool { true }

    static func movingDeadlines(
        _ keys: [SessionKey], to change: DeadlineChange, text: String, samples: [String], hidden: Int,
        others: [String] = [], warning: String? = nil, facts: StoreFacts
    ) -> ConfirmDialog {
        let what = keys.count == 1 ? "this session" : "\(keys.count) sessions"
        let question = "Move the deadline of \(what) in \(facts.name): \(text)?"
        let lines = Self.lines(question, keys.count, samples, hidden, others)
        return ConfirmDialog(
            title: "TTL", lines: lines + ["Each holds until the application renews it."], warning: warning,
            deed: .act(.deadlines(keys, change)), deedTitle: "Move \(keys.count)",
            phrase: keys.count > 1 || facts.isProduction ? String(keys.count) : nil, wantsReason: facts.isProduction)
    }

    /// What is asked, five of those it is about, and how many more there are.
    private static func lines(
        _ question: String, _ count: Int, _ samples: [String], _ hidden: Int, _ others: [String] = []
    ) -> [String] {
        var lines = [question, ""] + samples.map { "  \($0)" }
        if count > samples.count { lines.append("  and \(count - samples.count) more") }
        if hidden > 0 { lines.append("\(hidden) marked, but hidden by the filter: they stay.") }
        return lines + others.flatMap { TextWidth.wrap($0, to: 64) } + [""]
    }

    static func destroying(
        _ keys: [SessionKey], ids: [SessionKey: SessionID], samples: [String], hidden: Int, facts: StoreFacts,
        order: DestroyOrder = DestroyOrder(), unreadable: Int = 0, others: [String] = [], warning: String? = nil,
        undo: String
    ) -> ConfirmDialog {
        let count = keys.count
        let what = count == 1 ? "this session" : "\(count) sessions"
        var lines = Self.lines("End \(what) in \(facts.name)?", count, samples, hidden, others)
        if let query = order.query {
            lines.insert("All that fit \(TextWidth.truncate(Printable.text(query), to: 50)).", at: 1)
        }
        if unreadable > 0 { lines.append("\(unreadable) could not be read; they stay.") }
        if let path = order.export {
            lines.append("Saved first to \(TextWidth.shorten(Printable.text(path), to: 48)).")
        }
        lines.append(
            count == 1
                ? "\(undo) brings it back, with the deadline it has."
                : "\(undo) brings them back, with the deadlines they have.")
        return ConfirmDialog(
            title: "Destroy", lines: lines, warning: warning,
            deed: .act(.destroy(keys, ids: ids), export: order.export, choice: order.choice),
            deedTitle: count == 1 ? "Destroy" : "Destroy \(count)",
            phrase: count > 1 || facts.isProduction ? String(count) : nil, wantsReason: facts.isProduction,
            rehearsal: count > 1 ? order.rehearsal : nil)
    }

    static func restoring(
        _ plan: RestorePlan, samples: [String], facts: StoreFacts, undo: String
    ) -> ConfirmDialog {
        let count = plan.count
        var lines = Self.lines(
            "Bring \(count == 1 ? "1 session" : "\(count) sessions") back into \(facts.name)?", count, samples, 0)
        for (reason, number) in plan.refusals { lines.append("\(number) can't be: \(reason).") }
        lines.append("Each gets the deadline that it had; \(undo) takes it back.")
        return ConfirmDialog(
            title: "Restore", lines: lines, deed: .act(.restore(plan.restorable, store: plan.place)),
            deedTitle: "Bring back \(count)", phrase: count > 1 || facts.isProduction ? String(count) : nil,
            wantsReason: facts.isProduction)
    }

    static func regenerating(_ session: Session, title: String, facts: StoreFacts) -> ConfirmDialog {
        ConfirmDialog(
            title: "New id",
            lines: [
                "Give this session of \(facts.name) a new id?", "", "  \(title)", "",
                "Data and deadline go along; the old id is gone.",
                "The visitor's cookie no longer fits: to the visitor", "this is a logout.",
            ], deed: .act(.regenerate(session)), deedTitle: "New id", phrase: facts.isProduction ? "1" : nil,
            wantsReason: facts.isProduction)
    }

    static func reviving(_ session: Session, until deadline: Deadline, title: String, facts: StoreFacts)
        -> ConfirmDialog
    {
        ConfirmDialog(
            title: "Revive",
            lines: [
                "Let this session of \(facts.name) live again?", "", "  \(title)", "",
                "It has expired, though the store still holds it.", "Whoever has its cookie is let in again",
                deadline.moment.map { "until \($0.iso8601)." } ?? "for ever.",
            ], deed: .act(.deadline(session, deadline)), deedTitle: "Revive", phrase: facts.isProduction ? "1" : nil,
            wantsReason: facts.isProduction)
    }

    static func running(
        _ own: OwnCommand, on key: SessionKey, title: String, facts: StoreFacts, undo: String
    ) -> ConfirmDialog {
        ConfirmDialog(
            title: Printable.text(own.name),
            lines: TextWidth.wrap("\(Printable.text(own.title)): run it for this session of \(facts.name)?", to: 64) + [
                "", "  \(title)", "", "It is declared dangerous: what it does, \(undo) can't take back.",
            ], deed: .run(own, key), deedTitle: "Run", phrase: facts.isProduction ? "1" : nil,
            wantsReason: facts.isProduction)
    }

    /// Asks before something hidden goes to the clipboard.
    static func copying(_ order: CopyOrder, title: String) -> ConfirmDialog {
        ConfirmDialog(
            title: "Copy",
            lines: TextWidth.wrap(order.question ?? "", to: 50) + ["", "  \(title)", "", "The journal notes it.", ""],
            deed: .copy(order), deedTitle: "Copy")
    }

    static func quitting(losses: [String]) -> ConfirmDialog {
        ConfirmDialog(
            title: "Quit", lines: ["Quit?", ""] + losses.flatMap { TextWidth.wrap($0, to: 50) }, deed: .quit,
            deedTitle: "Quit")
    }

    func wantedSize(within size: Size) -> Size {
        let longest = lines.map { TextWidth.columns(of: $0) }.max() ?? 0
        let width = min(max(54, longest + 4), size.columns)
        return Size(columns: width, rows: lines.count + warnings(width - 4).count + fields + 5)
    }

    /// The lines of the warning in a width.
    private func warnings(_ width: Int) -> [String] { warning.map { TextWidth.wrap($0, to: width) } ?? [] }

    /// How many rows have a field.
    private var fields: Int { (phrase == nil ? 0 : 1) + (wantsReason ? 1 : 0) }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        complaint = nil
        switch key {
        case .escape, .control("c"): return .close
        case .tab, .down: moveFocus(1)
        case .backTab, .up: moveFocus(-1)
        case .enter: return entered()
        default: return typed(key)
        }
        return .stay
    }

    private var order: [Focus] {
        (wantsReason ? [.reason] : []) + (phrase == nil ? [] : [.phrase]) + [.buttons]
    }

    private mutating func moveFocus(_ step: Int) {
        hasMoved = true
        if focus == .buttons, order.count == 1 { return buttons.move(step) }
        let place = order.firstIndex(of: focus) ?? 0
        let next = place + step
        if focus == .buttons, step > 0, buttons.focus < buttons.titles.count - 1 { return buttons.move(1) }
        if focus == .buttons, step < 0, buttons.focus > 0 { return buttons.move(-1) }
        focus = order[(next + order.count) % order.count]
        if focus == .buttons { buttons.focus = 0 }
    }

    private mutating func entered() -> DialogAnswer {
        guard focus == .buttons else {
            if focus == order.dropLast().last, let problem {
                complaint = problem
                return .stay
            }
            moveFocus(1)
            if focus == .buttons { buttons.focus = 1 }
            return .stay
        }
        switch buttons.focus {
        case 1: return confirm()
        case 2: return rehearsal.map { .give($0) } ?? .close
        default: return .close
        }
    }

    private mutating func typed(_ key: KeyPress) -> DialogAnswer {
        switch focus {
        case .reason: _ = reasonField.handle(key)
        case .phrase: _ = phraseField.handle(key)
        case .buttons:
            switch key {
            case .left:
                hasMoved = true
                buttons.move(-1)
            case .right:
                hasMoved = true
                buttons.move(1)
            case .character(let character) where isReason(character):
                focus = .reason
                _ = reasonField.handle(key)
            case .character("y") where phrase == nil && !wantsReason: return confirm()
            // Where something is to be typed it may begin with any letter.
            case .character("n") where phrase == nil && !wantsReason: return .close
            case .character(let character):
                if let place = buttons.index(startingWith: character) {
                    buttons.focus = place
                } else {
                    begin(String(character), key)
                }
            case .paste(let text): begin(text, key)
            default: break
            }
        }
        return .stay
    }

    /// Takes what means no button into the field that it is for, so that it is not lost: numbers are the count, all else
    /// is the reason, where one is wanted.
    private mutating func begin(_ text: String, _ key: KeyPress) {
        // What would answer a card without a field answers none with one, and is no count.
        guard !text.allSatisfy(\.isWhitespace), wantsReason || !["y", "n"].contains(text) else { return }
        if phrase != nil, !wantsReason || text.allSatisfy({ $0.isNumber || $0.isNewline }) {
            focus = .phrase
            _ = phraseField.handle(key)
        } else if wantsReason {
            focus = .reason
            _ = reasonField.handle(key)
        }
    }

    /// Whether a letter begins the reason: nobody who types "no longer employed" means No.
    private func isReason(_ character: Character) -> Bool {
        wantsReason && !hasMoved && !character.isNumber && reasonField.isEmpty
    }

    /// What is still missing before it may be done.
    private var problem: String? {
        if wantsReason, reasonField.text.allSatisfy(\.isWhitespace) { return "Production asks for a reason." }
        if let phrase, phraseField.text != phrase { return "Type \(phrase) to confirm." }
        return nil
    }

    private mutating func confirm() -> DialogAnswer {
        if let problem {
            complaint = problem
            return .stay
        }
        return switch deed {
        case .act(let act, let export, let choice):
            .act(act, reason: wantsReason ? reasonField.text : nil, export: export, choice: choice)
        case .run(let own, let key): .run(own, key, reason: wantsReason ? reasonField.text : nil)
        case .copy(let order): .copy(order)
        case .quit: .quit
        }
    }

    func draw(on canvas: inout Canvas) -> Point? {
        var y = 0
        let width = canvas.size.columns - 2
        let warnings = warnings(width)
        // What has to be typed and pressed is never cut off, nor what warns of it; what is only told may be.
        let room = canvas.size.rows - warnings.count - fields - 2
        for line in lines.prefix(max(1, room)) {
            canvas.write(line, at: Point(x: 1, y: y), role: .dialogText, width: width)
            y += 1
        }
        for line in warnings {
            canvas.write(line, at: Point(x: 1, y: y), role: .warningText, width: width)
            y += 1
        }
        var cursor: Point?
        if wantsReason {
            cursor =
                field("Reason (kept in the journal): ", reasonField, at: y, on: &canvas, focused: focus == .reason)
                ?? cursor
            y += 1
        }
        if let phrase {
            cursor =
                field("Type \(phrase) to confirm: ", phraseField, at: y, on: &canvas, focused: focus == .phrase)
                ?? cursor
            y += 1
        }
        canvas.write(complaint ?? "", at: Point(x: 1, y: y), role: .errorText, width: width)
        buttons.draw(on: &canvas, at: Point(x: 2, y: y + 1), hasFocus: focus == .buttons, dangerous: [1])
        return cursor
    }

    private func field(_ label: String, _ field: TextField, at y: Int, on canvas: inout Canvas, focused: Bool) -> Point?
    {
        let used = canvas.write(label, at: Point(x: 1, y: y), role: focused ? .dialogTitle : .dialogText)
        let point = field.draw(on: &canvas, at: Point(x: 1 + used, y: y), width: max(4, canvas.size.columns - used - 2))
        return focused ? point : nil
    }
}
