internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Users over all open stores, and logging them out.
extension Console {
    // MARK: Users

    mutating func readUsers() -> [Effect] {
        guard facts != nil else { return [] }
        var effects: [Effect] = []
        if let ticket = usersView.ticket { effects.append(.stop(ticket)) }
        let ticket = nextTicket()
        usersView.ticket = ticket
        usersView.progress = 0
        return effects + [.readUsers(ticket)]
    }

    mutating func showUsers() -> [Effect] {
        go(to: .users)
        return usersView.ticket == nil ? readUsers() : []
    }

    mutating func tookUsers(_ directory: UserDirectory, _ ticket: Ticket) {
        guard usersView.ticket == ticket else { return }
        usersView.show(directory, at: now)
        for store in directory.uncovered where !uncovered.contains(store) {
            say(.warning, "Not covered: \(store.store): \(store.reason)")
        }
    }

    /// Opens the person under the cursor: all their sessions.
    mutating func openPerson() -> [Effect] {
        guard let person = usersView.selected else { return [] }
        guard let name = person.name else {
            go(to: .sessions)
            return applyFilter("user=none")
        }
        return openPerson(LogoutRequest(user: name, alsoNamed: Array(person.names.dropFirst())))
    }

    mutating func openPerson(_ request: LogoutRequest) -> [Effect] {
        let ticket = nextTicket()
        personView = PersonView(request)
        personView?.ticket = ticket
        go(to: .person)
        return [.planLogout(ticket, request)]
    }

    /// The key as the list has it.
    func sharedKey(_ key: SessionKey, of place: Int) -> SessionKey {
        facts?.members.isEmpty == false ? SharedKey.make(key, of: place) : key
    }

    /// Takes a session that has ended out of what is shown of its user.
    mutating func dropFromPerson(_ key: SessionKey) {
        guard personView != nil else { return }
        let isShared = facts?.members.isEmpty == false
        personView?.drop(isShared ? SharedKey.bare(key) : key, of: isShared ? SharedKey.place(of: key) : 0)
    }

    // MARK: Logging out

    /// The user a logout is about, where none is named.
    var logoutTarget: LogoutRequest? { page.logoutTarget(self) }

    /// Why nobody can be logged out just now.
    var noLogout: String? {
        guard let facts else { return "the store is not open yet" }
        if facts.isReadOnly, let reason = reasonAgainstWriting(facts) { return reason }
        if let isActing { return "\(isActing) is still under way" }
        return nil
    }

    /// Opens the card of a logout: the user under the cursor, or `logout USER [--keep ID|newest] [--for 15m]`.
    mutating func beginLogout(_ argument: String) -> [Effect] {
        var line = LogoutLine(argument)
        guard line.problem == nil else { return usage("logout: \(line.problem ?? "")") }
        if line.user == nil { line.request = logoutTarget.map { line.adding(to: $0) } }
        guard let request = line.request else {
            if argument.isEmpty { return askWhom() }
            return usage("logout USER [--keep ID|newest] [--exact] [--for 15m]")
        }
        let ticket = nextTicket()
        dialog = LogoutDialog(request, ticket: ticket, standing: line.standing)
        return [.planLogout(ticket, request)]
    }

    /// Where nobody is under the cursor, the name is asked for; a session that nobody is logged in to can be ended.
    private mutating func askWhom() -> [Effect] {
        if let key = targetKey {
            say(
                .info, "logout: nobody is logged in to \(describe(key)); \(keyName("destroy")) in the sessions ends it."
            )
        } else {
            let user = page.user(self).map(CommandWord.quoted) ?? ""
            open(.command)
            prompt?.field = TextField("logout " + user)
        }
        return []
    }

    mutating func planned(_ ticket: Ticket, _ result: Result<LogoutPlan, LogoutPlanError>) {
        switch result {
        case .success(let plan):
            if personView?.ticket == ticket { personView?.show(plan, at: now) }
            guard var card = dialog as? LogoutDialog, card.ticket == ticket else { return }
            card.show(
                plan, now: now, hidden: hiddenCount(plan), canAsk: facts?.isProduction == true, vocabulary)
            let wasShown = isDialogShown
            dialog = card
            // The buttons are new, so keys typed before they were seen are not meant for them.
            isDialogShown = wasShown && plan.count == 0
        case .failure(let error):
            if personView?.ticket == ticket { personView?.ticket = nil }
            if let card = dialog as? LogoutDialog, card.ticket == ticket { dialog = nil }
            if error != .stopped { say(.error, error.description) }
        }
    }

    /// How many of a plan's sessions the list's filter hides.
    private func hiddenCount(_ plan: LogoutPlan) -> Int {
        guard list.isFiltered else { return 0 }
        let shown = Set(list.order.map { list.table.key(Int($0)) })
        return plan.parts.reduce(0) { sum, part in
            sum + part.doomed.count { !shown.contains(sharedKey($0.key, of: part.place)) }
        }
    }

    mutating func logOut(_ order: LogoutOrder) -> [Effect] {
        // What the card asked about may have been locked while it was open.
        let places = order.plan.actable.map(\.place).filter(stores.indices.contains)
        if let refusal = places.compactMap({ reasonAgainstWriting(stores[$0]) }).first {
            dialog = nil
            say(.error, "Nothing was done: \(refusal).")
            return []
        }
        let ticket = nextTicket()
        var effects: [Effect] = []
        if order.standing != nil, let old = logout, old.standsUntil != nil { effects.append(.standDown(old.ticket)) }
        logout = LogoutState(order, ticket: ticket, at: now)
        isActing = LogoutState.title(of: order.plan.user)
        actProgress = nil
        for part in order.plan.parts {
            for target in part.doomed { ownActs[sharedKey(target.key, of: part.place)] = now }
        }
        if var card = dialog as? LogoutDialog {
            card.follow(logout, now: now)
            dialog = card
            isDialogShown = true
        }
        return effects + [.logOut(ticket, order)]
    }

