internal import Operations
internal import SessionModel
internal import SessionQuery
internal import StoreKit
internal import TerminalKit

/// What comes back from the store.
extension Console {
    mutating func opened(_ facts: StoreFacts) -> [Effect] {
        let isAgain = self.facts != nil
        self.facts = facts
        openFailure = nil
        if !isAgain {
            list = SessionList(facts)
            feeds = facts.members.map { _ in FeedState() }
            if let count = facts.examination.estimatedCount { list.table.reserve(count) }
            columns = ColumnChoice(facts.columns, changes: facts.memory.columns)
            if let sort = facts.memory.sort { recallSort(sort) }
            savedFilters = facts.memory.filters
            if let alarms = facts.alarms { alarmWatch.rules = alarms }
            histories[.command] = History(facts.memory.history + (histories[.command]?.entries ?? []))
            if let chosenBy = facts.chosenBy { say(.info, chosenBy) }
        }
        for store in stores { sayFindings(store, named: facts.members.isEmpty ? "" : store.name + ": ") }
        return []
    }

    private mutating func sayFindings(_ facts: StoreFacts, named name: String) {
        let skew = facts.examination.clockSkew
        if abs(skew) > 1000 {
            say(
                .warning,
                "\(name)The store's clock is \(DurationText.compact(milliseconds: abs(skew))) \(skew > 0 ? "ahead of" : "behind") ours; times are by its clock."
            )
        }
        for restriction in facts.examination.restrictions where restriction.ability != .push {
            say(.warning, name + restriction.reason + (restriction.remedy.map { " Try: \($0)" } ?? ""))
        }
    }

    /// Why nothing is there at all, where the place of the sessions is yet to be made.
    var emptiness: String? {
        let reasons = stores.compactMap(\.examination.emptiness)
        return reasons.isEmpty ? nil : reasons.joined(separator: " ") + " They show up as they come."
    }

    mutating func heard(_ news: ChangeNews, of store: Int) -> [Effect] {
        let before = feed(of: store)
        noteFeed(news, of: store)
        switch news {
        case .connected:
            if before.lost != nil {
                for sentence in feed.told { messages.settle(sentence) }
                feed.told = []
                settleListing(of: [store])
                if feed.readFailedIn == store { feed.readFailure = nil }
                say(.success, "\(lead(store))Connected again.")
                hastenSearch()
            }
            let looks = look(doubts.flatMap(\.keys))
            let isNew = list.table.count == 0 || before.kind == nil && !feeds.isEmpty
            guard isNew, scan == nil else { return looks }
            return looks + beginScan(isFirst: !hasListed, reason: "listing")
        case .observed(let observations):
            observe(observations, source: feed(of: store).kind?.isPush == false ? .poll : .push)
        case .due: return scan == nil ? beginScan(isFirst: false, reason: ScanState.polling, store: place(store)) : []
        case .measured: break
        case .gap(let reason):
            alarmWatch.lostSight()
            noteBlind(store)
            events.add(gap: SessionEvent(at: now, kind: .gap, source: .derived, note: lead(store) + reason))
            owedListing.add(store)
            return listOwed()
        case .lost(let error):
            noteBlind(store)
            if before.lost == nil { tellLoss(error.description + (error.remedy.map { " Try: \($0)" } ?? "")) }
            reading.removeAll()
            list.confirmFailed(Array(list.confirming).map { list.table.key($0) })
        }
        return []
    }

    /// A store's name before what is said of it, where several are open.
    private func lead(_ store: Int) -> String { feeds.isEmpty ? "" : "\(stores[store].name): " }

    /// The place of the store that a key is from.
    func place(of key: SessionKey) -> Int { feeds.isEmpty ? 0 : SharedKey.place(of: key) }

    /// A store's place, where several are open.
    private func place(_ store: Int) -> Int? { feeds.isEmpty ? nil : store }

    /// Keeps how fresh the data is, of each store and of all together.
    private mutating func noteFeed(_ news: ChangeNews, of store: Int) {
        guard feeds.indices.contains(store) else { return feed.take(news, at: now) }
        feeds[store].take(news, at: now)
        let kinds = Set(feeds.compactMap(\.kind?.label))
        feed.kind = kinds.count > 1 ? .push("mixed") : feeds.compactMap(\.kind).first
        feed.isConnected = feeds.contains(where: \.isConnected)
        feed.lost = feeds.compactMap(\.lost).first
    }

    /// Tells what went wrong while the store is away; it is settled when the store is back.
    private mutating func tellLoss(_ sentence: String) {
        feed.told.append(sentence)
        say(.error, sentence)
    }

