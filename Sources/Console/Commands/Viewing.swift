internal import SessionModel
internal import SessionQuery
internal import TerminalKit

extension Command {
    /// Going from view to view.
    static let viewing: [Command] = [
        Command(
            "sessions", .character("1"), title: "Show the sessions", in: .everywhere,
            unless: { $0.isHere(.sessions) }
        ) { $0.go(to: .sessions) },
        Command(
            "events", .character("3"), title: "Show the events", in: .everywhere, unless: { $0.isHere(.events) }
        ) { $0.go(to: .events) },
        Command("journal", .character("6"), title: "Show the operators' journal", in: .everywhere) { console, _ in
            console.go(to: .journal)
            return [.loadJournal]
        },
        Command(
            "help", .character("?"), .function(1), .character("7"), title: "Show the keys of this place", hint: "help",
            in: .everywhere, unless: { $0.isHere(.help) }
        ) {
            console in
            if console.view != .help {
                console.helpView = HelpView(of: console.view, commands: console.commands(of: console.view))
            }
            console.go(to: .help)
        },
        Command(
            "actions", .character("a"), title: "Show all that can be done here, and why something can't",
            hint: "all", in: .everywhere
        ) {
            console in console.dialog = ActionMenu(console)
        },
        Command(
            "palette", .control("p"), title: "Find a command by what is typed of it, and run it", in: .everywhere
        ) {
            console in console.dialog = PaletteDialog(console)
        },
        Command(
            "messages", .character("!"), title: "Show the messages of this run", in: .everywhere,
            unless: { $0.isHere(.messages) }
        ) { console in
            console.go(to: .messages)
            console.messagesView.goToUnread(console.messages)
            console.messages.readAll()
        },
        Command("command", .character(":"), title: "Give a command by its word", hint: "command", in: .everywhere) {
            $0.open(.command)
        },
        Command("back", .escape, title: "Take one step back: prompt, filter, marks, view", in: .everywhere) {
            console, _ in
            console.stepBack()
        },
        Command("quit", .character("q"), title: "Go back; on the first view, quit", hint: "quit", in: .everywhere) {
            console, _ in
            console.leave()
        },
        Command("exit", .control("c"), title: "Quit", in: .everywhere) { console, _ in console.leaveForGood() },
        Command("redraw", .control("l"), title: "Draw the screen again", in: .everywhere) { _, _ in [.repaint] },
        Command("suspend", .control("z"), title: "Suspend; fg brings the console back", in: .everywhere) { _, _ in
            [.suspend]
        },
        Command("theme", title: "Use another theme: theme NAME", in: .everywhere) { console, name in
            let names = console.themeNames.joined(separator: ", ")
            if name.isEmpty { return console.usage("theme NAME; there are \(names)") }
            guard console.themeNames.contains(name) else {
                console.say(.error, "There is no theme \"\(name)\"; there are \(names).")
                return []
            }
            return [.theme(name)]
        },
    ]
}

extension Console {
    /// Why one can't go to a view: one is there.
    func isHere(_ kind: ViewKind) -> String? { view == kind ? "this is where you are" : nil }

    mutating func go(to kind: ViewKind) {
        sessionsView.opening = nil
        if ViewKind.tabs.contains(kind), kind != .help || view == .sessions {
            views = kind == .sessions ? [.sessions] : [.sessions, kind]
            inspector = nil
        } else if view != kind {
            views.removeAll { $0 == kind }
            views.append(kind)
        }
    }

    /// One step back: what Esc does.
    mutating func stepBack() -> [Effect] {
        if let effects = stopAct() ?? stopOwn() { return effects }
        if clearTextFilter() { return [] }
        if views.count > 1 {
            if view == .inspector { inspector = nil }
            // What is still being read to be opened is not wanted any more.
            sessionsView.opening = nil
            views.removeLast()
            return []
        }
        if let effects = stopSearching() { return effects }
        if let effects = stopValues() { return effects }
        if let scan, !scan.isForUsers {
            say(.info, "Listing stopped; \(list.table.count) sessions are here.")
            return stopScan()
        }
        if list.isFiltered {
            clearFilter()
        } else if !list.marked.isEmpty {
            list.clearMarks()
        } else {
            say(.info, "There is nothing to step back from; \(keyName("quit")) quits.")
        }
        return []
    }

    /// Takes off what narrows the help, the events or the users; false where nothing does.
    private mutating func clearTextFilter() -> Bool {
        if page.isSearched { return searchTexts.removeValue(forKey: view).map { !$0.isEmpty } ?? false }
        guard let filter = page.filter, !self[keyPath: filter.text].isEmpty else { return false }
        self[keyPath: filter.text] = ""
        return true
    }

    mutating func clearFilter() {
        list.setFilter(nil, scope: .typing)
        list.setFound(nil)
        search = nil
        sessionsView.filterText = ""
        sessionsView.wantsOrderNow = true
    }

    mutating func leave() -> [Effect] {
        guard views.count > 1 else { return leaveForGood() }
        _ = clearTextFilter()
        return stepBack()
    }

    /// Quits, after asking where something would be lost by it.
    mutating func leaveForGood() -> [Effect] {
        var losses: [String] = []
        if let isActing { losses.append("What is under way (\(isActing)) may be cut short.") }
        if !edits.isEmpty { losses.append("A text that is not saved is lost.") }
        if let undoTitle { losses.append("What could be undone (\(undoTitle)) is kept in memory only and is lost.") }
        guard !losses.isEmpty else {
            isQuitting = true
            return [.quit]
        }
        dialog = ConfirmDialog.quitting(losses: losses)
        return []
    }
}
