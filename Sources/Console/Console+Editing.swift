internal import Operations
internal import SessionModel
internal import TerminalKit

/// An edit from the moment it is opened until it is saved or given up. What was typed stays here meanwhile.
struct PendingEdit: Sendable {
    enum Kind: Sendable {
        case value(PayloadPath)
        case whole(EditablePayload)
    }

    /// The session as the operator saw it.
    var seen: Session
    var kind: Kind
    /// What was typed last.
    var text: [UInt8]
    /// The payload that was asked for.
    var mine: Payload?
    /// What the store holds now, once a change by somebody else was met.
    var theirs: Session?
    /// Whether an act for it is under way, or waits for its reason.
    var isSaving = false
    /// Whether the store said that the session is no more.
    var isGone = false
    /// Whether it was told at once that the session had ended: an id that was changed is seen to end, and then to be
    /// another one.
    var isEndTold = false
    /// The edit as it was before it was begun again from what the store held then: nothing or one.
    var earlier: [PendingEdit] = []

    /// Whether something was typed that the editor was not opened with.
    var hasText: Bool {
        switch kind {
        case .value: true
        case .whole(let editable): text != editable.text
        }
    }

    func isAwaiting(_ request: ActRequest) -> Bool {
        guard isSaving, case .edit(let session, let payload, _) = request.act else { return false }
        return session.key == seen.key && payload == mine
    }
}

/// What the operator decided about an edit.
enum EditAnswer: Sendable {
    case value(EditTicket, String)
    case merge(EditTicket), again(EditTicket), save(EditTicket), retry(EditTicket), forget(EditTicket)
}

extension Console {
    private mutating func nextEdit() -> EditTicket {
        lastTicket += 1
        return EditTicket(number: lastTicket)
    }

    /// Edits the value under the cursor; where that is a container, or in the list, the whole payload.
    mutating func beginEdit() -> [Effect] {
        guard view == .inspector, let inspector, let node = inspector.cursorNode, node.childCount == 0,
            node.kind != .object, node.kind != .array
        else { return beginWholeEdit() }
        if let reason = inspector.session.viewOnlyReason { return refuse(reason) }
        // A line editor would cut what is longer than it takes.
        if node.rawText.count > TextField.limit / 2 { return beginWholeEdit() }
        let isHidden = isHidden(node) && !inspector.isRevealed
        let ticket = nextEdit()
        let text = isHidden ? "" : node.rawText
        edits[ticket] = PendingEdit(seen: inspector.session, kind: .value(node.path), text: Array(text.utf8))
        dialog = ValueDialog(ticket, path: node.path, text: text, isHidden: isHidden, warning: warning(node.path))
        return []
    }

    /// Whether a value, or something it stands in, is hidden.
    func isHidden(_ node: PayloadNode) -> Bool {
        guard let secrets = inspector.flatMap({ facts(of: $0.session.key) })?.secrets else { return true }
        var place: PayloadNode? = node
        while let current = place {
            if secrets.hides(current) { return true }
            place = current.parent
        }
        return false
    }

    private func warning(_ path: PayloadPath) -> String? {
        let isProtected = inspector?.session.protectedPaths.contains(where: path.isWithin) ?? false
        return isProtected ? "This field belongs to the framework; a wrong value may end the session." : nil
    }

    private mutating func refuse(_ reason: String) -> [Effect] {
        say(.warning, "It can only be looked at: \(reason)")
        return []
    }

    mutating func beginWholeEdit() -> [Effect] {
        guard let session = loadedTarget else { return loadTarget(then: "edit-whole") }
        if let reason = session.viewOnlyReason { return refuse(reason) }
        guard let payload = session.payload, let facts = facts(of: session.key) else {
            return refuse("its payload could not be read")
        }
        let ticket = nextEdit()
        let nonce = Self.nonce(payload.source, ticket.number)
        let editable = payload.editable(hiding: facts.secrets, nonce: nonce)
        edits[ticket] = PendingEdit(seen: session, kind: .whole(editable), text: editable.text)
        return [.edit(ticket, text: header(session, []) + editable.text, line: 3)]
    }