    mutating func heard(_ news: LogoutNews, _ ticket: Ticket) -> [Effect] {
        guard logout?.ticket == ticket else { return [] }
        var looks: [Effect] = []
        switch news {
        case .progress(let done, let count):
            logout?.done = done
            actProgress = count == 0 ? nil : Double(done) / Double(count)
        case .ended(let receipt, let undo, let redo): looks = ended(receipt, undo, redo)
        case .returned(let session): noteReturn(session)
        case .watched(let receipt):
            logout?.isWatched = true
            logout?.show(receipt)
            tell(receipt)
        case .standing(let news): stood(news)
        case .stoodDown:
            logout?.standsUntil = nil
            if let user = logout?.order.plan.user { say(.info, "New sessions of \(user) are ended no longer.") }
        }
        followLogout()
        switch news {
        case .ended: return looks + readPeopleAgain() + readJournalAgain()
        case .watched, .standing, .stoodDown: return readJournalAgain()
        case .progress, .returned: return []
        }
    }

    /// Brings the card of the logout up to date, if that is open.
    private mutating func followLogout() {
        guard var card = dialog as? LogoutDialog else { return }
        card.follow(logout, now: now)
        let wasShown = isDialogShown
        dialog = card
        isDialogShown = wasShown
    }

    /// Takes into the receipt which sessions a logout turned out to have ended, of those that no answer came about.
    mutating func settle(_ ticket: Ticket, _ results: [SessionKey: Bool]) {
        guard logout?.ticket == ticket else { return }
        let isShared = facts?.members.isEmpty == false
        for (key, wasEnded) in results {
            let place = place(of: key)
            logout?.settle(isShared ? SharedKey.bare(key) : key, of: place, wasEnded: wasEnded)
        }
        followLogout()
    }

    /// Reads again who has live sessions, where that is on screen or under what is: an act has just changed it.
    mutating func readPeopleAgain() -> [Effect] {
        var effects = views.contains(.users) ? readUsers() : []
        if views.contains(.person), let request = personView?.request {
            let ticket = nextTicket()
            personView?.ticket = ticket
            effects.append(.planLogout(ticket, request))
        }
        return effects
    }

    /// Takes in what came of it; gives the looks at those of which it is not known.
    private mutating func ended(_ receipt: LogoutReceipt, _ undo: String?, _ redo: String?) -> [Effect] {
        isActing = nil
        actProgress = nil
        undoTitle = undo
        redoTitle = redo
        logout?.show(receipt)
        logout?.endedAt = now
        for warning in receipt.parts.compactMap(\.journalWarning) { say(.warning, warning) }
        var unknown: [SessionKey] = []
        for part in receipt.parts {
            var shown = part.receipt
            for line in shown.lines.indices { shown.lines[line].key = sharedKey(shown.lines[line].key, of: part.place) }
            noteEnded(shown)
            unknown += shown.lines.filter(\.isUncertain).map(\.key)
        }
        tell(receipt)
        guard !unknown.isEmpty else { return [] }
        doubts.append(
            Doubt(
                .destroy(unknown, ids: [:]), title: LogoutState.title(of: receipt.user), logout: logout?.ticket,
                keys: unknown))
        return feed.isConnected ? look(unknown) : []
    }

    private mutating func tell(_ receipt: LogoutReceipt) {
        // By the end of the watch another act may be the last. Of what was found out later nothing is kept to undo it.
        let isUndoable = receipt.hasChanged && undoTitle == LogoutState.title(of: receipt.user)
        let known = logout?.receipt ?? receipt
        let watched = known.watched > 0 ? "; watched for \(DurationText.compact(milliseconds: known.watched))" : ""
        say(
            known.isComplete ? .success : .warning,
            LogoutText.summary(known) + watched + (isUndoable ? "; \(keyName("undo")) undoes it." : "."))
    }

    private mutating func noteReturn(_ session: ReturnedSession) {
        logout?.returned.append(session)
        guard session.isSameUser, dialog as? LogoutDialog == nil else { return }
        say(
            .warning,
            "\(session.name) of \(logout?.order.plan.user ?? "") came back after "
                + "\(DurationText.exact(milliseconds: session.after)), same login; \(keyName("logout")) ends it again.")
    }

    private mutating func stood(_ news: StandingLogout.News) {
        logout?.add(news)
        switch news {
        case .following: break
        case .lost(let store, let reason): say(.warning, "\(store): new sessions are not seen just now: \(reason)")
        case .came(_, let store, let name, let line):
            say(
                line.result == .done ? .success : .warning,
                "\(store): \(name), a new session of \(logout?.order.plan.user ?? ""), \(line.result == .done ? "was ended" : line.result.words)."
            )
        }
    }

    /// What every screen says of a logout that stands; nil where none does.
    func standingText(at now: Timestamp) -> String? {
        guard let logout, let until = logout.standsUntil else { return nil }
        let left = DurationText.compact(milliseconds: max(0, until.milliseconds(since: now)))
        return "logging out \(Printable.text(logout.order.plan.user)) for \(left)"
    }

    mutating func standDown() -> [Effect] {
        guard let logout, logout.standsUntil != nil else { return [] }
        return [.standDown(logout.ticket)]
    }
}