    mutating func read(_ sessions: [(SessionKey, Session?)]) {
        // What fails in one store is not over when another one is read.
        if let failure = feed.readFailure, sessions.contains(where: { place(of: $0.0) == feed.readFailedIn }) {
            hastenSearch()
            messages.settle(failure)
            feed.told.removeAll { $0 == failure }
            feed.readFailure = nil
        }
        feed.readFailedAt = nil
        for (key, session) in sessions {
            reading.remove(key)
            guard let row = list.table.row(of: key), !list.isDying(row) else { continue }
            guard let session else {
                noteMissing(key)
                continue
            }
            list.take(session, row: row, at: storeTime)
            watch(reading: session)
        }
    }

    /// Something was to be read and is gone: a second look tells what there is to tell of its end.
    mutating func noteMissing(_ key: SessionKey) { owed.insert(key) }

    mutating func readFailed(_ keys: [SessionKey], _ sentence: String) {
        reading.subtract(keys)
        list.confirmFailed(keys)
        if feed.readFailure != sentence { tellLoss(sentence) }
        feed.readFailure = sentence
        feed.readFailedIn = keys.first.map(place(of:)) ?? 0
        feed.readFailedAt = now
    }

    mutating func observe(_ observations: [Observation], source: SessionEvent.Source) {
        let observations = holdingBack(observations, source)
        defer { settleDoubts(observations) }
        let isFlood = observations.count { $0.session == nil } > EventLog.mostEndings
        var endings: [SessionEvent.Kind: (count: Int, like: SessionEvent)] = [:]
        defer { for ending in endings.values { events.add(endings: ending.count, like: ending.like) } }
        for observation in observations {
            if let row = list.table.row(of: observation.key), list.isDying(row), observation.session != nil {
                list.bury(row)
            }
            if let row = list.table.row(of: observation.key), list.isDying(row) { continue }
            let past = past(of: observation.key)
            let isOwn = mayBeBroughtBack(observation.key) || ownActs[observation.key] != nil
            let event = interpreter.interpret(
                observation, source: source, table: &list.table, at: now,
                storeTime: storeTime(of: observation.key), blindSince: blindSince(observation.key))
            if let row = list.table.row(of: observation.key), let session = observation.session {
                noteUnswept(row, session)
                list.take(session, row: row, at: storeTime)
                judge(session, row: row)
                refreshInspector(session)
            }
            defer {
                if let session = observation.session {
                    watch(session, past: past, changes: observation.changes, event: event, isOwn: isOwn)
                } else {
                    alarmWatch.forget(observation.key)
                }
            }
            if var event {
                // What is found to be over once its time was up follows from its deadline, however it was found.
                if event.kind == .expired, source == .poll { event.source = .derived }
                let noted = takeNote(of: event, observation, onlyIfKnown: isFlood)
                guard noted.isEnding, noted.source != .operator, isFlood || events.isFlooded(noted) else {
                    events.add(noted)
                    continue
                }
                endings[noted.kind, default: (0, noted)].count += 1
            }
        }
    }

    /// Keeps back what may be the echo of an id that is being changed here, until it is known what came of that: the
    /// session itself, and those that nobody knows yet.
    private mutating func holdingBack(
        _ observations: [Observation], _ source: SessionEvent.Source
    ) -> [Observation] {
        guard regenerating != nil || movesBack else { return observations }
        var others: [Observation] = []
        for observation in observations {
            let isTarget = observation.key == regenerating || movesBack && actedOn.contains(observation.key)
            if isTarget || list.table.row(of: observation.key) == nil {
                heldBack.append((observation, source))
            } else {
                others.append(observation)
            }
        }
        return others
    }

    /// Takes in what was kept back while an id was changed.
    mutating func takeHeldBack() {
        regenerating = nil
        movesBack = false
        let held = heldBack
        heldBack = []
        for (observation, source) in held { observe([observation], source: source) }
    }

    /// Lets a session in that fits what was searched for, or out where it fits no more: the search itself saw what was
    /// there then.
    private mutating func judge(_ session: Session, row: Int) {
        guard session.payload != nil else { return }
        if let query = search?.query {
            if fits(session, query) { list.addFound([row]) } else { list.dropFound(row) }
        }
        if let query = heldFilter?.searched {
            let fits = fits(session, query)
            heldFilter?.take(session.key, fits: fits)
        }
    }

    private func fits(_ session: Session, _ query: Query) -> Bool {
        query.matches(SessionSubject(session, at: storeTime(of: session.key)), scope: .whole) == .yes
    }

    /// A session whose time is up, and which the store still holds, is told of once.
    private mutating func noteUnswept(_ row: Int, _ session: Session) {
        guard session.deadline.hasPassed(at: storeTime(of: session.key)), !list.unswept.contains(row) else { return }
        var event = SessionEvent(
            at: now, kind: .expired, source: .derived, id: session.id, key: session.key, user: session.user,
            deadline: session.deadline, note: "its time is up; the store still holds it")
        event.isUserUnknown = !session.isUserKnown
        let moment = session.deadline.moment?.iso8601 ?? "?"
        event.cause = EndCause(.unswept, .certain, "its time was up at \(moment), and the store still holds it")
        events.add(event)
        live(event, payload: session.payload?.source, before: nil, onlyIfKnown: false)
    }

