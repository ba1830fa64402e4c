internal import Operations
public import SessionModel
internal import SessionQuery
internal import StoreKit
internal import TerminalKit

extension Command {
    private static let onSessions: Set<ViewKind> = [.sessions, .inspector]

    /// What changes or ends sessions.
    static let acting: [Command] = [
        Command(
            "edit", .character("e"), title: "Edit the value under the cursor; in lists the whole payload", hint: "edit",
            in: onSessions, isDestructive: true, isAboutTarget: true, unless: { $0.noTarget ?? $0.cannot(.edit) }
        ) { console, _ in console.beginEdit() },
        Command(
            "edit-whole", .character("E"), title: "Edit the whole payload in $EDITOR", in: onSessions,
            isDestructive: true, isAboutTarget: true, unless: { $0.noTarget ?? $0.cannot(.edit) }
        ) { console, _ in console.beginWholeEdit() },
        Command(
            "ttl", .character("t"), title: "Move the deadline, or all marked: ttl +30m, -5m, =1h, @TIME, never",
            hint: "ttl",
            in: onSessions, isDestructive: true, isAboutTarget: true,
            unless: { $0.noTarget ?? $0.cannot(.setDeadline) }
        ) { console, argument in argument.isEmpty ? console.openTTL() : console.moveDeadline(argument) },
        Command(
            "destroy", .character("D"), .delete, .function(9),
            title: "End the session, or all that are marked: destroy [--where QUERY] [--export FILE] [--dry-run]",
            hint: "destroy", in: onSessions, isDestructive: true, isAboutTarget: true,
            unless: { $0.noTarget ?? $0.cannot(.end) },
            checksItself: { line in
                CommandWord.split(line)?.contains { $0.isOption && ["--dry-run", "--where"].contains($0.text) } != false
            }
        ) { console, line in console.beginDestroy(line) },
        Command(
            "export", title: "Save what is marked, else all that the filter shows, to a file: export FILE",
            in: onSessions, unless: \.noTarget
        ) { console, path in console.exportShown(to: path) },
        Command(
            "restore", title: "Bring back the sessions of a saved file: restore FILE", in: onSessions,
            isDestructive: true, unless: { $0.cannotActNow }
        ) { console, path in console.beginRestore(from: path) },
        Command(
            "regenerate", .character("I"), title: "Give the session a new id", hint: "new id", in: onSessions,
            isDestructive: true, isAboutTarget: true, unless: { $0.noTarget ?? $0.cannot(.move) }
        ) { console, _ in console.confirmRegenerate() },
        Command(
            "undo", .character("u"), title: "Take the last act back", hint: "undo", in: .everywhere,
            isDestructive: true, unless: { $0.undoTitle == nil ? "there is nothing to undo" : $0.cannotActNow }
        ) { console, _ in console.perform(.undo) },
        Command(
            "redo", .character("U"), title: "Do again what was taken back", in: .everywhere, isDestructive: true,
            unless: { $0.redoTitle == nil ? "there is nothing to redo" : $0.cannotActNow }
        ) { console, _ in console.perform(.redo) },
    ]
}

extension Console {
    /// Why nothing can be changed just now.
    var cannotActNow: String? {
        guard let facts = targetFacts else { return "the store is not open yet" }
        if let reason = reasonAgainstWriting(facts) { return reason }
        if let isActing { return "\(isActing) is still under way" }
        return nil
    }

    /// Why an ability is not there just now.
    func cannot(_ ability: StoreAbilities) -> String? {
        cannotActNow ?? endedReason ?? lacks(ability)
    }

    /// Why the store at hand has not got an ability.
    func lacks(_ ability: StoreAbilities) -> String? {
        guard let examination = targetFacts?.examination, !examination.abilities.contains(ability) else { return nil }
        let restriction = examination.restrictions.first { !$0.ability.isDisjoint(with: ability) }
        return restriction.map { $0.reason + ($0.remedy.map { " Try: \($0)" } ?? "") } ?? "this store can't do that"
    }

