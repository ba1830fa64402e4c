internal import Operations
internal import SessionModel
internal import TerminalKit

/// What a logout's card tells: the stores in a table, and sentences under it.
struct LogoutText: Sendable {
    private var rows: [Row] = []
    private var lines: [(text: String, role: Role)] = []
    /// How much of it is done, from 0 to 1; nil where there is nothing to wait for.
    private var progress: Double?
    private var lastHeading = ""
    /// All of it in one sentence.
    private(set) var sentence = ""

    private struct Row: Sendable {
        var store: String
        /// What stands behind the store's name, and is never cut.
        var mark = ""
        var kind: String
        var live: String
        var matched: String
        var will: String
        var role: Role
    }

    init() {}

    /// What would be done.
    init(_ plan: LogoutPlan, now: Timestamp, hidden: Int, standing: Int64?, _ vocabulary: Vocabulary) {
        lastHeading = "WILL DO"
        rows = plan.parts.map { part in
            Row(
                store: part.store, mark: part.isProduction ? " [PROD]" : "", kind: part.engine,
                live: String(part.doomed.count + part.kept.count),
                matched: Self.matched(part), will: Self.will(part),
                role: part.refusal == nil ? .dialogText : .warningText)
        }
        rows += plan.uncovered.map {
            Row(store: $0.store, kind: "", live: "?", matched: $0.reason, will: "NOT COVERED", role: .warningText)
        }
        sentence = Self.summary(plan)
        if plan.count == 0, plan.parts.allSatisfy(\.kept.isEmpty), standing == nil {
            lines = [
                ("No session of \(plan.user) is live. " + (plan.uncovered.isEmpty ? "" : sentence), .dialogText),
                (
                    "A name is meant as it stands in the sessions; \(vocabulary.keyName("users")) lists those there are.",
                    .dialogText
                ),
            ]
            return
        }
        lines = [(sentence + (hidden > 0 ? " \(hidden) of them hidden by your filter." : ""), .dialogText)]
        for part in plan.parts where !part.doomed.isEmpty {
            if let refusal = part.refusal {
                lines.append(("\(part.store): nothing is ended there. \(refusal)", .warningText))
            }
        }
        if plan.names.count > 1 {
            lines.append(("Also known as \(plan.names.dropFirst().joined(separator: ", ")).", .dialogText))
        }
        lines.append((Self.ages(plan, now) + "Not touched: remember-me tokens, JWTs, caches.", .dialogText))
        if plan.unreadable > 0 {
            lines.append(("\(Self.unreadable(plan.unreadable)), so nobody knows whose.", .warningText))
        }
        let rest = standing.map { " New sessions are ended for \(DurationText.exact(milliseconds: $0))." } ?? ""
        lines.append(
            (
                "Then: watch \(LogoutOrder.watch / 1000) s for any that come back.\(rest) \(vocabulary.keyName("undo")) undoes it.",
                .dialogText
            ))
    }

    /// How far it has come, or the receipt.
    init(_ state: LogoutState, now: Timestamp) {
        lastHeading = "RESULT"
        guard let receipt = state.receipt else {
            let count = state.order.plan.actable.reduce(0) { $0 + $1.doomed.count }
            progress = count == 0 ? 1 : Double(state.done) / Double(count)
            lines = [("Ending \(state.done) of \(count) sessions; Esc stops before the next batch.", .dialogText)]
            return
        }
        rows = receipt.parts.map { part in
            let unreadable = state.order.plan.parts.first { $0.place == part.place }?.unreadable ?? 0
            return Row(
                store: part.receipt.store, kind: "", live: String(part.receipt.lines.count),
                matched: part.failure?.description ?? Self.reason(part.receipt)
                    ?? (unreadable > 0 ? Self.unreadable(unreadable) : ""), will: part.summary,
                role: Self.isFine(part) && unreadable == 0 ? .dialogText : .warningText)
        }
        rows += receipt.uncovered.map {
            Row(store: $0.store, kind: "", live: "?", matched: $0.reason, will: "not covered", role: .warningText)
        }
        sentence = Self.summary(receipt) + "."
        lines = [(sentence, receipt.isComplete ? .successText : .warningText)]
        lines.append(Self.watching(state, now))
        if let until = state.standsUntil {
            let left = DurationText.compact(milliseconds: until.milliseconds(since: now))
            lines.append(("New sessions are ended for \(left); :stand-down stops that.", .dialogText))
        }
    }

    // MARK: Words

    private static func matched(_ part: LogoutPlan.Part) -> String {
        let words = (part.doomed + part.kept).map { target in
            "\(target.matched.path.map(\.description) ?? "user") = \(target.matched.name)"
        }
        let different = Set(words).sorted()
        return different.first.map { $0 + (different.count > 1 ? ", .." : "") } ?? "-"
    }

    private static func will(_ part: LogoutPlan.Part) -> String {
        if part.doomed.isEmpty { return part.kept.isEmpty ? "nothing" : "keep \(part.kept.count)" }
        if part.refusal != nil { return "NOTHING" }
        return "end \(part.doomed.count)" + (part.kept.isEmpty ? "" : ", keep \(part.kept.count)")
    }

    private static func summary(_ plan: LogoutPlan) -> String {
        let parts = plan.actable
        let count = parts.reduce(0) { $0 + $1.doomed.count }
        let missing = plan.uncovered.isEmpty ? "" : ", \(counted(plan.uncovered.count, "store")) not covered"
        return "\(counted(count, "session")), \(counted(parts.count, "store"))\(missing)."
    }