    /// Puts an event on record and marks its row.
    mutating func note(_ event: SessionEvent?, _ observation: Observation? = nil) {
        guard let event else { return }
        events.add(takeNote(of: event, observation))
    }

    /// Marks an event's row and tells everyone on screen whom it concerns; gives what is to be put on record.
    private mutating func takeNote(
        of event: SessionEvent, _ observation: Observation? = nil, onlyIfKnown: Bool = false
    ) -> SessionEvent {
        var event = event
        guard let key = event.key else { return event }
        let isBack = [key, event.oldKey].contains { $0.map(mayBeBroughtBack) == true }
        if isBack { event.source = .operator }
        if event.kind == .returned, isBack {
            event.kind = .created
            event.note = "brought back"
        }
        for key in [key, event.oldKey].compactMap({ $0 }) {
            if isActing != nil { echoed.insert(key) }
            if let own = ownActs.removeValue(forKey: key), now.milliseconds(since: own) < ownWindow {
                event.source = .operator
            }
        }
        // An act that was cut off may be done long after it was asked for.
        if let observation, event.kind != .expired, doubts.contains(where: { $0.explains(observation) }) {
            event.source = .operator
        }
        if event.source == .operator { event.cause = event.ownCause }
        if let row = list.table.row(of: event.kind == .regenerated ? event.oldKey ?? key : key) {
            // This row is that of the old id.
            if event.id == nil, event.kind != .regenerated { event.id = list.details[row]?.id }
            event.isUserUnknown = event.user == nil && !list.table.isUserKnown(row)
            if let kind = event.rowMark { list.mark(row, kind, at: storeTime) }
            list.touchOrder()
        }
        warnEditors(event, key)
        tellFollowed(event, key)
        if event.rowMark == .expired || event.rowMark == .destroyed { dropFromPerson(key) }
        if event.kind == .regenerated, let old = event.oldKey { bookmarks.follow(old, to: key) }
        if event.kind == .regenerated, let row = list.table.row(of: key) { list.mark(row, .new, at: storeTime) }
        if event.kind == .returned {
            say(
                .warning,
                "A session that was ended is there again: it \(event.note ?? "came back"); \(keyName("destroy")) ends it once more."
            )
        }
        live(
            event, payload: observation?.session?.payload?.source, before: observation?.before,
            onlyIfKnown: onlyIfKnown)
        for key in [key, event.oldKey].compactMap({ $0 }) where event.kind != .created {
            if inspector?.session.key == key { inspector?.note(event) }
            if sessionsView.preview?.session.key == key { sessionsView.preview?.note(event) }
        }
        return event
    }

    /// Tells at once that somebody else has changed or ended what is being edited here.
    private mutating func warnEditors(_ event: SessionEvent, _ key: SessionKey) {
        let tickets = edits.filter { $0.value.seen.key == (event.oldKey ?? key) }.map(\.key)
        guard event.source != .operator, !tickets.isEmpty else { return }
        switch event.kind {
        case .changed:
            say(.warning, Self.changedMeanwhile)
        case .expired, .destroyed, .regenerated:
            guard tickets.contains(where: { edits[$0]?.isEndTold == false }) else { return }
            for ticket in tickets { edits[ticket]?.isEndTold = true }
            say(.warning, "The session you are editing has ended just now; your text is kept.")
        case .created, .returned: for ticket in tickets { edits[ticket]?.isEndTold = false }
        case .touched, .gap, .resynced: break
        }
    }

    /// How long after an act what the feed tells of it may come, in milliseconds.
    private var ownWindow: Int64 {
        switch feed.kind {
        case .poll(let seconds): 5_000 + Int64(seconds) * 1000
        case .push, nil: 5_000
        }
    }

}

extension SessionEvent {
    /// Whether it tells that a session is no more.
    fileprivate var isEnding: Bool {
        switch kind {
        case .expired, .destroyed: true
        case .created, .changed, .touched, .regenerated, .returned, .gap, .resynced: false
        }
    }

    /// Why it ended, where the operator at this console did it.
    fileprivate var ownCause: EndCause? {
        switch kind {
        case .expired, .destroyed: EndCause(.operator, .certain, "it was ended from this console")
        case .regenerated: EndCause(.idChanged, .certain, "it was given another id from this console")
        case .created, .changed, .touched, .returned, .gap, .resynced: nil
        }
    }

    fileprivate var rowMark: RowMark.Kind? {
        switch kind {
        case .created: .new
        case .changed: .changed
        case .touched: .touched
        case .expired: .expired
        case .destroyed: .destroyed
        case .regenerated: .regenerated
        case .returned: .returned
        case .gap, .resynced: nil
        }
    }
}