    /// Why nothing can be done to the session at hand: it is no more.
    var endedReason: String? {
        page.hasEnded(self) ? "this session has ended" : nil
    }

    /// Asks the runtime for an act; in production a reason is asked for first.
    mutating func perform(
        _ act: ActRequest.Act, reason: String? = nil, export: String? = nil, choice: QueryChoice? = nil
    ) -> [Effect] {
        // What a dialog asked about may have been locked while it was open.
        if let refusal = facts(of: act).flatMap(reasonAgainstWriting) {
            return refuse(act, "Nothing was done: \(refusal).")
        }
        if facts(of: act)?.isProduction == true, (reason ?? "").allSatisfy(\.isWhitespace) {
            open(.reason(act))
            return []
        }
        isActing = act.title
        canStopAct = act.isOnMany
        isStopping = false
        actProgress = nil
        noteOwn(act)
        if case .regenerate(let session) = act { regenerating = session.key }
        let subject = act == .undo ? undoTitle : act == .redo ? redoTitle : nil
        movesBack = subject == Verb.regenerate.rawValue
        return [.act(ActRequest(act, reason: reason, export: export, choice: choice))]
    }

    private mutating func refuse(_ act: ActRequest.Act, _ sentence: String) -> [Effect] {
        say(.error, sentence)
        if let ticket = edits.first(where: { $0.value.isAwaiting(ActRequest(act)) })?.key {
            return reopenProblem(ticket, sentence)
        }
        return []
    }

    private mutating func noteOwn(_ act: ActRequest.Act) {
        switch act {
        case .edit(let session, _, _), .deadline(let session, _), .regenerate(let session): ownActs[session.key] = now
        case .destroy(let keys, _), .deadlines(let keys, _): for key in keys { ownActs[key] = now }
        case .restore(let records, _): actedOn.formUnion(records.map(\.key))
        case .undo, .redo: break
        }
    }

    /// Whether an undo, redo or restore is under way.
    private var isBringingBack: Bool {
        isActing.map { $0 == "undo" || $0 == "redo" || $0.hasPrefix("restore") } ?? false
    }

    /// Whether what is told of a session may come of the undo, redo or restore under way: only of sessions that an act
    /// was done to before.
    func mayBeBroughtBack(_ key: SessionKey) -> Bool { isBringingBack && actedOn.contains(key) }

    /// Stops an act on many after the batch it is at; nil where none is under way.
    mutating func stopAct() -> [Effect]? {
        guard let isActing, canStopAct else { return nil }
        if isStopping { return [] }
        isStopping = true
        say(.info, "Stopping the \(isActing) after the batch it is at.")
        return [.stopAct]
    }

    mutating func acted(_ report: ActReport) -> [Effect] {
        defer { takeHeldBack() }
        isActing = nil
        canStopAct = false
        isStopping = false
        actProgress = nil
        let subject = report.request.act == .undo ? undoTitle : report.request.act == .redo ? redoTitle : nil
        undoTitle = report.undoTitle
        redoTitle = report.redoTitle
        if let warning = report.journalWarning { say(.warning, warning) }
        let looks = doubt(report)
        disown(report)
        if let ticket = edits.first(where: { $0.value.isAwaiting(report.request) })?.key {
            return finishEdit(ticket, report) + looks
        }
        if let failure = report.failure {
            let verb: Verb = report.request.act == .redo ? .redo : .undo
            say(.error, failure + (report.rest == .later ? " It stays, to be \(verb.done) later." : ""))
            if let id = report.newID, dialog == nil { dialog = NoticeDialog.unansweredID(id) }
            return looks
        }
        if let lost = report.lost { say(.warning, sentence(lost)) }
        guard let receipt = report.receipt else { return looks }
        noteReceipt(receipt, report, of: subject)
        let people = readPeopleAgain()
        // What was taken back is looked at again, whatever the feed tells and when.
        let isBack = receipt.verb == .undo || receipt.verb == .redo || receipt.verb == .restore
        return looks + people + (isBack && !receipt.lines.isEmpty ? look(receipt.lines.map(\.key)) : [])
    }

