internal import Operations
internal import SessionModel
internal import TerminalKit

/// The lives of sessions: what was seen of each, moments compared, and why one ended.
extension Console {
    /// The life that is on screen, and the place of the cursor in it; nil where none is.
    var shownLife: (key: SessionKey, life: SessionLife, cursor: Int)? {
        if view == .inspector, let inspector, inspector.face == .history, let life = inspector.life {
            return (inspector.session.key, life, inspector.viewport.cursor)
        }
        guard view == .life, let lifeView, let life = lives.life(of: lifeView.key) else { return nil }
        return (lifeView.key, life, lifeView.viewport.cursor)
    }

    private var shownMoment: LifeMoment? {
        shownLife.flatMap { $0.life.moments.indices.contains($0.cursor) ? $0.life.moments[$0.cursor] : nil }
    }

    /// Why no moment can be marked or compared just now.
    var noMoment: String? {
        if view == .inspector, inspector?.face != .history {
            return "it is for the history, which \(keyName("next-face")) goes to"
        }
        return shownMoment == nil ? "nothing has been seen of this session yet" : nil
    }

    /// Marks the moment under the cursor, or takes the mark away.
    mutating func markMoment() {
        guard let moment = shownMoment else { return }
        markedMoment = markedMoment == moment.number ? nil : moment.number
        moveViewport { $0.move(by: 1) }
    }

    /// Compares the moment under the cursor with the marked one, else with the one before it.
    mutating func compareMoments() -> [Effect] {
        guard let (key, life, cursor) = shownLife, let moment = shownMoment else { return [] }
        let marked = markedMoment.flatMap { $0 == moment.number ? nil : life.moment($0) }
        guard let other = marked ?? (cursor > 0 ? life.moments[cursor - 1] : nil) else {
            say(.info, "This is the first moment; mark it (Space), go to another and press = to compare the two.")
            return []
        }
        comparison = ComparisonView(
            comparison: LifeComparison(other, moment, hiding: secrets(of: key)), key: key)
        go(to: .comparison)
        return []
    }

    /// Shows the life of a session that is no more; false where nothing is known of it.
    mutating func showLife(of key: SessionKey) -> Bool {
        guard let life = lives.life(of: key), !life.moments.isEmpty else { return false }
        var shown = LifeView(of: key)
        shown.fit(life.moments.count, height: layout.body.height)
        shown.move { $0.end() }
        lifeView = shown
        go(to: .life)
        return true
    }

    /// Whether a session that an event tells of is no longer in the list.
    func isOver(_ key: SessionKey) -> Bool { list.table.row(of: key).map(list.isDying) ?? true }

    /// Asks why the session at hand ended, or whether it lives.
    mutating func explain() -> [Effect] {
        guard let key = targetKey ?? comparison?.key else { return [] }
        let id = list.table.row(of: key).flatMap { list.details[$0]?.id } ?? lives.life(of: key)?.id
        return [.explain(key, id, lives.life(of: key)?.death)]
    }

    mutating func explained(_ key: SessionKey, _ explanation: EndExplanation) {
        let name = describe(key)
        let lines = TextWidth.wrap(Printable.text(explanation.sentence), to: 68)
        say(.info, "\(name): \(explanation.sentence)")
        dialog = NoticeDialog(title: "Why", lines: [name, "", "As far as is known:"] + lines)
    }

    // MARK: What is noted

    /// Takes an event into the life of its session, and shows it where that life is on screen.
    mutating func live(_ event: SessionEvent, payload: [UInt8]?, before: [UInt8]?, onlyIfKnown: Bool) {
        lives.note(event, payload: payload, before: before, onlyIfKnown: onlyIfKnown)
        for key in [event.key, event.oldKey].compactMap({ $0 }) {
            if inspector?.session.key == key { inspector?.life = lives.life(of: key) }
            if sessionsView.preview?.session.key == key { sessionsView.preview?.life = lives.life(of: key) }
        }
    }

    // MARK: Gaps

    /// Since when changes of a key's store may have been missed; nil where none may.
    func blindSince(_ key: SessionKey) -> Timestamp? {
        blind.isEmpty ? nil : blind[place(of: key)]
    }

    /// Changes of a store may be missed from now on, until it was listed again.
    mutating func noteBlind(_ store: Int) {
        if blind[store] == nil { blind[store] = now }
    }

    /// A store, or all but some, was listed again, unless changes have been missed meanwhile or are missed still; what
    /// differs is looked at before all is known again.
    mutating func noteListed(_ store: Int?, but missed: Set<Int>, looksAt keys: [SessionKey]) {
        let unseen = missed.union(away)
        let listed = (store.map { [$0] } ?? Array(blind.keys)).filter { !unseen.contains($0) }
        for place in listed where blind[place] != nil && !owedListing.holds(place) {
            let own = keys.filter { self.place(of: $0) == place }
            blindLooks[place] = own.isEmpty ? nil : Set(own)
            if own.isEmpty { blind[place] = nil }
        }
    }

    /// Records were looked at; a store of which all were is whole again.
    mutating func noteLooked(_ observations: [Observation]) {
        guard !blindLooks.isEmpty else { return }
        for place in blindLooks.keys {
            for observation in observations { blindLooks[place]?.remove(observation.key) }
            if blindLooks[place]?.isEmpty == true {
                blindLooks[place] = nil
                blind[place] = nil
            }
        }
    }
}

extension SessionLife {
    /// The id it has now, where that is known.
    var id: SessionID? { moments.last { $0.event.id != nil }?.event.id }

    /// When it ended and why; nil while it lives.
    var death: SeenEnd? {
        guard let cause, let last = moments.last else { return nil }
        return SeenEnd(at: last.event.at, cause: cause)
    }
}
