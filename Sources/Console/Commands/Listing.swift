internal import Operations
internal import SessionModel
internal import SessionQuery
internal import TerminalKit

extension Command {
    /// Finding, sorting and marking sessions.
    static let listing: [Command] = [
        Command(
            "open", .enter, .character("d"), title: "Look into the session", hint: "inspect",
            in: [.sessions, .events, .users, .person],
            unless: \.noTarget
        ) {
            console, _ in console.openTarget()
        },
        Command(
            "filter", .character("/"),
            title: "Narrow the list: filter QUERY; users by user=, events by user=, id=, kind=",
            hint: "filter",
            in: [.sessions, .events, .users, .help]
        ) {
            console, argument in
            argument.isEmpty
                ? console.openFilter() : console.applyFilter(console.namedQuery(argument) ?? argument)
        },
        Command(
            "sort", .character("s"), .function(6), title: "Sort by: sort ttl, user, id, idle, age, size or a column",
            hint: "sort",
            in: [.sessions]
        ) {
            console, argument in console.sort(by: argument)
        },
        Command("invert", .character("S"), title: "Invert the order", in: [.sessions]) { console, _ in
            console.invertOrder()
        },
        Command("mark", .character(" "), title: "Mark the session and move down", in: [.sessions], unless: \.noTarget) {
            console in
            if let row = console.sessionsView.boundRow(console.list) { console.list.toggleMark(row) }
            console.moveViewport { $0.move(by: 1) }
        },
        Command(
            "mark-range", .character("v"), title: "Mark from the last mark to here", in: [.sessions], unless: \.noTarget
        ) {
            console in console.markRange()
        },
        Command(
            "mark-all", .character("*"), title: "Mark all that the filter shows", in: [.sessions],
            unless: { $0.list.order.isEmpty ? "there is no session here" : nil }
        ) { console in
            console.list.setMarks(console.list.order.lazy.map(Int.init))
        },
        Command(
            "clear-marks", .character("C"), .control("\\"), title: "Clear all marks", in: [.sessions],
            unless: \.noMark
        ) {
            $0.list.clearMarks()
        },
        Command(
            "next-mark", .character("n"), title: "Go to the next marked session", in: [.sessions], unless: \.noMark
        ) {
            $0.goToMark(forward: true)
        },
        Command(
            "previous-mark", .character("N"), title: "Go to the previous marked session", in: [.sessions],
            unless: \.noMark
        ) {
            $0.goToMark(forward: false)
        },
        Command("owner", .character("o"), title: "Show all sessions of this user", in: [.sessions], unless: \.noOwner) {
            console, _ in console.filterByOwner()
        },
        Command("find", title: "Find the session of a cookie: find COOKIE", in: .everywhere) { console, cookie in
            cookie.isEmpty ? console.usage("find COOKIE: paste a cookie's value, or a Cookie header") : [.find(cookie)]
        },
        Command(
            "refresh", .character("R"), .control("r"), .function(5), title: "List everything again",
            in: [.sessions, .users, .horizon, .journal]
        ) {
            console, _ in console.refresh()
        },
    ]
}

extension Console {
    /// Why there is nothing a command could be about.
    var noTarget: String? { page.noTarget(self) }

    /// Why nobody can say whose the session at hand is, or that it is anonymous.
    fileprivate var noOwner: String? {
        guard noTarget == nil, let row = sessionsView.boundRow(list) else { return noTarget }
        if list.table.isUserKnown(row) { return nil }
        return list.details[row]?.state == .unreadable
            ? "its record can't be read, so nobody knows whose it is" : "whose it is has not been read yet"
    }

    /// Why nothing can be done with marks.
    var noMark: String? { list.marked.isEmpty ? "no session is marked; \(keyName("mark")) marks" : nil }

    fileprivate mutating func markRange() {
        let hadMarks = !list.marked.isEmpty
        let isRange = sessionsView.markRange(&list)
        if hadMarks, !isRange { say(.info, "The session marked last is not shown, so only this one was marked.") }
    }

    fileprivate mutating func goToMark(forward: Bool) {
        guard !sessionsView.goToMark(list, forward: forward) else { return }
        say(.info, "No session that is shown \(forward ? "below" : "above") is marked.")
    }

    /// The key of the session commands are about.
    var targetKey: SessionKey? { page.target(self) }

    mutating func openTarget() -> [Effect] {
        if view == .users { return openPerson() }
        if view == .sessions { sessionsView.holdCursor() }
        guard let key = targetKey else { return [] }
        if view == .events, isOver(key), showLife(of: key) { return [] }
        if let preview = sessionsView.preview, preview.session.key == key {
            inspector = preview
            go(to: .inspector)
        }
        sessionsView.opening = key
        return [.inspect(key)]
    }

    mutating func openFilter() -> [Effect] {
        open(page.filter?.prompt ?? .filter)
        let before = prompt?.before ?? ""
        prompt?.field = TextField(before)
        return []
    }

