internal import SessionModel
internal import TerminalKit

/// Where keys go: to the dialog, to the prompt, to the view.
extension Console {
    /// Takes keys in that came at once. Letters behind one that has closed a card were typed to the card, as a reason
    /// is: what is left of them is for nothing else.
    mutating func press(_ keys: [KeyPress]) -> [Effect] {
        var effects: [Effect] = []
        for key in keys {
            let hadCard = dialog != nil && isDialogShown
            effects += press(key)
            if hadCard, dialog == nil, case .character = key { break }
        }
        return effects
    }

    mutating func press(_ key: KeyPress) -> [Effect] {
        let drawn = drawn
        self.drawn = nil
        if case .mouse(let event) = key { return use(event) }
        if suspends(key) { return [.suspend] }
        messages.acknowledge()
        trail.forgetAwaited()
        isPressing = true
        defer {
            isPressing = false
            noteMove()
        }
        if let dialog { return press(key, dialog: dialog) }
        if let prompt { return press(key, prompt: prompt) }
        if view == .help, key == .enter { return runHelpLine() }
        guard let command = command(bound: key, in: view) else { return unbound(key) }
        if command.isMovement { self.drawn = drawn }
        return give(command)
    }

    /// Whether a key gives the terminal to the shell: in a prompt and in a card as well, where letters are typed.
    private func suspends(_ key: KeyPress) -> Bool {
        guard case .control = key else { return false }
        return command(bound: key, in: view)?.name == "suspend"
    }

    private mutating func press(_ key: KeyPress, dialog old: any Dialog) -> [Effect] {
        guard isDialogShown else { return [] }
        var dialog = old
        let answer = dialog.press(key)
        if case .stay = answer {
            self.dialog = dialog
            isDialogShown = true
            return []
        }
        // What was asked about is fixed, so the list need not show it any longer.
        let effects = pendingBulk == nil ? putFilterBack() : []
        return effects + follow(answer, of: dialog)
    }

    private mutating func follow(_ answer: DialogAnswer, of dialog: any Dialog) -> [Effect] {
        switch answer {
        case .stay: break
        case .close: self.dialog = nil
        case .give(let line):
            self.dialog = nil
            return run(line: line)
        case .prompt(let line):
            self.dialog = nil
            open(.command)
            prompt?.field = TextField(line)
        case .copy(let order):
            self.dialog = nil
            return copy(order)
        case .ask(let order): ask(order)
        case .go(let bookmark):
            self.dialog = nil
            return go(to: bookmark)
        case .unmark(let bookmark):
            self.dialog = dialog
            isDialogShown = true
            bookmarks.remove(bookmark)
        case .act(let act, let reason, let export, let choice):
            self.dialog = nil
            return perform(act, reason: reason, export: export, choice: choice)
        case .logOut(let order):
            self.dialog = dialog
            return logOut(order)
        case .abandon(let ticket):
            if logout?.ticket != ticket { self.dialog = nil }
            return [.stop(ticket)]
        case .say(let text):
            self.dialog = nil
            say(.info, text)
        case .edit(let answer):
            self.dialog = nil
            return answered(answer)
        case .run(let own, let key, let reason):
            self.dialog = nil
            return runOwn(own, on: key, reason: reason)
        case .quit:
            self.dialog = nil
            isQuitting = true
            return [.quit]
        }
        return []
    }

    private mutating func unbound(_ key: KeyPress) -> [Effect] {
        switch key {
        case .escape, .resize, .mouse, .paste: []
        default: sayUnbound(key)
        }
    }

    private mutating func sayUnbound(_ key: KeyPress) -> [Effect] {
        let elsewhere = vocabulary.keyed(Command.all).first { $0.keys.contains(key) }
        let place = elsewhere.flatMap { command in
            ViewKind.allCases.first(where: command.views.contains)?.title.lowercased()
        }
        let reason = place.map { "\(key.name) does nothing here; it belongs to the \($0) view." }
        say(.info, reason ?? "\(key.name) is bound to nothing; \(keyName("help")) shows the keys.")
        return []
    }

    /// Does what a command says, or says why it can't be done.
    mutating func give(_ command: Command, argument: String = "") -> [Effect] {
        guard argument.isEmpty || command.takesArgument else {
            let text = Printable.text(argument)
            say(.error, "\(command.name) takes nothing behind it, so nothing was done with \"\(text)\".")
            return []
        }
        bringOrderUpToDate()
        if !command.checksItself(argument), let reason = command.unless(self) {
            say(.info, "\(command.name): \(reason).")
            return []
        }
        return command.run(&self, argument)
    }

    /// Keys may come faster than frames: what a filter just typed hides must not be meant by the next key.
    private mutating func bringOrderUpToDate() {
        guard view == .sessions, sessionsView.wantsOrderNow else { return }
        sessionsView.wantsOrderNow = false
        list.arrange(at: storeTime, isForced: true)
        sessionsView.fit(list, height: sessionsView.viewport.height)
    }

    /// Runs a line of the command prompt.
    ///
    /// - Parameter target: What was under the cursor when it was begun; nil where it is given at once.
    mutating func run(line typed: String, about target: CommandTarget? = nil) -> [Effect] {
        guard let line = vocabulary.expanded(typed) else {
            say(.error, "The aliases that \"\(Printable.text(typed))\" begins with go round in a circle.")
            return []
        }
        let (word, argument) = Self.parts(of: line)
        guard !word.isEmpty else { return [] }
        let name = Self.shortWords[word] ?? word
        guard let command = commands(of: view).first(where: { $0.name == name }) else {
            if let text = filter(named: word) { return give(filter: text, and: argument.isEmpty ? nil : argument) }
            say(.error, unknown(word))
            return []
        }
        if let target, command.isAboutTarget, !command.checksItself(argument), let reason = goBack(to: target) {
            say(.warning, "\(command.name): \(reason); nothing was done.")
            return []
        }
        return give(command, argument: argument)
    }

    /// The word that a line begins with, and what stands behind it, without the blanks around either.
    private static func parts(of line: String) -> (word: String, argument: String) {
        let line = line.drop(while: \.isWhitespace)
        let word = line.prefix { !$0.isWhitespace }
        let rest = line[word.endIndex...].drop(while: \.isWhitespace)
        let end = rest.lastIndex { !$0.isWhitespace }
        return (String(word), end.map { String(rest[...$0]) } ?? "")
    }

    /// Other words for commands.
    static let shortWords = [
        "q": "quit", "exit": "quit", "newid": "regenerate", "audit": "journal", "h": "help", "sess": "sessions",
    ]

    private func unknown(_ word: String) -> String {
        let all = Command.all + vocabulary.commands.map(\.command)
        if let command = all.first(where: { $0.name == word }) {
            let place = ViewKind.allCases.first(where: command.views.contains)?.title.lowercased() ?? ""
            return "\"\(word)\" can't be given here; it belongs to the \(place) view."
        }
        let near = NearestName.among(words, to: word).map { " Did you mean \"\($0)\"?" } ?? ""
        return
            "There is no command \"\(word)\".\(near.isEmpty ? " Type \(keyName("help")) for those there are." : near)"
    }

    private mutating func runHelpLine() -> [Effect] {
        guard let command = helpView.selected else {
            say(.info, "No command fits \"\(helpView.filterText)\"; \(keyName("back")) shows all.")
            return []
        }
        views.removeAll { $0 == .help }
        if views.isEmpty { views = [.sessions] }
        return give(command)
    }
}
