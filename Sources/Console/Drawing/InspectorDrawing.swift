internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Draws one session: facts above, payload, history or raw record below.
struct InspectorDrawing {
    private let view: InspectorView
    private let facts: StoreFacts?
    /// The record's key as its store has it, and the store's name where several are open.
    private let place: (key: String, store: String?)
    private let hidesRecord: Bool
    private let now: Timestamp
    private let hasCursor: Bool
    private let marked: Int?
    private let vocabulary: Vocabulary

    /// - Parameter now: Our own time.
    init(_ view: InspectorView, in console: Console, now: Timestamp, hasCursor: Bool) {
        self.view = view
        let key = view.session.key
        facts = console.facts(of: key)
        place = (console.storedKey(key).text, console.feeds.isEmpty ? nil : facts?.name)
        hidesRecord = console.hidesRecord(view)
        self.now = now.adding(milliseconds: facts?.examination.clockSkew ?? 0)
        self.hasCursor = hasCursor
        marked = console.markedMoment
        vocabulary = console.vocabulary
    }

    private var session: Session { view.session }

    /// How many rows are left for the tree below the facts.
    static func treeHeight(_ view: InspectorView?, in size: Size) -> Int {
        guard let view else { return 0 }
        let rows = max(1, size.rows - factCount(view, in: size) - 1)
        return rows - (view.face == .history ? detailRows(in: rows) : 0)
    }

    /// How many rows at the end of the history say all of the moment under the cursor, their rule counted.
    private static func detailRows(in rows: Int) -> Int { rows >= 16 ? 5 : rows >= 8 ? 3 : 0 }

    /// How many facts are shown: all, unless they would take more than three fifths of the room.
    private static func factCount(_ view: InspectorView, in size: Size) -> Int {
        let all = 7 + (view.session.viewOnlyReason == nil ? 0 : 1) + min(3, view.session.notes.count)
        return min(all, max(2, size.rows * 3 / 5))
    }

    func draw(on canvas: inout Canvas) {
        var y = 0
        for (label, text, role) in rows.prefix(Self.factCount(view, in: canvas.size)) {
            canvas.write(label, at: Point(x: 1, y: y), role: .dim, width: 10)
            canvas.write(text, at: Point(x: 11, y: y), role: role, width: max(0, canvas.size.columns - 12))
            y += 1
        }
        canvas.horizontalRule(at: Point(x: 0, y: y))
        var x = 2
        for face in InspectorView.Face.allCases {
            let isOn = face == view.face
            x +=
                canvas.write(
                    isOn ? "[\(face.title)]" : " \(face.title) ", at: Point(x: x, y: y), role: isOn ? .heading : .dim)
                + 1
        }
        let body = Rect(x: 0, y: y + 1, width: canvas.size.columns, height: max(0, canvas.size.rows - y - 1))
        canvas.inside(body) { drawFace(on: &$0) }
    }

    private var rows: [(String, String, Role)] {
        let id = session.id.map { view.isRevealed ? $0.whole : $0.short } ?? "not in the record, only its hash"
        var rows: [(String, String, Role)] = [
            ("user", user, session.user == nil ? .anonymous : .user), ("id", Printable.text(id), .identifier),
            ("dies in", diesIn, diesRole),
        ]
        if let reason = session.viewOnlyReason { rows.append(("view only", Printable.text(reason), .warningText)) }
        rows += [
            ("clocks", clocks, .text), ("seen", seen, .text),
            (
                "format",
                [session.format, session.writer].compactMap { $0 }.joined(separator: ", ")
                    + (session.viewOnlyReason == nil ? "; editable, bytes kept" : "; view only"), .text
            ),
            (
                "record",
                "\(ByteCount.format(session.record.size)), key \(SessionID.shorten(Printable.text(place.key)))"
                    + (place.store.map { " in \(Printable.text($0))" } ?? ""),
                .text
            ),
        ]
        return rows + session.notes.prefix(3).map { ("note", Printable.text($0), .infoText) }
    }

    private var user: String {
        if session.payload == nil { return "?" }
        return session.userNames.isEmpty
            ? "(anonymous)" : session.userNames.prefix(3).map(Printable.text).joined(separator: ", ")
    }

    private var diesIn: String {
        if view.hasEnded { return "it has ended" }
        guard let clock = session.diesBy, let moment = clock.deadline.moment else {
            return "never: no clock of it strikes"
        }
        let left = moment.milliseconds(since: now)
        if left <= 0 {
            let late = DurationText.compact(milliseconds: now.milliseconds(since: moment))
            return "expired \(late) ago, not swept; by \(clock.source)"
        }
        let text = DurationText.format(milliseconds: DurationText.upToSecond(milliseconds: left))
        return "\(text) at \(moment.clockText) by \(clock.source)"
    }

    private var diesRole: Role {
        guard let moment = session.diesBy?.deadline.moment else { return .ttlNever }
        let left = moment.milliseconds(since: now)
        return left <= 0 ? .expired : left < 60_000 ? .ttlUrgent : left < 300_000 ? .ttlSoon : .ttlFine
    }

    private var clocks: String {
        session.clocks.map { clock in
            let when = clock.deadline.moment.map(\.clockText) ?? "never"
            return "\(clock.kind.rawValue): \(clock.source) \(when)"
        }.joined(separator: "; ")
    }