    /// Takes what comes next for the sessions that an act has not been done to for somebody else's doing, unless it may
    /// have been done all the same.
    private mutating func disown(_ report: ActReport) {
        guard let receipt = report.receipt else {
            if !report.isUncertain { for key in report.request.act.keys { ownActs[key] = nil } }
            return
        }
        for line in receipt.lines where line.result != .done && !line.isUncertain { ownActs[line.key] = nil }
    }

    /// Notes which sessions of an act it is not known of, and looks at them: now, or when the store is back.
    private mutating func doubt(_ report: ActReport) -> [Effect] {
        let keys =
            report.isUncertain
            ? report.request.act.keys : report.receipt?.lines.filter(\.isUncertain).map(\.key) ?? []
        guard !keys.isEmpty else { return [] }
        doubts.append(Doubt(report.request.act, newID: report.newID, keys: keys))
        return feed.isConnected ? look(keys) : []
    }

    /// Tells what came of acts that were cut off, as far as these looks show it.
    mutating func settleDoubts(_ observations: [Observation]) {
        guard !doubts.isEmpty else { return }
        for place in doubts.indices { for observation in observations { doubts[place].take(observation) } }
        for doubt in doubts {
            guard let verdict = doubt.verdict else { continue }
            if let ticket = doubt.logout { settle(ticket, doubt.results) }
            let id = doubt.wasDone ? doubt.newID : nil
            say(
                doubt.wasDone ? .success : .warning,
                id.map { "\(verdict.dropLast()); \(words(ofNew: $0))." } ?? verdict)
            if doubt.wasDone {
                dropEdit(doubt.act)
                actedOn.formUnion(doubt.act.keys)
            } else {
                for key in doubt.act.keys { ownActs[key] = nil }
            }
            if let act = doubt.notDone { disproved.append(act) }
        }
        doubts.removeAll { $0.keys.isEmpty }
    }

    /// Has taken out of what can be undone what turned out not to be done.
    mutating func forgetNotDone() -> [Effect] {
        defer { disproved = [] }
        return disproved.map { .notDone($0) }
    }

    /// What is said in the place of undoing an act that was cut off, and what is undone next.
    private func sentence(_ lost: CutOffAct) -> String {
        let sessions = lost.keys.count == 1 ? lost.keys.map(describe).joined() : "\(lost.keys.count) sessions"
        let next = undoTitle.map { "\(keyName("undo")) again takes back the act before it: \($0)." }
        return "The \(lost.title) was cut off at \(sessions), so nothing is kept to take it back; "
            + (next ?? "there is nothing to undo before it.")
    }

    /// Tells of what an act has ended, and forgets that the feed had told of it.
    mutating func noteEnded(_ receipt: Receipt) {
        let done = receipt.lines.filter { $0.result == .done }.map(\.key)
        // Told of already is told of: what comes next for such a key is somebody else's doing.
        for key in done { ownActs[key] = echoed.contains(key) ? nil : now }
        actedOn.formUnion(done)
        echoed.subtract(done)
        interpreter.noteEnded(done, at: now)
        for key in done where list.table.row(of: key).map(list.isDying) == false {
            note(
                interpreter.interpret(
                    Observation(key: key), source: .operator, table: &list.table, at: now,
                    storeTime: .init(milliseconds: 0)))
        }
        if let key = inspector?.session.key, done.contains(key) { inspector?.hasEnded = true }
    }

