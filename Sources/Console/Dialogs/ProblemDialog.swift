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
        var side: Side
    }

    /// Who changed a field, those that are to be decided on first.
    private enum Side: Int, CaseIterable, Sendable {
        case both, mine, theirs, clock

        /// So many that find no room, in words.
        func words(_ count: Int) -> String {
            switch self {
            case .both: "\(count) changed on both sides"
            case .mine: "\(count) of yours"
            case .theirs: "\(count) as in store"
            case .clock: "when it ends"
            }
        }
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
        let theirs = edit.theirs?.payload
        let changes = ChangedPlaces(base, mine)
        let others = ChangedPlaces(base, theirs ?? base)
        let paths = changes.paths + others.paths.filter { !changes.has($0) }
        let fields = paths.map { path in
            func text(_ payload: Payload?) -> String {
                let shown = Payload.masked(
                    FieldChange(path, old: nil, new: payload?.node(at: path)?.rawText), by: secrets)
                return shown.new.map(Printable.text) ?? "-"
            }
            let isMine = changes.touch(path)
            let isSame = theirs?.node(at: path)?.rawText == mine.node(at: path)?.rawText
            return Row(
                path: Printable.text(path.description), base: text(base),
                theirs: edit.theirs == nil ? "-" : text(theirs),
                mine: isMine ? text(mine) : "as in store",
                side: !isMine ? .theirs : others.touch(path) && !isSame ? .both : .mine)
        }
        return Side.allCases.flatMap { side in (fields + deadlines(edit)).filter { $0.side == side } }
    }

    /// When it ended then and ends now: an edit leaves that to the store.
    private static func deadlines(_ edit: PendingEdit) -> [Row] {
        guard let theirs = edit.theirs else { return [] }
        func text(_ deadline: Deadline) -> String { deadline.moment?.clockText ?? "never" }
        return [
            Row(
                path: "(ends)", base: text(edit.seen.deadline), theirs: text(theirs.deadline), mine: "as in store",
                side: .clock)
        ]
    }

    var isDangerous: Bool { false }

    func wantedSize(within size: Size) -> Size {
        let columns = min(size.columns, 78)
        let sentence = max(2, reasonLines(columns - 4).count)
        return Size(columns: columns, rows: rows.count + options.count + sentence + 6)
    }

    private func reasonLines(_ width: Int) -> [String] { Array(TextWidth.wrap(reason, to: width).prefix(3)) }

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch key {
        case .escape: return .edit(.forget(ticket))
        case .character(let character):
            return options.first { $0.key == character }.map { .edit($0.answer) } ?? .stay
        default: return .stay
        }
    }

    func draw(on canvas: inout Canvas) -> Point? {
        // What can be done is always there: of what is told above, what finds room.
        var room = max(0, canvas.size.rows - options.count - 1)
        let sentence = reasonLines(canvas.size.columns - 2).prefix(max(1, room))
        room = max(0, room - sentence.count)
        // A heading and two fields count for more than a blank row and the last line.
        let spare = rows.isEmpty ? 0 : 3
        let hasGap = room > spare
        if hasGap { room -= 1 }
        let hasEnd = room > spare
        if hasEnd { room -= 1 }
        var y = 0
        for line in sentence {
            canvas.write(line, at: Point(x: 1, y: y), role: .warningText)
            y += 1
        }
        y = drawFields(on: &canvas, from: y, rows: room)
        if hasGap { y += 1 }
        for option in options {
            canvas.write(String(option.key), at: Point(x: 1, y: y), role: .hintKey)
            canvas.write(option.title, at: Point(x: 4, y: y), role: .dialogText, width: canvas.size.columns - 5)
            y += 1
        }
        canvas.write("Esc", at: Point(x: 1, y: y), role: .hintKey)
        canvas.write("forget my edit", at: Point(x: 6, y: y), role: .dialogText)
        if hasEnd { canvas.write("Nothing has been written.", at: Point(x: 1, y: y + 1), role: .dim) }
        return nil
    }

    /// Draws the fields within so many rows, and how many more there are; gives the row behind them.
    private func drawFields(on canvas: inout Canvas, from top: Int, rows room: Int) -> Int {
        guard !rows.isEmpty, room > 1 else { return top }
        let column = max(8, (canvas.size.columns - 4) / 4)
        let headings =
            column > 16
            ? ["FIELD", "WHEN YOU OPENED", "IN THE STORE NOW", "YOURS"] : ["FIELD", "OPENED", "STORE NOW", "YOURS"]
        func write(_ texts: [String], _ y: Int, _ roles: [Role]) {
            for (place, text) in texts.enumerated() {
                canvas.write(text, at: Point(x: 1 + place * column, y: y), role: roles[place], width: column - 1)
            }
        }
        write(headings, top, headings.map { _ in .columnHeading })
        let shown = rows.count < room ? rows.count : room - 2
        for (y, row) in rows.prefix(shown).enumerated() {
            let role: Role = row.side == .both ? .danger : .dialogText
            write([row.path, row.base, row.theirs, row.mine], top + 1 + y, [role, .diffOld, role, .diffNew])
        }
        guard shown < rows.count else { return top + 1 + shown }
        canvas.write(
            moreText(rows.dropFirst(shown)), at: Point(x: 1, y: top + 1 + shown), role: .warningText,
            width: canvas.size.columns - 2)
        return top + 2 + shown
    }

    private func moreText(_ hidden: ArraySlice<Row>) -> String {
        let counts = Side.allCases.map { side in (side, hidden.count { $0.side == side }) }.filter { $0.1 > 0 }
        return "and \(hidden.count) more: " + counts.map { $0.words($1) }.joined(separator: ", ")
    }
}

/// Where one payload differs from another.
private struct ChangedPlaces {
    let paths: [PayloadPath]
    private let all: Set<PayloadPath>
    private let places: Set<PayloadPath>
    /// The places, and whatever they stand in.
    private let around: Set<PayloadPath>

    init(_ base: Payload, _ other: Payload) {
        paths = base.differences(to: other, limit: .max).map(\.path)
        all = Set(paths)
        places = Set(paths.map(Self.place))
        around = places.reduce(into: []) { around, place in
            var next: PayloadPath? = place
            while let path = next, around.insert(path).inserted { next = path.parent }
        }
    }

    /// Whether exactly this is one of them.
    func has(_ path: PayloadPath) -> Bool { all.contains(path) }

    /// Whether a change is there, in it, or of something it stands in.
    func touch(_ path: PayloadPath) -> Bool {
        let place = Self.place(path)
        if around.contains(place) { return true }
        var next = place.parent
        while let path = next {
            if places.contains(path) { return true }
            next = path.parent
        }
        return false
    }

    /// An array counts as a whole: what is put into it moves all that stands behind.
    private static func place(_ path: PayloadPath) -> PayloadPath {
        let array = path.steps.firstIndex { if case .index = $0 { true } else { false } }
        return array.map { PayloadPath(Array(path.steps[..<$0])) } ?? path
    }
}