    /// What came of it, and of how many records nobody knows whether they should have been in it.
    static func summary(_ receipt: LogoutReceipt) -> String {
        receipt.summary + (receipt.unreadable > 0 ? "; \(unreadable(receipt.unreadable))" : "")
    }

    private static func unreadable(_ count: Int) -> String { "\(counted(count, "record")) can't be read" }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(count.grouped) \(noun)\(count == 1 ? "" : "s")"
    }

    private static func ages(_ plan: LogoutPlan, _ now: Timestamp) -> String {
        let created = plan.parts.flatMap(\.doomed).compactMap(\.createdAt)
        guard let oldest = created.min(), let newest = created.max() else { return "" }
        let ages = [oldest, newest].map { DurationText.compact(milliseconds: now.milliseconds(since: $0)) }
        return "Oldest \(ages[0]), newest \(ages[1]) ago. "
    }

    private static func reason(_ receipt: Receipt) -> String? {
        receipt.lines.first { $0.result != .done && $0.result != .gone }?.reason
    }

    private static func isFine(_ part: LogoutReceipt.Part) -> Bool {
        part.failure == nil && reason(part.receipt) == nil
    }

    private static func watching(_ state: LogoutState, _ now: Timestamp) -> (text: String, role: Role) {
        let back = state.returned.filter { $0.isSameUser && !$0.isEndedAgain }
        let left = state.watchLeft(at: now).map { "Watching for returns, \($0 / 1000) s left: " } ?? "Watched: "
        let isOver = state.watchLeft(at: now) == nil
        guard let last = back.last else {
            let isBlind = isOver && (state.receipt?.unseen ?? 0) > 0
            let sight = isOver ? state.receipt?.sight : nil
            return (left + (sight ?? "none is back") + ".", isBlind ? .warningText : .dialogText)
        }
        let more = back.count > 1 ? ", and \(back.count - 1) more" : ""
        return (
            left + "\(last.name) came back after \(DurationText.exact(milliseconds: last.after)), same login\(more).",
            .warningText
        )
    }

    // MARK: Drawing

    /// How many rows it takes in this width, a blank one behind the table.
    func height(width: Int) -> Int {
        (rows.isEmpty ? 0 : rows.count + 2) + wrapped(width).count + (progress == nil ? 0 : 2)
    }

    private func wrapped(_ width: Int) -> [(text: String, role: Role)] {
        lines.flatMap { line in TextWidth.wrap(Printable.text(line.text), to: width).map { ($0, line.role) } }
    }

    /// Draws it within `rows` rows: the sentences are whole, and of the table what finds room.
    func draw(on canvas: inout Canvas, width: Int, rows room: Int) {
        let sentences = wrapped(width)
        var y = 0
        if !rows.isEmpty {
            let fitting = max(1, room - sentences.count - 2)
            y = drawTable(on: &canvas, width: width, rows: fitting)
            if y + sentences.count < room { y += 1 }
        }
        for line in sentences where y < room {
            canvas.write(line.text, at: Point(x: 1, y: y), role: line.role, width: width)
            y += 1
        }
        if let progress, y + 1 < room { canvas.bar(progress, at: Point(x: 1, y: y + 1), width: width, role: .bar) }
    }

    private func drawTable(on canvas: inout Canvas, width: Int, rows room: Int) -> Int {
        let will = max(lastHeading.utf8.count, rows.map { TextWidth.columns(of: $0.will) }.max() ?? 0)
        let hasKinds = width >= 64 && rows.contains { !$0.kind.isEmpty }
        let mark = rows.map(\.mark.utf8.count).max() ?? 0
        let store = min(
            (hasKinds ? 18 : 22) + mark,
            max(5, rows.map { TextWidth.columns(of: Printable.text($0.store)) + $0.mark.utf8.count }.max() ?? 0))
        let names = StoreNames.short(rows.map(\.store), to: rows.map { store - $0.mark.utf8.count })
        let kind = hasKinds ? min(11, rows.map { $0.kind.utf8.count }.max() ?? 0) + 1 : 0
        let live = store + 1 + kind
        let matched = live + 6
        let last = max(matched + 4, width - will)
        func write(_ row: Row, at y: Int) {
            let cells: [(String, Int, Int)] = [
                (row.store, 0, store), (row.kind, store + 1, max(0, kind - 1)),
                (TextWidth.fit(row.live, to: 4, alignment: .right), live, 4),
                (row.matched, matched, max(0, last - matched - 1)), (row.will, last, will),
            ]
            for (text, x, width) in cells where width > 0 {
                canvas.write(Printable.text(text), at: Point(x: 1 + x, y: y), role: row.role, width: width)
            }
        }
        let heading = lastHeading == "RESULT" ? "WHY" : "MATCHED BY"
        write(
            Row(
                store: "STORE", kind: kind > 4 ? "KIND" : "", live: "LIVE", matched: heading, will: lastHeading,
                role: .dim),
            at: 0)
        let shown = rows.count <= room ? rows[...] : rows.prefix(max(0, room - 1))
        for (y, row) in shown.enumerated() {
            var row = row
            row.store = names[y] + row.mark
            write(row, at: y + 1)
        }
        guard shown.count < rows.count else { return rows.count + 1 }
        canvas.write("and \(rows.count - shown.count) stores more", at: Point(x: 1, y: shown.count + 1), role: .dim)
        return shown.count + 2
    }
}