    /// Text that does not occur in a payload: FNV-1a of it, and a number.
    private static func nonce(_ source: [UInt8], _ number: Int) -> String {
        let hash = source.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return String(hash &+ UInt64(number), radix: 36)
    }

    /// The lines above the text in the editor; they are dropped when it is read back.
    private func header(_ session: Session, _ notes: [String]) -> [UInt8] {
        let user = session.user.map(Printable.text) ?? "anonymous"
        let name = SessionID.shorten(Printable.text(session.id?.whole ?? session.key.text))
        var lines = ["// Session of \(user), \(name). Save and leave to write it; leave it unchanged to give up."]
        lines += notes.map { "// " + Printable.text($0) }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func withoutHeader(_ bytes: [UInt8]) -> (text: [UInt8], lines: Int) {
        var rest = bytes[...]
        var lines = 0
        while rest.starts(with: "//".utf8) {
            rest = rest.firstIndex(of: 10).map { rest[($0 + 1)...] } ?? []
            lines += 1
        }
        return (Array(rest), lines)
    }

    /// Takes back what the editor was left with.
    mutating func edited(_ ticket: EditTicket, _ result: Result<[UInt8], EditorFailure>) -> [Effect] {
        guard let edit = edits[ticket], case .whole(let editable) = edit.kind else { return [] }
        switch result {
        case .failure(let failure): return givenUp(ticket, failure.sentence, level: .error)
        case .success(let bytes):
            let (text, lines) = Self.withoutHeader(bytes)
            if text == editable.text {
                return givenUp(ticket, "Nothing was changed, so nothing was written.", level: .info)
            }
            let isSameAgain = text == edit.text
            edits[ticket]?.text = text
            return adopt(ticket, edit.seen, editable, text, headerLines: lines, isSameAgain: isSameAgain)
        }
    }

    /// The editor brought nothing back. What was typed before, if anything was, is still to be decided on.
    private mutating func givenUp(_ ticket: EditTicket, _ sentence: String, level: Message.Level) -> [Effect] {
        guard let edit = edits[ticket] else { return [] }
        if let earlier = edit.earlier.first {
            edits[ticket] = earlier
            return reopenProblem(ticket, "\(sentence) What you typed before is still here.")
        }
        if level == .error, edit.hasText { return reopenProblem(ticket, sentence) }
        edits[ticket] = nil
        say(level, sentence)
        return []
    }

    private mutating func adopt(
        _ ticket: EditTicket, _ seen: Session, _ editable: EditablePayload, _ text: [UInt8], headerLines: Int,
        isSameAgain: Bool
    ) -> [Effect] {
        guard let before = seen.payload, let secrets = facts(of: seen.key)?.secrets else { return [] }
        do throws(PayloadSyntaxError) {
            let edited = try Payload(parsing: text)
            do throws(PayloadEditError) {
                let mine = try before.adopting(try editable.restoring(edited, rule: secrets))
                return save(ticket, mine)
            } catch {
                return reopen(ticket, seen, text, error.description, line: 1, isSameAgain: isSameAgain)
            }
        } catch {
            return reopen(ticket, seen, text, error.description, line: error.line, isSameAgain: isSameAgain)
        }
    }

    /// Opens the editor again at the line that is wrong; gives up, keeping the text, when it comes back the same.
    private mutating func reopen(
        _ ticket: EditTicket, _ seen: Session, _ text: [UInt8], _ problem: String, line: Int, isSameAgain: Bool
    ) -> [Effect] {
        if isSameAgain {
            say(.error, "Not saved: \(problem)")
            return keep(ticket)
        }
        let header = header(
            seen, ["NOT SAVED: \(problem)", "Mend it, or leave it as it is to keep the text in a file."])
        let lines = header.count { $0 == 10 }
        return [.edit(ticket, text: header + text, line: line + lines)]
    }

    private mutating func save(_ ticket: EditTicket, _ mine: Payload) -> [Effect] {
        guard let edit = edits[ticket] else { return [] }
        if edit.seen.payload == mine {
            edits[ticket] = nil
            say(.info, "It says that already; nothing was written.")
            return []
        }
        edits[ticket]?.mine = mine
        edits[ticket]?.isSaving = true
        return perform(.edit(edit.seen, mine, .edit))
    }

    /// An edit's act is over: done, or the operator has to say what becomes of what was typed.
    mutating func finishEdit(_ ticket: EditTicket, _ report: ActReport) -> [Effect] {
        guard var edit = edits[ticket] else { return [] }
        edit.isSaving = false
        edit.theirs = report.conflict ?? edit.theirs
        edit.isGone = report.receipt?.lines.first?.result == .gone
        edits[ticket] = edit
        if let receipt = report.receipt, receipt.isComplete {
            edits[ticket] = nil
            noteReceipt(receipt, report)
            return []
        }
        // An answer that got lost is what it says: the edit had been saved when it was tried again.
        if let conflict = report.conflict, conflict.payload == edit.mine {
            edits[ticket] = nil
            say(.success, "The session says that already; nothing more was written.")
            return []
        }
        let line = report.receipt?.lines.first
        let reason = report.failure ?? line?.reason ?? "It was not saved."
        dialog = ProblemDialog(
            ticket, edit: edit, result: line?.result, reason: reason, secrets: secrets(of: edit.seen.key))
        return []
    }

    /// Forgets an edit that turned out to be saved, and the question what should become of it.
    mutating func dropEdit(_ act: ActRequest.Act) {
        guard case .edit(let session, let payload, _) = act else { return }
        for (ticket, edit) in edits where edit.seen.key == session.key && edit.mine == payload {
            edits[ticket] = nil
            if (dialog as? ProblemDialog)?.ticket == ticket { dialog = nil }
        }
    }

    /// Puts what was typed into a file; the edit is over when it is there.
    private mutating func keep(_ ticket: EditTicket) -> [Effect] {
        guard let edit = edits[ticket] else { return [] }
        keeping.append(ticket)
        return [.save(keptText(edit))]
    }

    mutating func reopenProblem(_ ticket: EditTicket, _ reason: String) -> [Effect] {
        guard var edit = edits[ticket] else { return [] }
        edit.isSaving = false
        edits[ticket] = edit
        dialog = ProblemDialog(
            ticket, edit: edit, result: hasEnded(edit) ? .gone : nil, reason: reason,
            secrets: secrets(of: edit.seen.key))
        return []
    }

    /// Whether the session of an edit is no more, as far as is known.
    private func hasEnded(_ edit: PendingEdit) -> Bool { edit.isGone || isOver(edit.seen.key) }

    /// Does what the operator decided about an edit.
    mutating func answered(_ answer: EditAnswer) -> [Effect] {
        switch answer {
        case .value(let ticket, let text): return saveValue(ticket, text)
        case .forget(let ticket):
            if let edit = edits.removeValue(forKey: ticket) { say(.info, "The edit was forgotten; \(state(edit)).") }
        case .save(let ticket): return keep(ticket)
        case .retry(let ticket):
            guard let mine = edits[ticket]?.mine else { return [] }
            return save(ticket, mine)
        case .merge(let ticket): return merge(ticket)
        case .again(let ticket): return editAgain(ticket)
        }
        return []
    }

    /// What is known of the session of an edit that was given up.
    private func state(_ edit: PendingEdit) -> String {
        if doubts.contains(where: { $0.keys.contains(edit.seen.key) }) {
            return "whether it was saved is told as soon as the store answers"
        }
        if hasEnded(edit) { return "the session has ended" }
        return edit.theirs == nil ? "nothing of it was saved" : "the session is as somebody else has left it"
    }

    /// What was typed and is not saved, as it would be kept in files.
    public var unsavedTexts: [[UInt8]] {
        edits.sorted { $0.key.number < $1.key.number }.compactMap { ticket, edit in
            var edit = edit
            if let open = dialog as? ValueDialog, open.ticket == ticket {
                let text = Array(open.text.utf8)
                guard edit.mine != nil || text != edit.text else { return nil }
                edit.text = text
            }
            return edit.hasText ? keptText(edit) : nil
        }
    }

    /// What is written to a file for an edit that could not be saved.
    private func keptText(_ edit: PendingEdit) -> [UInt8] {
        switch edit.kind {
        case .whole: edit.text
        case .value(let path): Array("\(path) = ".utf8) + edit.text + [10]
        }
    }

    private mutating func saveValue(_ ticket: EditTicket, _ text: String) -> [Effect] {
        guard let edit = edits[ticket], case .value(let path) = edit.kind, let payload = edit.seen.payload else {
            return []
        }
        edits[ticket]?.text = Array(text.utf8)
        do throws(PayloadEditError) {
            return save(ticket, try payload.setting(path, to: Array(text.utf8)))
        } catch {
            dialog = ValueDialog(
                ticket, path: path, text: text, isHidden: false, warning: nil, complaint: error.description)
            return []
        }
    }

    private mutating func merge(_ ticket: EditTicket) -> [Effect] {
        guard let edit = edits[ticket], let base = edit.seen.payload, let mine = edit.mine,
            let now = edit.theirs, let theirs = now.payload
        else { return [] }
        do throws(PayloadEditError) {
            let merge = try base.merging(mine: mine, into: theirs)
            guard merge.conflicts.isEmpty else {
                let paths = merge.conflicts.prefix(5).map { Printable.text($0.path.description) }.joined(
                    separator: ", ")
                return reopenProblem(ticket, "Changed on both sides: \(paths). Edit again (e) to decide.")
            }
            edits[ticket]?.seen = now
            return save(ticket, merge.merged)
        } catch {
            return reopenProblem(ticket, error.description)
        }
    }

    /// Starts the edit anew from what the store holds now, with what was typed at hand.
    private mutating func editAgain(_ ticket: EditTicket) -> [Effect] {
        guard let edit = edits[ticket] else { return [] }
        guard !hasEnded(edit) else {
            return reopenProblem(ticket, "The session has ended meanwhile, so there is nothing to edit any more.")
        }
        let now = edit.theirs ?? edit.seen
        switch edit.kind {
        case .value(let path):
            edits[ticket]?.seen = now
            let there = Payload.masked(
                FieldChange(path, old: nil, new: now.payload?.node(at: path)?.rawText),
                by: secrets(of: now.key))
            let value = there.new.map(Printable.text) ?? "nothing"
            let warning =
                edit.theirs == nil
                ? "When you opened it, \(value) was there." : "The store holds \(value) there now."
            dialog = ValueDialog(
                ticket, path: path, text: String(decoding: edit.text, as: UTF8.self), isHidden: false, warning: warning)
            return []
        case .whole:
            // Nobody else wrote in between, so what was typed still fits.
            guard edit.theirs != nil else {
                let header = header(now, ["NOT SAVED YET: save and leave to try again."])
                return [.edit(ticket, text: header + edit.text, line: 3)]
            }
            return beginAgain(ticket, edit, from: now)
        }
    }

    /// Opens the editor on what the store holds now, with what was typed above it as comments.
    private mutating func beginAgain(
        _ ticket: EditTicket, _ edit: PendingEdit, from now: Session
    ) -> [Effect] {
        guard let payload = now.payload, let facts = facts(of: now.key) else {
            return reopenProblem(ticket, "What the store holds now can't be read; keep your text in a file (w).")
        }
        let editable = payload.editable(hiding: facts.secrets, nonce: Self.nonce(payload.source, ticket.number))
        let changes = edit.seen.payload.flatMap { base in edit.mine.map { base.differences(to: $0, limit: 100) } } ?? []
        let mine = changes.map { change in
            let shown = Payload.masked(change, by: facts.secrets)
            return "you had: \(shown.path) = \(shown.new ?? "(taken away)")"
        }
        var before = edit
        before.earlier = []
        edits[ticket] = PendingEdit(seen: now, kind: .whole(editable), text: editable.text, earlier: [before])
        return [.edit(ticket, text: header(now, mine) + editable.text, line: 3 + mine.count)]
    }

    mutating func saved(_ result: Result<String, EditorFailure>) -> [Effect] {
        let ticket = keeping.isEmpty ? nil : keeping.removeFirst()
        switch result {
        case .success(let path):
            if let ticket { edits[ticket] = nil }
            say(.warning, "Your text is kept in \(path); only you can read it.")
        case .failure(let failure):
            say(.error, failure.sentence)
            if let ticket { return reopenProblem(ticket, failure.sentence) }
        }
        return []
    }
}