    private var seen: String {
        func ago(_ moment: Timestamp?) -> String? {
            moment.map { DurationText.compact(milliseconds: now.milliseconds(since: $0)) + " ago" }
        }
        let parts = [
            ago(session.createdAt).map { "created \($0)" },
            ago(session.lastSeen(at: now)).map { "last seen \($0)" },
        ]
        let known = parts.compactMap { $0 }.joined(separator: ", ")
        return known.isEmpty ? "the record does not tell" : known
    }

    private func drawFace(on canvas: inout Canvas) {
        switch view.face {
        case .fields: drawTree(on: &canvas)
        case .raw: drawRaw(on: &canvas)
        case .history: drawHistory(on: &canvas)
        }
    }

    private func drawTree(on canvas: inout Canvas) {
        guard let payload = session.payload else {
            canvas.write(
                "The payload can't be shown as fields; \(vocabulary.keyName("raw")) shows the record as it is stored.",
                at: Point(x: 1, y: 0),
                role: .dim, width: canvas.size.columns - 2)
            return
        }
        for (y, place) in view.viewport.visible.enumerated() where place < view.lines.count {
            guard let node = payload.node(position: view.lines[place]) else { continue }
            draw(node, y: y, on: &canvas)
            if hasCursor, place == view.viewport.cursor {
                canvas.write(canvas.glyphs.cursor, at: Point(x: 0, y: y), role: .heading)
                canvas.select(canvas.bounds.row(y))
            }
        }
    }

    private func draw(_ node: PayloadNode, y: Int, on canvas: inout Canvas) {
        let depth = min(node.depth, 24)
        var x = 2 + depth * 2
        let isContainer = node.kind == .object || node.kind == .array
        if isContainer {
            canvas.write(
                view.isFolded(node) ? canvas.glyphs.folded : canvas.glyphs.unfolded, at: Point(x: x, y: y), role: .dim)
        }
        x += 2
        let path = node.path
        let isProtected = session.protectedPaths.contains(where: path.isWithin)
        let label = node.key.map(Printable.text) ?? node.arrayIndex.map { "[\($0)]" } ?? "payload"
        x +=
            canvas.write(
                label, at: Point(x: x, y: y), role: isProtected ? .protected : .jsonKey,
                width: max(4, min(28, canvas.size.columns - x - 4))) + 2
        let (text, role) = value(node)
        x += canvas.write(text, at: Point(x: x, y: y), role: role, width: max(0, canvas.size.columns - x - 1)) + 2
        if view.changed.contains(path) {
            canvas.write("changed", at: Point(x: x, y: y), role: .rowTouched, width: max(0, canvas.size.columns - x))
        }
    }

    private func value(_ node: PayloadNode) -> (String, Role) {
        if !view.isRevealed, isHidden(node) { return (SecretRule.mask, .secret) }
        switch node.kind {
        case .object: return ("{\(node.childCount)}", .dim)
        case .array: return ("[\(node.childCount)]", .dim)
        case .string: return ("\"\(Printable.text(node.string ?? ""))\"", .jsonString)
        case .number: return (node.rawText, .jsonNumber)
        case .boolean, .null: return (node.rawText, .jsonLiteral)
        }
    }

    private func isHidden(_ node: PayloadNode) -> Bool {
        guard let secrets = facts?.secrets else { return true }
        var place: PayloadNode? = node
        while let current = place {
            if secrets.hides(current) { return true }
            place = current.parent
        }
        return false
    }

    private func drawRaw(on canvas: inout Canvas) {
        if hidesRecord {
            canvas.write(
                "The record holds hidden values; \(vocabulary.keyName("reveal")) shows them, and the journal notes it.",
                at: Point(x: 1, y: 0),
                role: .secret, width: canvas.size.columns - 2)
            return
        }
        for (y, place) in view.viewport.visible.enumerated() where place < view.rawLines.count {
            canvas.write(view.rawLines[place], at: Point(x: 1, y: y), role: .text, width: canvas.size.columns - 2)
        }
    }

    private func drawHistory(on canvas: inout Canvas) {
        guard let life = view.life else { return LifeDrawing.drawNothing(on: &canvas) }
        let drawing = LifeDrawing(life: life, secrets: facts?.secrets ?? SecretRule(), marked: marked)
        let (rest, detail) = canvas.bounds.splitBottom(hasCursor ? Self.detailRows(in: canvas.size.rows) : 0)
        canvas.inside(rest) { drawing.draw(view.viewport, on: &$0, hasCursor: hasCursor) }
        guard detail.height > 0, life.moments.indices.contains(view.viewport.cursor) else { return }
        canvas.inside(detail) { canvas in
            canvas.horizontalRule(at: .zero)
            let sentence = Printable.text(drawing.sentence(life.moments[view.viewport.cursor]))
            for (y, line) in TextWidth.wrap(sentence, to: canvas.size.columns - 2).prefix(detail.height - 1)
                .enumerated()
            {
                canvas.write(line, at: Point(x: 1, y: y + 1), role: .dim)
            }
        }
    }
}

extension InspectorView {
    /// Fits the lines into the rows there are.
    mutating func fit(_ size: Size) {
        wrapRaw(to: max(20, size.columns - 2))
        viewport.update(count: count, height: InspectorDrawing.treeHeight(self, in: size))
    }
}
