internal import Operations
internal import SessionModel
internal import TerminalKit

extension Command {
    /// Taking something along.
    static let copying: [Command] = [
        Command(
            "copy", .character("y"), .character("c"),
            title:
                "Copy what is here to the clipboard: copy id, key, cookie, user, value, path, payload, line, command",
            in: .everywhere, unless: { $0.copyRows.isEmpty ? "there is nothing here to copy" : nil }
        ) { console, word in console.beginCopy(word) }
    ]
}

extension Console {
    mutating func beginCopy(_ word: String) -> [Effect] {
        if view == .sessions, targetKey != nil, loadedTarget == nil {
            return loadTarget(then: word.isEmpty ? "copy" : "copy \(word)")
        }
        let rows = copyRows
        if word.isEmpty {
            dialog = CopyMenu(rows)
            return []
        }
        guard let row = rows.first(where: { $0.item.rawValue == word }) else {
            let words = rows.map(\.item.rawValue).joined(separator: ", ")
            say(.error, "There is no \"\(word)\" to copy here; there are \(words).")
            return []
        }
        guard let order = row.order else {
            say(.info, CopyMenu.refusal(row))
            return []
        }
        if order.question == nil { return copy(order) }
        ask(order)
        return []
    }

    /// Sends something to the clipboard; what tells more than the screen did goes into the journal first.
    mutating func copy(_ order: CopyOrder) -> [Effect] {
        guard case .text = order.content else { return [.copy(order)] }
        return (order.revealed.map { [.noteReveal($0)] } ?? []) + [.copy(order)]
    }

    /// Asks before something hidden is copied.
    mutating func ask(_ order: CopyOrder) {
        dialog = ConfirmDialog.copying(order, title: order.revealed.map { describe($0.key) } ?? "")
    }

    /// A cookie was made, or could not be.
    mutating func cookieMade(_ order: CopyOrder, _ text: String?) -> [Effect] {
        guard let text else {
            say(
                .error, "The cookie can't be made: its signing secret is not known. Try: cookie_secrets in the profile."
            )
            return []
        }
        var order = order
        order.content = .text(text)
        return copy(order)
    }

    mutating func copied(_ order: CopyOrder, _ outcome: CopyOutcome) {
        guard case .text(let text) = order.content else { return }
        switch outcome {
        case .sent:
            let size = ByteCount.format(text.utf8.count)
            // Terminals do not answer, so that it was sent is all that can be said.
            say(.success, "Sent \(order.title) to the clipboard by OSC 52, \(size).")
        case .tooLong(let limit):
            say(
                .error,
                "Nothing was copied: \(order.title) is \(ByteCount.format(text.utf8.count)), and terminals take \(ByteCount.format(limit)) at most. Try: copy the command (y c) and run it there."
            )
        case .noClipboard(let name):
            say(.error, "Nothing was copied: a terminal of the kind \(name) has no clipboard.")
        }
    }

    // MARK: What there is to copy

    /// What can be copied here.
    var copyRows: [CopyMenu.Row] {
        if view == .inspector { return sessionRows + fieldRows + payloadRows + [commandRow] }
        let commands = (view == .sessions ? [commandRow, listRow] : [commandRow]).filter { $0.order != nil }
        return (view == .sessions ? sessionRows + payloadRows : lineRows) + commands
    }

    /// Whether the operator sees everything of the session at hand already.
    private var isOpenlyShown: Bool { view == .inspector && inspector?.isRevealed == true }

    private var sessionRows: [CopyMenu.Row] {
        guard let session = loadedTarget else { return [] }
        let key = storedKey(session.key).lineName
        return [
            credential(
                .id, "the whole id", session.id?.whole, shown: session.id?.short ?? "not in the record", session),
            credential(.key, "the record's key", key, shown: SessionID.shorten(key), session),
            cookieRow(session),
            row(
                .user, "the user", session.user,
                else: session.payload == nil ? "nobody knows: the record can't be read" : "the session is anonymous"),
        ]
    }

    private func cookieRow(_ session: Session) -> CopyMenu.Row {
        guard session.id != nil else {
            return CopyMenu.Row(item: .cookie, preview: "the id is not in the record", order: nil)
        }
        let question = "Copy the cookie of this session? Whoever has it has the session."
        return CopyMenu.Row(
            item: .cookie, preview: "name=\(isOpenlyShown ? "value" : SecretRule.mask)",
            order: CopyOrder(
                .cookie(session), title: "the cookie", revealed: session, question: isOpenlyShown ? nil : question))
    }

    /// Something that opens the session: asked for, unless it is on screen already.
    private func credential(
        _ item: CopyItem, _ title: String, _ text: String?, shown: String, _ session: Session
    ) -> CopyMenu.Row {
        guard let text else { return CopyMenu.Row(item: item, preview: shown, order: nil) }
        let question = isOpenlyShown ? nil : "Copy \(title) of this session? Whoever has it has the session."
        return CopyMenu.Row(
            item: item, preview: isOpenlyShown ? text : shown,
            order: CopyOrder(
                .text(text), title: title, revealed: isOpenlyShown ? nil : session, question: question))
    }

