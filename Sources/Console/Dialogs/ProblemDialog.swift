internal import Operations
internal import SessionModel
internal import TerminalKit

/// An edit that was not saved: why, the three sides where there are three, and what can be done with what was typed.
struct ProblemDialog: Dialog {
    let ticket: EditTicket
    private let reason: String
    private let rows: [Row]
    private let options: [Option]

    private struct Row: Hashable, Sendable {
        var path: String
        var base: String
        var theirs: String
        var mine: String
        var isConflict: Bool
    }

    private struct Option: Sendable {
        var key: Character
        var title: String
        var answer: EditAnswer
    }

    let title: String

    init(_ ticket: EditTicket, edit: PendingEdit, result: Receipt.Result?, reason: String, secrets: SecretRule) {
        self.ticket = ticket
        self.reason = reason
        rows = Self.rows(edit, secrets)
        title =
            edit.theirs != nil && result != .gone
            ? "Changed while you edited it" : result == .gone ? "It has ended" : "Not saved"
        var options: [Option] = []
        if edit.theirs != nil {
            options.append(
                Option(key: "m", title: "merge: put only my fields into what is there now", answer: .merge(ticket)))
            options.append(
                Option(key: "e", title: "edit again, starting from what is there now", answer: .again(ticket)))
        } else if result != .gone {
            if edit.mine != nil { options.append(Option(key: "r", title: "try again", answer: .retry(ticket))) }
            options.append(Option(key: "e", title: "edit again", answer: .again(ticket)))
        }
        options.append(
            Option(key: "w", title: "keep my text in a file, leave the session alone", answer: .save(ticket)))
        self.options = options
    }

    private static func rows(_ edit: PendingEdit, _ secrets: SecretRule) -> [Row] {
        guard let base = edit.seen.payload, let mine = edit.mine else { return [] }
        let changes = base.differences(to: mine, limit: 6)
        let others = edit.theirs?.payload.map { base.differences(to: $0, limit: 6) } ?? []
        var paths: [PayloadPath] = []
        for change in changes + others where !paths.contains(change.path) { paths.append(change.path) }
        let fields = paths.map { path in
            func text(_ payload: Payload?) -> String {
                let shown = Payload.masked(
                    FieldChange(path, old: nil, new: payload?.node(at: path)?.rawText), by: secrets)
                return shown.new.map(Printable.text) ?? "-"
            }
            let isMine = changes.contains { $0.path == path }
            return Row(
                path: Printable.text(path.description), base: text(base),
                theirs: edit.theirs == nil ? "-" : text(edit.theirs?.payload),
                mine: isMine ? text(mine) : "as in store", isConflict: isMine && others.contains { $0.path == path })
        }
        return fields + deadlines(edit)
    }

    /// When it ended then and ends now: an edit leaves that to the store.
    private static func deadlines(_ edit: PendingEdit) -> [Row] {
        guard let theirs = edit.theirs else { return [] }
        func text(_ deadline: Deadline) -> String { deadline.moment?.clockText ?? "never" }
        return [
            Row(
                path: "(ends)", base: text(edit.seen.deadline), theirs: text(theirs.deadline), mine: "as in store",
                isConflict: false)
        ]
    }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size {
        Size(columns: min(size.columns, 78), rows: rows.count + options.count + 8)
    }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape: return .edit(.forget(ticket))
        case .character(let character):
            return options.first { $0.key == character }.map { .edit($0.answer) } ?? .stay
        default: return .stay
        }
    }

    func draw(on canvas: inout Canvas) -> Point? {
        var y = 0
        for line in TextWidth.wrap(reason, to: canvas.size.columns - 2).prefix(3) {
            canvas.write(line, at: Point(x: 1, y: y), role: .warningText)
            y += 1
        }
        let column = max(8, (canvas.size.columns - 4) / 4)
        if !rows.isEmpty {
            let headings =
                column > 16
                ? ["FIELD", "WHEN YOU OPENED", "IN THE STORE NOW", "YOURS"] : ["FIELD", "OPENED", "STORE NOW", "YOURS"]
            for (place, heading) in headings.enumerated() {
                canvas.write(heading, at: Point(x: 1 + place * column, y: y), role: .columnHeading, width: column - 1)
            }
            y += 1
        }
        for row in rows {
            let role: Role = row.isConflict ? .danger : .dialogText
            for (place, text) in [row.path, row.base, row.theirs, row.mine].enumerated() {
                canvas.write(
                    text, at: Point(x: 1 + place * column, y: y),
                    role: place == 3 ? .diffNew : place == 1 ? .diffOld : role, width: column - 1)
            }
            y += 1
        }
        y += 1
        for option in options {
            canvas.write(String(option.key), at: Point(x: 1, y: y), role: .hintKey)
            canvas.write(option.title, at: Point(x: 4, y: y), role: .dialogText, width: canvas.size.columns - 5)
            y += 1
        }
        canvas.write("Esc", at: Point(x: 1, y: y), role: .hintKey)
        canvas.write("forget my edit", at: Point(x: 6, y: y), role: .dialogText)
        canvas.write("Nothing has been written.", at: Point(x: 1, y: y + 1), role: .dim)
        return nil
    }
}