    /// Takes in what came of an act, and tells.
    ///
    /// - Parameter subject: The act that was taken back or done again.
    mutating func noteReceipt(_ receipt: Receipt, _ report: ActReport, of subject: String? = nil) {
        let done = receipt.lines.filter { $0.result == .done }.map(\.key)
        switch receipt.verb {
        case .destroy, .logout: noteEnded(receipt)
        case .edit, .set, .unset, .ttl, .regenerate, .restore, .undo, .redo, .reveal:
            // Told of already is told of: what comes next for such a key is somebody else's doing.
            for key in done { ownActs[key] = echoed.contains(key) ? nil : now }
            actedOn.formUnion(done + [receipt.newKey].compactMap { $0 })
        }
        echoed = []
        switch receipt.verb {
        case .destroy, .logout: break
        case .undo, .redo, .restore:
            interpreter.noteRestored(receipt.lines.map(\.key) + [receipt.newKey].compactMap { $0 })
            noteRegenerated(receipt, report.session)
        case .regenerate: noteRegenerated(receipt, report.session)
        case .ttl where receipt.wasStopped: list.unmark(done.compactMap { list.table.row(of: $0) })
        case .edit, .set, .unset, .ttl, .reveal: break
        }
        if let session = report.session { show(session, after: receipt) }
        let untold = max(0, report.request.act.keys.count - receipt.lines.count)
        let isComplete = receipt.isComplete && untold == 0 && report.rest == nil
        say(
            isComplete ? .success : .warning,
            sentence(receipt, untold: untold, of: subject, rest: report.rest))
        if let cookie = receipt.cookie, dialog == nil { dialog = NoticeDialog.newCookie(cookie) }
    }

    /// Shows the new session in the place of the old, unless the feed has told of both already.
    private mutating func noteRegenerated(_ receipt: Receipt, _ session: Session?) {
        guard let old = receipt.lines.first(where: { $0.result == .done })?.key, let new = receipt.newKey, let session,
            let row = list.table.row(of: old), !list.isDying(row)
        else { return }
        if let row = list.table.row(of: new), list.isDying(row) { list.bury(row) }
        list.take(session, row: list.table.insert(new).row, at: storeTime)
        var event = SessionEvent(
            at: now, kind: .regenerated, source: .operator, id: session.id, key: new, user: session.user,
            deadline: session.deadline)
        event.oldKey = old
        note(event, Observation(key: new, session: session))
    }

    /// What came of an act, and what takes it back.
    ///
    /// - Parameter untold: Of how many sessions the receipt tells nothing: the act failed in their store as a whole.
    private func sentence(_ receipt: Receipt, untold: Int, of subject: String?, rest: ActReport.Rest?) -> String {
        let way = wayBack(receipt)
        var parts = [receipt.summary + (way == nil ? "" : subject.map { " (\($0))" } ?? "")]
        switch rest {
        case .next?:
            let stop = receipt.wasStopped ? "it was stopped, " : ""
            parts.append("\(stop)\(keyName(receipt.verb.rawValue)) \(receipt.verb.rawValue)es the rest")
        case .later?: parts.append("it stays, to be \(receipt.verb.done) later")
        case nil: break
        }
        if let reason = receipt.refusal { parts.append(reason) }
        if untold > 0 { parts.append("it failed for the other \(untold)") }
        if receipt.wasStopped, rest == nil { parts.append("it was stopped: do it again for the rest") }
        if let id = receipt.newID { parts.append(words(ofNew: id)) }
        if let way { parts.append(way) }
        let whole = parts.joined(separator: "; ")
        // Notes are sentences of their own.
        return receipt.notes.isEmpty
            ? whole : ([whole.hasSuffix(".") ? whole : whole + "."] + receipt.notes).joined(separator: " ")
    }

    private func words(ofNew id: SessionID) -> String {
        "the new id is \(id.short), \(keyName("reveal")) in the session shows it whole"
    }

    /// What takes back what an act has done; nil where it has done nothing, or nothing does.
    private func wayBack(_ receipt: Receipt) -> String? {
        guard receipt.count(.done) + receipt.count(.cameBack) > 0 else { return nil }
        if receipt.verb == .undo { return redoTitle.map { _ in "\(keyName("redo")) does it again." } }
        return undoTitle.map { _ in "\(keyName("undo")) undoes it." }
    }