    private func row(_ item: CopyItem, _ title: String, _ text: String?, else reason: String) -> CopyMenu.Row {
        CopyMenu.Row(item: item, preview: text ?? reason, order: text.map { CopyOrder(.text($0), title: title) })
    }

    /// The value under the cursor and its path.
    private var fieldRows: [CopyMenu.Row] {
        guard let inspector, let node = inspector.cursorNode else { return [] }
        return [valueRow(node, inspector), pathRow(node)]
    }

    private func pathRow(_ node: PayloadNode) -> CopyMenu.Row {
        let path = node.path.description
        return row(.path, "the path", path.isEmpty ? nil : path, else: "this is the payload itself")
    }

    private func valueRow(_ node: PayloadNode, _ inspector: InspectorView) -> CopyMenu.Row {
        let isMasked = isHidden(node) && !inspector.isRevealed
        let text = isMasked || inspector.isRevealed ? node.plainText : masked(node, of: inspector.session)
        let question = isMasked ? "Copy the hidden value of \(Printable.text(node.path.description))?" : nil
        return CopyMenu.Row(
            item: .value, preview: isMasked ? SecretRule.mask : TextWidth.truncate(Printable.text(text), to: 60),
            order: CopyOrder(
                .text(text), title: isMasked ? "the hidden value" : "the value",
                revealed: isMasked ? inspector.session : nil, question: question))
    }

    /// A value with what is hidden in it masked, as the tree shows it.
    private func masked(_ node: PayloadNode, of session: Session) -> String {
        guard node.childCount > 0, let text = maskedPayload(session), let payload = try? Payload(parsing: text) else {
            return node.plainText
        }
        return payload.node(at: node.path)?.rawText ?? SecretRule.mask
    }

    private func maskedPayload(_ session: Session) -> String? {
        session.payload.map {
            String(decoding: $0.masked(by: facts(of: session.key)?.secrets ?? SecretRule()), as: UTF8.self)
        }
    }

    private var payloadRows: [CopyMenu.Row] {
        guard let session = loadedTarget else { return [] }
        let text =
            isOpenlyShown
            ? session.payload.map { String(decoding: $0.source, as: UTF8.self) } : maskedPayload(session)
        let title = isOpenlyShown ? "the payload" : "the payload, hidden values masked"
        var row = row(.payload, title, text, else: "it can't be read")
        row.preview = text.map { "JSON, \(ByteCount.format($0.utf8.count))" } ?? row.preview
        return [row]
    }

    private var lineRows: [CopyMenu.Row] {
        [row(.user, "the user", page.user(self), else: ""), row(.line, "the line", selectedText, else: "")]
            .filter { $0.order != nil }
    }

    // MARK: Command lines

    private var commandRow: CopyMenu.Row {
        row(.command, "the command", commandText, else: "the store is not open yet")
    }

    private var listRow: CopyMenu.Row { row(.list, "the command", listText, else: "the store is not open yet") }

    /// What does headless what is on screen: no password in it, and of an id its beginning only.
    private var commandText: String? { facts == nil ? nil : page.commandLine(self) }

    /// The command line that shows a session.
    func showLine(_ key: SessionKey, id: SessionID?, isRaw: Bool = false) -> String {
        line("show", key, id: id, isRaw ? ["--raw"] : [])
    }

    /// The command line that says why a session ended.
    func whyLine(_ key: SessionKey) -> String { line("why", key, id: nil) }

    /// A verb for one session, named by the start of its id.
    private func line(_ verb: String, _ key: SessionKey, id: SessionID?, _ options: [String] = []) -> String {
        let stored = storedKey(key)
        let facts = facts(of: key)
        let name = id?.whole ?? facts?.layouts.claiming(stored)?.stem(of: stored) ?? stored.text
        // Eight characters are enough to find it, and open nothing.
        let start = String(name.prefix(min(8, max(1, name.count / 2))))
        return ShellLine(["curfew", verb, start] + options + ["--store", facts?.name ?? ""]).text
    }

    private var listText: String? {
        guard facts != nil else { return nil }
        var words = ["list"]
        if !sessionsView.filterText.isEmpty { words += ["--where", sessionsView.filterText] }
        if list.sortField != .ttl || list.isDescending {
            words += ["--sort", (list.isDescending ? "-" : "") + list.sortField.name]
        }
        return linesOfStores(words)
    }

    /// A command of one store, for each store that is shown.
    func linesOfStores(_ words: [String]) -> String {
        let shown = list.shownStore.map { [stores[$0]] } ?? stores
        return shown.map { ShellLine(["curfew"] + words + ["--store", $0.name]).text }.joined(separator: "\n")
    }
}

extension PayloadNode {
    /// The value as one would type it elsewhere: a text without its quotes, all else as JSON.
    fileprivate var plainText: String { kind == .string ? string ?? rawText : rawText }
}
