internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// What stands below every view: the message, the line of the row under the cursor, the prompt, the keys.
extension Console {
    /// The last message that was not read.
    func drawMessage(on canvas: inout Canvas) {
        guard let message = messages.current else { return }
        let (sign, role): (Character, Role) =
            switch message.level {
            case .error: (canvas.glyphs.fail, .errorText)
            case .warning: ("!", .warningText)
            case .success: (canvas.glyphs.check, .successText)
            case .info: (canvas.glyphs.bullet, .infoText)
            }
        let text = " \(sign) \(Printable.text(message.text))"
        let more = moreText(beside: text, in: canvas.size.columns)
        let room = canvas.size.columns - TextWidth.columns(of: more)
        if canvas.size.rows > 1, TextWidth.columns(of: text) > room {
            let lines = TextWidth.wrap(Printable.text(message.text), to: room - 4)
            canvas.fill(Rect(x: 0, y: 1, width: canvas.size.columns, height: 1))
            canvas.write(" \(sign) \(lines[0])", at: Point(x: 0, y: 0), role: role, width: room)
            let rest = lines.dropFirst().joined(separator: " ")
            canvas.write(rest, at: Point(x: 3, y: 1), role: role, width: canvas.size.columns - 4)
        } else {
            canvas.write(text, at: Point(x: 0, y: 0), role: role, width: max(10, room))
        }
        canvas.write(more, at: Point(x: room, y: 0), role: .dim)
    }

    /// How many messages wait, in as many words as a sentence leaves room for.
    private func moreText(beside text: String, in columns: Int) -> String {
        let unread = messages.unreadCount
        guard unread > 0 else { return "" }
        let key = keyName("messages")
        let whole = "  \(unread) unread, \(key) reads "
        return TextWidth.columns(of: text) + whole.utf8.count <= columns ? whole : "  \(key) \(unread) "
    }

    /// Whether what is said goes on over the keys: it answers a key, or tells what came of one, and the next key takes it
    /// away again.
    var messageGoesOn: Bool {
        guard let message = messages.current, message.isAnswer || message.isOutcome || message.level < .warning
        else { return false }
        let text = " x \(Printable.text(message.text))"
        return TextWidth.columns(of: text + moreText(beside: text, in: size.columns)) > size.columns
    }

    /// The keys of this pane; what finds no room goes on in the line below, while nothing is typed there.
    func drawKeys(on canvas: inout Canvas) {
        for (hint, isOff) in zip(hintsHere.hints, keysOff) {
            canvas.write(hint.key, at: hint.place, role: isOff ? .hintOff : .hintKey)
            let next = Point(x: hint.place.x + hint.keyColumns + 1, y: hint.place.y)
            canvas.write(hint.text, at: next, role: isOff ? .hintOff : .hint)
        }
    }

    /// Which of the keys in their line do nothing just now, in its order.
    var keysOff: [Bool] { hintsHere.hints.map { $0.command.unless(self) != nil } }

    /// Lays the line of keys out again, where that is due.
    mutating func layOutHints() { hints = hintsHere }

    /// The hints as they are here: the last ones, while all that they depend on is as it was.
    private var hintsHere: HintLine {
        let subject = HintLine.Subject(
            view: view, face: view == .inspector ? inspector?.face : nil, isFirstView: views.count <= 1,
            size: Size(columns: layout.keys.width, rows: 2))
        if let hints, hints.subject == subject { return hints }
        return HintLine(hinted.map { ($0, hintText($0)) }, for: subject)
    }

    /// The commands that are named in the line of keys: of the session's only those of the face that is shown.
    var hinted: [Command] {
        let all = commands(of: view).filter { $0.hint != nil && !$0.keys.isEmpty }
        var others: Set<String> = []
        if view == .inspector, let face = inspector?.face {
            switch face {
            case .fields: others = ["mark-moment", "diff"]
            case .history: others = ["fold", "raw", "edit"]
            case .raw: others = ["fold", "mark-moment", "diff"]
            }
        }
        // Why a session ended is asked of its life; elsewhere there is no room for the word.
        if view != .life, view != .comparison { others.insert("why") }
        return all.filter { !others.contains($0.name) }
    }

    /// The word for a command in the line of keys, as it is here.
    func hintText(_ command: Command) -> String {
        switch command.name {
        case "quit" where views.count > 1: "back"
        case "next-face": inspector?.face.next.title.lowercased() ?? ""
        default: command.hint ?? ""
        }
    }

    func drawPrompt(on canvas: inout Canvas) -> Point? {
        guard let prompt else { return nil }
        canvas.fill(canvas.bounds)
        let used = canvas.write(prompt.lead, at: Point(x: 1, y: 0), role: .hintKey, width: canvas.size.columns / 2)
        return prompt.field.draw(
            on: &canvas, at: Point(x: 1 + used, y: 0), width: max(4, canvas.size.columns - used - 2),
            placeholder: prompt.kind.placeholder(vocabulary))
    }

    /// What the line under the cursor says, whole: lists cut what is long.
    func drawDetail(on canvas: inout Canvas) {
        guard canvas.size.rows > 1, let text = selectedText else { return }
        canvas.horizontalRule(at: .zero)
        let lines = TextWidth.wrap(Printable.text(text), to: canvas.size.columns - 2)
        for (y, line) in lines.prefix(canvas.size.rows - 1).enumerated() {
            canvas.write(line, at: Point(x: 1, y: y + 1), role: .dim)
        }
    }

    /// The line under the cursor as a sentence, nothing cut.
    var selectedText: String? { page.sentence(self) }

    static func sentence(_ line: JournalLine) -> String {
        if let damage = line.damage { return damage }
        let reason = line.reason.map { "; reason: \($0)" } ?? ""
        let note = line.note.map { "; \($0)" } ?? ""
        let from = line.from.isEmpty ? "" : " at \(line.from)"
        return
            "\(line.at.iso8601)  \(line.who)\(from) on \(line.store): \(line.verb) \(line.target), \(line.result)\(reason)\(note)"
    }
}