    /// Applies a whole query; one with a mistake changes nothing.
    mutating func applyFilter(_ text: String) -> [Effect] {
        guard let filter = page.filter else { return tryFilter(text) ?? [] }
        self[keyPath: filter.text] = text
        sayForeignField(in: text)
        return []
    }

    /// Says where a filter asks for what the view knows nothing of.
    mutating func sayForeignField(in text: String) {
        let known = page.filterFields
        guard !known.isEmpty, let field = ViewFilter(text).foreignField(known) else { return }
        let fields = known.dropLast().joined(separator: ", ") + (known.count > 1 ? " and " : "") + (known.last ?? "")
        say(.warning, "Here a filter can ask for \(fields), not for \(Printable.text(field)); words fit all else.")
    }

    /// Applies a whole query: what rows can answer at once, payloads by a search. Nil when it has a mistake.
    mutating func tryFilter(_ text: String) -> [Effect]? {
        settleFilterError()
        do throws(QueryError) {
            let query = try Query.parse(text)
            if let reason = whyHidden(query) { return refuseFilter(reason) }
            for hint in query.hints { say(.info, hint) }
            let stop = stopSearch()
            sessionsView.filterText = text
            sessionsView.wantsOrderNow = true
            if text.allSatisfy(\.isWhitespace) {
                clearFilter()
                return stop
            }
            if rowsAnswer(query) {
                list.setFound(nil)
                list.setFilter(query, scope: .row)
                return stop
            }
            list.beginSearch(query, at: storeTime)
            let ticket = nextTicket()
            search = SearchState(ticket: ticket, query: query, text: text)
            return stop + [.search(ticket, query)]
        } catch {
            return refuseFilter(error.description)
        }
    }

    private mutating func refuseFilter(_ reason: String) -> [Effect]? {
        say(.error, reason)
        sessionsView.filterError = reason
        return nil
    }

    /// What was wrong with a filter says nothing of the next one.
    private mutating func settleFilterError() {
        sessionsView.filterError.map { messages.settle($0) }
        sessionsView.filterError = nil
    }

    /// Whether the rows alone answer a query: whose sessions are asked for only where that is known of every one. Where
    /// listings see contents, what is not known can't be read.
    private func rowsAnswer(_ query: Query) -> Bool {
        guard query.isAnsweredByRows, query.needs.isSubset(of: [.id, .user, .deadline]) else { return false }
        return !query.needs.contains(.user) || facts?.listsContent == true || hasListed && list.knowsUsers
    }

    /// Forgets a search with what was to be done to its finds, and stops it where it still runs.
    mutating func stopSearch() -> [Effect] {
        pendingBulk = nil
        heldFilter = nil
        defer { search = nil }
        return search.flatMap { $0.isOver ? nil : [.stop($0.ticket)] } ?? []
    }

    /// Rows of more sessions than this are asked for nothing but words while a filter is typed: it would wait for them.
    private static let mostPreviewed = 100_000

    /// Narrows by what is typed so far, as far as the rows can tell; an unfinished query waits.
    mutating func previewFilter(_ text: String) -> [Effect] {
        settleFilterError()
        let stop = stopSearch()
        // The text above the list is what narrows it.
        if list.found != nil { sessionsView.filterText = "" }
        list.setFound(nil)
        sessionsView.wantsOrderNow = true
        guard let query = try? Query.parse(text) else { return stop }
        let isShown = !text.isEmpty && whyHidden(query) == nil
        let isAnswered = list.table.count <= Self.mostPreviewed && rowsAnswer(query)
        sessionsView.filterText = isShown ? text : ""
        list.setFilter(isShown ? query : nil, scope: isAnswered ? .row : .typing)
        prompt?.wantsEnter = isShown && !isAnswered && query.words == nil
        return stop
    }

    /// Why a query is not answered: it asks for a field that is hidden, whose value could be had letter by letter. Nil
    /// where it asks for none.
    func whyHidden(_ query: Query) -> String? {
        guard let field = stores.lazy.compactMap({ query.hiddenField(by: $0.secrets) }).first else { return nil }
        return "The filter asks for \(Printable.text(field)), which is hidden; 'curfew list --reveal --where' looks"
            + " into hidden values."
    }

    mutating func filterByOwner() -> [Effect] {
        guard let row = sessionsView.boundRow(list) else { return [] }
        let query = Query.user(list.table.user(row))
        return applyFilter(query.description)
    }

    mutating func refresh() -> [Effect] {
        guard facts != nil else {
            openFailure = nil
            return [.open]
        }
        if view == .users { return readUsers() }
        if view == .journal { return [.loadJournal] }
        if view == .horizon, horizonView.whatIf != nil { return askWhatIfAgain() }
        list.ageDetails()
        return beginScan(isFirst: false, reason: "refresh") + readValues()
    }

    /// Reads the journal again where it is shown: something has just been written down in it.
    func readJournalAgain() -> [Effect] { views.contains(.journal) ? [.loadJournal] : [] }

    mutating func usage(_ text: String) -> [Effect] {
        say(.error, "Usage: \(text).")
        return []
    }
}