    private mutating func show(_ session: Session, after receipt: Receipt) {
        if let row = list.table.row(of: session.key) { list.take(session, row: row, at: storeTime) }
        if receipt.newKey == session.key { sessionsView.goTo(session.key) }
        if receipt.newKey == session.key, inspector?.session.key == receipt.lines.first?.key {
            inspector = InspectorView(session, life: lives.life(of: session.key))
        } else {
            refreshInspector(session)
        }
    }

    mutating func confirmRegenerate() -> [Effect] {
        guard let facts = targetFacts, let session = loadedTarget else { return loadTarget(then: "regenerate") }
        dialog = ConfirmDialog.regenerating(session, title: describe(session.key), facts: facts)
        return []
    }

    /// A session in one line, shortened and safe to show: who, and which.
    func describe(_ key: SessionKey) -> String {
        guard let row = list.table.row(of: key) else { return describeEnded(key) }
        return Self.line(list.table.user(row) ?? nameless(key), list.details[row]?.id?.whole ?? list.idText(row))
    }

    /// What stands for the user of a session without one: that there is none, or that nobody knows.
    func nameless(_ key: SessionKey) -> String {
        list.table.row(of: key).map(list.table.isUserKnown) == false ? "?" : "(anonymous)"
    }

    private static func line(_ user: String?, _ name: String) -> String {
        let short = Printable.text(SessionID.shorten(name))
        return user.map { TextWidth.truncate(Printable.text($0), to: 40) + "  " + short } ?? short
    }

    /// The same of a session that is in the list no more: by what was seen of it.
    private func describeEnded(_ key: SessionKey) -> String {
        let stored = storedKey(key)
        let stem = facts(of: key)?.layouts.claiming(stored)?.stem(of: stored) ?? stored.text
        let user = lives.life(of: key)?.moments.last { $0.event.user != nil }?.event.user
        return Self.line(user, stem)
    }

    /// The session a command is about, when it has been read.
    var loadedTarget: Session? { page.loadedTarget(self) }

    /// Reads the session a command is about first, and gives the command again when it is there.
    mutating func loadTarget(then command: String) -> [Effect] {
        guard let key = targetKey else { return [] }
        sessionsView.pendingCommand = (key, command)
        return [.inspect(key)]
    }
}

extension ActRequest.Act {
    /// The sessions it is about, where they are named.
    public var keys: [SessionKey] {
        switch self {
        case .edit(let session, _, _), .deadline(let session, _), .regenerate(let session): [session.key]
        case .deadlines(let keys, _), .destroy(let keys, _): keys
        case .restore(let records, _): records.map(\.key)
        case .undo, .redo: []
        }
    }

    /// Whether it goes from session to session, so that it can be stopped between two.
    var isOnMany: Bool {
        switch self {
        case .deadlines(let keys, _), .destroy(let keys, _): keys.count > 1
        case .restore, .undo, .redo: true
        case .edit, .deadline, .regenerate: false
        }
    }

    /// The word for it, by which it is called when it is to be taken back.
    public var word: String {
        switch self {
        case .edit(_, _, let verb): verb.rawValue
        case .deadline, .deadlines: Verb.ttl.rawValue
        case .regenerate: Verb.regenerate.rawValue
        case .destroy: Verb.destroy.rawValue
        case .restore: Verb.restore.rawValue
        case .undo: Verb.undo.rawValue
        case .redo: Verb.redo.rawValue
        }
    }

    /// What is being done, for the message line.
    var title: String {
        switch self {
        case .edit(_, _, let verb): verb.rawValue
        case .deadline: "ttl"
        case .deadlines(let keys, _): "ttl of \(keys.count)"
        case .regenerate: "regenerate"
        case .destroy(let keys, _): keys.count == 1 ? "destroy" : "destroy of \(keys.count)"
        case .restore(let records, _): "restore of \(records.count)"
        case .undo: "undo"
        case .redo: "redo"
        }
    }
}
