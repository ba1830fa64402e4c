internal import Operations
internal import SessionModel
internal import TerminalKit

/// The line at the bottom in which something is typed.
struct Prompt: Sendable {
    enum Kind: Hashable, Sendable {
        case command, filter, eventFilter, userFilter, helpFilter, textSearch, ttl
        case reason(ActRequest.Act)
        case unlock(place: Int, milliseconds: Int64)

        /// What stands before the text.
        var lead: String {
            switch self {
            case .command: ":"
            case .filter, .eventFilter, .userFilter, .helpFilter, .textSearch: "/"
            case .ttl: "ttl: "
            case .reason(let act): "reason for \(act.title): "
            case .unlock(_, let milliseconds): "reason to write for \(DurationText.exact(milliseconds: milliseconds)): "
            }
        }

        /// What can be typed, shown while nothing has been.
        func placeholder(_ vocabulary: Vocabulary) -> String {
            switch self {
            case .command: "a command; Tab completes, Up brings back"
            case .filter: "words, user=alice, ttl<5m, role=admin, !bot; Enter searches payloads too"
            case .eventFilter: "words, user=alice, kind=expired, !touched"
            case .userFilter: "part of a name or of an address, user=alice"
            case .helpFilter: "part of a command's word, key or meaning"
            case .textSearch:
                "words to search for; \(vocabulary.keyName("next-match")) and \(vocabulary.keyName("previous-match")) go on"
            case .ttl: "+30m, -5m, =1h, @2026-11-21T18:00:00Z or never"
            case .reason, .unlock: "why this is done; it goes into the journal"
            }
        }

        /// Under which history its lines are kept.
        var history: Kind? {
            switch self {
            case .reason, .unlock: nil
            case .command, .filter, .eventFilter, .userFilter, .helpFilter, .textSearch, .ttl: self
            }
        }
    }

    var kind: Kind
    var field = TextField()
    /// What the list was narrowed by before, for Esc.
    var before = ""
    /// The session the cursor stood on before, for Esc; nil where it was not put there.
    var cursor: SessionKey?
    /// Whether only Enter finds out what fits the filter that is typed.
    var wantsEnter = false
    /// Whose deadline is moved.
    var subject: DeadlineSubject?
    /// What a command is about that is being typed.
    var target = CommandTarget()

    /// What stands before the text.
    var lead: String { subject?.lead ?? kind.lead }
}

extension Console {
    mutating func open(_ kind: Prompt.Kind) {
        if let kind = kind.history { histories[kind]?.stopBrowsing() }
        let before =
            switch kind {
            case .eventFilter: eventsView.filterText
            case .userFilter: usersView.filterText
            case .helpFilter: helpView.filterText
            case .textSearch: searchTexts[view] ?? ""
            case .command, .filter, .ttl, .reason, .unlock: sessionsView.filterText
            }
        prompt = Prompt(kind: kind, before: before, cursor: sessionsView.hasMoved ? sessionsView.cursorKey : nil)
        if kind == .command {
            let target = commandTarget
            prompt?.target = target
        }
    }

    /// Takes a key for the prompt.
    mutating func press(_ key: KeyPress, prompt old: Prompt) -> [Effect] {
        var prompt = old
        switch key {
        case .escape: return cancel(prompt)
        case .enter: return submit(prompt)
        case .up: recall(&prompt) { $0.older(than: $1) }
        case .down: recall(&prompt) { $0.newer(than: $1) }
        case .tab where prompt.kind == .command: complete(&prompt)
        case .control("c"): return cancel(prompt)
        case .backspace where prompt.field.isEmpty: return cancel(prompt)
        default: if !prompt.field.handle(key) { return [] }
        }
        self.prompt = prompt
        if prompt.kind == .eventFilter { eventsView.filterText = prompt.field.text }
        if prompt.kind == .userFilter { usersView.filterText = prompt.field.text }
        if prompt.kind == .helpFilter { helpView.filterText = prompt.field.text }
        guard prompt.kind == .filter, prompt.field.text != old.field.text else { return [] }
        return previewFilter(prompt.field.text)
    }

