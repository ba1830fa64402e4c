internal import TerminalKit

/// What a logout's card asks for: the reason, the user's name or the count, and a button.
struct LogoutForm: Sendable {
    private let user: String
    private let count: Int
    private let wantsReason: Bool
    private var reasonField = TextField()
    private var phraseField = TextField()
    private var buttons: Buttons
    private var focus: Focus = .buttons
    private var complaint: Problem?
    /// Whether the keys have gone to the buttons on purpose; before that, what is typed belongs into a field.
    private var hasMoved = false
    /// Whether it has been confirmed.
    private(set) var isConfirmed = false

    private enum Focus: Hashable, Sendable { case reason, phrase, buttons }

    /// What is still missing before it may be done.
    private enum Problem: Sendable { case reason, phrase }

    /// What the form was left with.
    enum Answer: Sendable {
        case stay, cancel, dryRun
        case confirm(reason: String?)
    }

    /// - Parameter isStanding: Whether it makes sense though there is nothing to end now.
    init(user: String, count: Int, wantsReason: Bool, isStanding: Bool) {
        self.user = user
        self.count = count
        self.wantsReason = wantsReason
        canBegin = count > 0 || isStanding
        buttons = Buttons(titles: canBegin ? ["Cancel", "Log out \(count)", "Dry run"] : ["Close"])
    }

    private let canBegin: Bool

    /// How many rows it takes.
    var height: Int { canBegin ? 4 : 1 }

    mutating func press(_ key: KeyPress) -> Answer {
        complaint = nil
        switch key {
        case .escape, .control("c"): return .cancel
        case .tab: moveFocus(1)
        case .backTab: moveFocus(-1)
        case .down: moveRow(1)
        case .up: moveRow(-1)
        case .enter: return entered()
        default: return typed(key)
        }
        return .stay
    }

    private static let order: [Focus] = [.reason, .phrase, .buttons]

    private mutating func moveFocus(_ step: Int) {
        guard canBegin else { return }
        hasMoved = true
        if focus == .buttons, step > 0, buttons.focus < buttons.titles.count - 1 { return buttons.move(1) }
        if focus == .buttons, step < 0, buttons.focus > 0 { return buttons.move(-1) }
        let place = (Self.order.firstIndex(of: focus) ?? 0) + step
        focus = Self.order[(place + Self.order.count) % Self.order.count]
        if focus == .buttons { buttons.focus = step > 0 ? 0 : buttons.titles.count - 1 }
    }

    private mutating func moveRow(_ step: Int) {
        guard canBegin else { return }
        hasMoved = true
        let place = (Self.order.firstIndex(of: focus) ?? 0) + step
        focus = Self.order[(place + Self.order.count) % Self.order.count]
    }

    private mutating func entered() -> Answer {
        switch focus {
        case .reason: focus = .phrase
        case .phrase:
            if let problem {
                complaint = problem
            } else {
                focus = .buttons
                buttons.focus = 1
            }
        case .buttons: return pressed()
        }
        return .stay
    }

    private mutating func pressed() -> Answer {
        switch buttons.focus {
        case 1: return confirm()
        case 2: return .dryRun
        default: return .cancel
        }
    }

    private mutating func typed(_ key: KeyPress) -> Answer {
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
            case .character(let character): return typed(character, key)
            case .paste(let text) where canBegin: pasted(text, key)
            default: break
            }
        }
        return .stay
    }

    /// What is typed before anything was gone to begins the name or the count, else the reason: nobody who types
    /// "lost phone" means the button Log out. Later a letter jumps to its button, and is the reason where it has none.
    private mutating func typed(_ character: Character, _ key: KeyPress) -> Answer {
        guard canBegin else { return .cancel }
        let isPhrase = user.first == character || String(count).first == character
        if isPhrase, hasMoved || !wantsReason || character.isNumber {
            focus = .phrase
            _ = phraseField.handle(key)
        } else if !hasMoved, reasonField.isEmpty {
            focus = .reason
            _ = reasonField.handle(key)
        } else if let place = buttons.index(startingWith: character) {
            buttons.focus = place
        } else if !character.isWhitespace {
            focus = .reason
            _ = reasonField.handle(key)
        }
        return .stay
    }

    /// What is pasted while the keys are at the buttons is the name or the count, or else the reason.
    private mutating func pasted(_ text: String, _ key: KeyPress) {
        var field = TextField()
        _ = field.handle(key)
        if field.text == user || field.text == String(count) {
            focus = .phrase
            phraseField = field
        } else if !text.allSatisfy(\.isWhitespace) {
            focus = .reason
            _ = reasonField.handle(key)
        }
    }

    /// What is still missing before it may be done.
    private var problem: Problem? {
        if wantsReason, reasonField.text.allSatisfy(\.isWhitespace) { return .reason }
        let typed = phraseField.text
        return typed == user || typed == String(count) ? nil : .phrase
    }

    private mutating func confirm() -> Answer {
        if let problem {
            complaint = problem
            return .stay
        }
        isConfirmed = true
        return .confirm(reason: reasonField.text.allSatisfy(\.isWhitespace) ? nil : reasonField.text)
    }

    /// What is to be typed, in at most `room` columns. Where the name can't be shown as it stands, it is the name that
    /// is cut, and the count comes first: that does as well.
    ///
    /// - Parameter purpose: What stands behind both.
    private func wish(_ purpose: String, within room: Int) -> String {
        let plain = "Type \(user) or \(count)\(purpose)"
        if Printable.isPlain(user), TextWidth.columns(of: plain) <= room { return plain }
        let start = "Type \(count), or the name "
        let end = purpose == "." ? purpose : "," + purpose
        let left = room - start.utf8.count - end.utf8.count
        guard left >= Self.leastName else { return "Type \(count)\(purpose)" }
        return start + TextWidth.shorten(Printable.text(user), to: left) + end
    }

    /// A name cut to fewer columns than this tells nobody whose it is.
    private static let leastName = 6
    /// What a field has at least, so that it can be seen what is typed.
    private static let leastField = 12

    private func sentence(_ problem: Problem, within room: Int) -> String {
        switch problem {
        case .reason: "Production asks for a reason."
        case .phrase: wish(".", within: room)
        }
    }

    func draw(on canvas: inout Canvas, at top: Int) -> Point? {
        var cursor: Point?
        let width = canvas.size.columns - 2
        if canBegin {
            let must = wantsReason ? "Reason (kept in the journal): " : "Reason, if any (kept in the journal): "
            cursor = field(must, reasonField, at: top, on: &canvas, focused: focus == .reason)
            let ask = wish(" to confirm: ", within: width - Self.leastField)
            cursor = field(ask, phraseField, at: top + 1, on: &canvas, focused: focus == .phrase) ?? cursor
            if let complaint {
                let words = sentence(complaint, within: width)
                canvas.write(words, at: Point(x: 1, y: top + 2), role: .errorText, width: width)
            }
        }
        buttons.draw(
            on: &canvas, at: Point(x: 2, y: top + height - 1), hasFocus: focus == .buttons, dangerous: [1])
        return cursor
    }

    private func field(
        _ label: String, _ field: TextField, at y: Int, on canvas: inout Canvas, focused: Bool
    ) -> Point? {
        let used = canvas.write(
            label, at: Point(x: 1, y: y), role: focused ? .dialogTitle : .dialogText,
            width: canvas.size.columns - 2 - Self.leastField)
        let point = field.draw(on: &canvas, at: Point(x: 1 + used, y: y), width: max(4, canvas.size.columns - used - 2))
        return focused ? point : nil
    }
}
