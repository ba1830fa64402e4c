internal import Operations
internal import SessionModel
internal import TerminalKit

extension Command {
    /// Coming back to where one was.
    static let places: [Command] = [
        Command(
            "previous-view", .character("["), title: "Go back to the view before, with its cursor", in: .everywhere,
            unless: { $0.trail.hasBack(from: $0.visit) ? nil : "there is no view before this one" }
        ) { console, _ in
            console.trail.goBack(from: console.visit).map { console.come(to: $0) } ?? []
        },
        Command(
            "next-view", .character("]"), title: "Go forward again to the view one came back from", in: .everywhere,
            unless: { $0.trail.hasForward(from: $0.visit) ? nil : "there is no view after this one" }
        ) { console, _ in
            console.trail.goForward(from: console.visit).map { console.come(to: $0) } ?? []
        },
        Command(
            "bookmark", .character("m"), title: "Bookmark this event or session, or take the bookmark away",
            in: [.sessions, .events, .inspector, .person],
            unless: { $0.bookmarkHere == nil ? "there is nothing here to bookmark" : nil }
        ) { $0.toggleBookmark() },
        Command(
            "bookmarks", .character("'"), title: "List the bookmarks of this run, to go there", in: .everywhere,
            unless: {
                $0.bookmarks.all.isEmpty ? "nothing is bookmarked; \($0.keyName("bookmark")) sets a bookmark" : nil
            }
        ) { console in console.dialog = BookmarkMenu(console) },
    ]
}

extension Console {
    // MARK: The way back

    /// Where the operator is.
    var visit: Visit {
        Visit(
            views: views, session: inspector?.session.key,
            person: views.contains(.person) ? personView?.request : nil,
            cursor: topViewport.cursor, cursorKey: sessionsView.cursorKey)
    }

    /// The viewport of the view on top.
    var topViewport: Viewport { page.viewport(self) }

    /// Notes where the operator came from, if he is somewhere else now.
    mutating func noteMove() {
        guard let reached = trail.arrive(at: visit) else { return }
        moveViewport { $0.moveCursor(to: reached.cursor) }
    }

    /// Goes to a place again; a session is read anew.
    mutating func come(to visit: Visit) -> [Effect] {
        var effects: [Effect] = []
        sessionsView.opening = nil
        inspector = nil
        views = visit.views.filter { !ViewPage[$0].isOfOneThing }
        if views.isEmpty { views = [.sessions] }
        if let person = visit.person {
            if personView?.request == person { views.append(.person) } else { effects += openPerson(person) }
        }
        if let key = visit.cursorKey { sessionsView.goTo(key) }
        if view == .events { eventsView.isFollowing = visit.cursor >= eventsView.viewport.count - 1 }
        guard let key = visit.session else {
            if view != .sessions { moveViewport { $0.moveCursor(to: visit.cursor) } }
            return effects
        }
        sessionsView.opening = key
        return effects + [.inspect(key)]
    }

    // MARK: Bookmarks

    /// What a bookmark set here would be of.
    var bookmarkHere: Bookmark? {
        if view == .events {
            guard let event = eventsView.selected(events), let number = eventsView.selectedNumber else { return nil }
            return Bookmark(target: .event(number), at: now, title: EventsDrawing(console: self).sentence(event))
        }
        return targetKey.map { Bookmark(target: .session($0), at: now, title: describe($0)) }
    }

    mutating func toggleBookmark() {
        guard let bookmark = bookmarkHere else { return }
        let isSet = bookmarks.toggle(bookmark)
        say(.info, isSet ? "Bookmarked; ' lists the bookmarks." : "The bookmark was taken away.")
    }

    /// Whether what a bookmark is of is no more.
    func isOver(_ bookmark: Bookmark) -> Bool {
        switch bookmark.target {
        case .event(let number): events.event(number) == nil
        case .session(let key): list.table.row(of: key).map(list.isDying) ?? true
        }
    }

    mutating func go(to bookmark: Bookmark) -> [Effect] {
        guard !isOver(bookmark) else {
            switch bookmark.target {
            case .event: say(.warning, "That event is no longer kept: only the last \(EventLog.limit.grouped) are.")
            case .session: say(.warning, "That session has ended: \(bookmark.title).")
            }
            return []
        }
        switch bookmark.target {
        case .event(let number): goToEvent(number)
        case .session(let key):
            sessionsView.goTo(key)
            sessionsView.opening = key
            return [.inspect(key)]
        }
        return []
    }

    /// Puts the cursor on an event, and takes off a filter that hides it.
    private mutating func goToEvent(_ number: Int) {
        go(to: .events)
        if let pausedAt = eventsView.pausedAt, number >= pausedAt { eventsView.togglePause(events) }
        eventsView.fit(events, height: layout.body.height)
        guard !eventsView.goTo(number) else { return }
        eventsView.filterText = ""
        eventsView.fit(events, height: layout.body.height)
        _ = eventsView.goTo(number)
    }
}