    private mutating func cancel(_ prompt: Prompt) -> [Effect] {
        self.prompt = nil
        switch prompt.kind {
        case .filter:
            let effects = applyFilter(prompt.before)
            if let key = prompt.cursor { sessionsView.goBack(to: key) }
            return effects
        case .eventFilter: eventsView.filterText = prompt.before
        case .userFilter: usersView.filterText = prompt.before
        case .helpFilter: helpView.filterText = prompt.before
        case .reason(let act):
            if let ticket = edits.first(where: { $0.value.isAwaiting(ActRequest(act)) })?.key {
                return reopenProblem(ticket, "No reason was given, so nothing was saved.")
            }
            say(.info, "Nothing was done.")
        case .unlock: say(.info, "It stays read-only.")
        case .command, .textSearch, .ttl: break
        }
        return []
    }

    private mutating func submit(_ prompt: Prompt) -> [Effect] {
        let text = prompt.field.text
        self.prompt = nil
        if let kind = prompt.kind.history { histories[kind, default: History()].add(text) }
        switch prompt.kind {
        case .command: return remember(text) + run(line: text, about: prompt.target)
        case .filter:
            if let effects = tryFilter(namedQuery(text) ?? text) { return effects }
            // A query with a mistake stays there to be mended.
            self.prompt = prompt
            return []
        case .eventFilter:
            fitEvents(height: eventsView.viewport.height)
            sayForeignField(in: text)
        case .userFilter:
            usersView.bindCursor()
            sayForeignField(in: text)
        case .helpFilter: break
        case .textSearch: return search(for: text)
        case .ttl: return text.isEmpty ? [] : prompt.subject.map { moveDeadline(text, of: $0) } ?? []
        case .unlock(let place, let milliseconds):
            guard !text.allSatisfy(\.isWhitespace) else { return cancel(prompt) }
            return unlock(place, text, usually: milliseconds)
        case .reason(let act): return text.allSatisfy(\.isWhitespace) ? cancel(prompt) : perform(act, reason: text)
        }
        return []
    }

    /// Keeps a command line for the next run, unless it may hold a secret.
    private func remember(_ line: String) -> [Effect] {
        let secrets = facts?.secrets ?? SecretRule()
        guard let whole = vocabulary.expanded(line), KeptLine.isKept(whole, hiding: secrets) else { return [] }
        return [.remember(.command(line))]
    }

    private mutating func recall(_ prompt: inout Prompt, _ pick: (inout History, String) -> String?) {
        guard let kind = prompt.kind.history else { return }
        if let line = pick(&histories[kind, default: History()], prompt.field.text) { prompt.field = TextField(line) }
    }

    /// What a word that was begun may become; of many the first.
    private static func choice(of words: [String]) -> String {
        let most = 12
        return words.prefix(most).joined(separator: "  ")
            + (words.count > most ? "  and \(words.count - most) more" : "")
    }

    private mutating func complete(_ prompt: inout Prompt) {
        let typed = prompt.field.text
        let parts = typed.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let candidates: [String]
        switch (parts.first, parts.count) {
        case (_, 0), (_, 1): candidates = Set(words).sorted()
        case ("ctx", 2): candidates = ((facts?.members.map(\.name) ?? []) + ["all"]).map { "ctx " + $0 }
        case ("theme", 2): candidates = themeNames.map { "theme " + $0 }
        case ("sort", 2): candidates = sortFields.map { "sort " + $0.name }
        case ("col", 2): candidates = UsualColumn.allCases.filter { !$0.isFixed }.map { "col " + $0.rawValue }
        case ("save", 2), ("unsave", 2): candidates = filterNames.map { "\(parts[0]) \($0)" }
        case ("uncol", 2): candidates = removableColumns.map { "uncol " + $0 }
        default: return
        }
        let matching = candidates.filter { $0.hasPrefix(typed) }
        if matching.count == 1 {
            prompt.field = TextField(matching[0] + (parts.count == 1 ? " " : ""))
        } else if let first = matching.first {
            let common = matching.dropFirst().reduce(first) { common, next in
                String(zip(common, next).prefix { $0 == $1 }.map(\.0))
            }
            prompt.field = TextField(common)
            if common == typed { say(.info, Self.choice(of: matching)) }
        } else {
            say(.info, "Nothing begins with \"\(Printable.text(typed))\".")
        }
    }
}
