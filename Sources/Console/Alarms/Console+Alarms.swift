internal import Operations
internal import SessionModel
internal import SessionQuery
internal import StoreKit
internal import TerminalKit

/// Watching for what somebody should look at.
extension Console {
    // MARK: Watching

    /// Counts who is there, where that is due, and raises what follows from it.
    mutating func countHeads(isForKey: Bool) {
        guard let facts,
            headcount.recount(list, at: storeTime, usual: alarmWatch.rules.mostSessions, mayWait: isForKey), hasListed
        else { return }
        let isFirst = !hasCounted
        hasCounted = true
        let table = list.table
        let alarms = alarmWatch.count(
            headcount.count, lifetime: facts.lifetime, isFirst: isFirst, at: now, name: table.userText)
        // What was so before anybody looked is no news: the list has it, and the header counts it.
        if !isFirst { tell(alarms) }
    }

    /// What is known of a session before a change of it is taken in; nil where it is not there.
    func past(of key: SessionKey) -> AlarmWatch.Past? {
        guard let row = list.table.row(of: key), !list.isDying(row) else { return nil }
        let user = list.table.user(row)
        return AlarmWatch.Past(
            wasAnonymous: list.table.isUserKnown(row) && user == nil, user: user,
            wasImmortal: list.table.deadline(row) == RowFacts.never)
    }

    /// Takes in a session that something was told of, and what was known before.
    mutating func watch(
        _ session: Session, past: AlarmWatch.Past?, changes: [FieldChange]?, event: SessionEvent?, isOwn: Bool
    ) {
        guard hasListed else { return }
        if event?.kind == .created, session.payload != nil, !isOwn {
            alarmWatch.arrived(isAnonymous: session.user == nil, at: now)
        }
        alarmWatch.secrets = secrets(of: session.key)
        alarmWatch.ownRules = ownRules(of: session.key)
        tell(
            alarmWatch.see(
                session, past: past, changes: changes, isOwn: isOwn, at: now, storeTime: storeTime(of: session.key)))
    }

    /// Takes in a session that was only read: from where it is used, and how old it is.
    mutating func watch(reading session: Session) {
        guard hasListed else { return }
        alarmWatch.ownRules = ownRules(of: session.key)
        let past = AlarmWatch.Past(
            wasAnonymous: false, user: session.user, wasImmortal: session.deadline == .never)
        tell(alarmWatch.see(session, past: past, changes: nil, at: now, storeTime: storeTime(of: session.key)))
    }

    /// The rules of the store that a session is from, where several are open.
    private func ownRules(of key: SessionKey) -> AlarmRules? {
        facts?.members.isEmpty == false ? facts(of: key)?.alarms : nil
    }

    /// Puts alarms on record and says the first of them.
    private mutating func tell(_ alarms: [Alarm]) {
        for alarm in alarms {
            var user = alarm.user
            if case .user(let name) = alarm.subject { user = name }
            var event = SessionEvent(
                at: now, kind: .changed, source: .derived, id: alarm.id, key: alarm.key, user: user, note: alarm.reason)
            event.alarm = alarm.flag
            events.add(alarm: event)
            if let key = alarm.key, inspector?.session.key == key { inspector?.note(event) }
        }
        guard let first = alarms.first else { return }
        let more = alarms.count > 1 ? " (and \(alarms.count - 1) more)" : ""
        messages.add(
            .warning,
            "\(first.flag) \(TextWidth.truncate(title(first), to: 40)): \(first.reason)\(more); :alarms lists them.",
            at: now, isNews: true)
    }

    /// Whom an alarm is about, in few words.
    func title(_ alarm: Alarm) -> String {
        switch alarm.subject {
        case .session(let key):
            "\(alarm.user ?? nameless(key)) \(SessionID.shorten(alarm.id?.whole ?? storedKey(key).text))"
        case .user(let user): user
        case .everybody: "all sessions"
        }
    }

    // MARK: The list of alarms

    /// Opens what an alarm is about: its session, or the list of all that it counts.
    mutating func openAlarm() -> [Effect] {
        guard let alarm = alarmsView.selected(alarmWatch) else { return [] }
        switch alarm.subject {
        case .session(let key):
            sessionsView.opening = key
            return [.inspect(key)]
        case .user(let user): return list(query: Query.user(user).description)
        case .everybody: return list(query: alarm.kind == .immortal ? "ttl=never" : "user=none")
        }
    }

    private mutating func list(query: String) -> [Effect] {
        go(to: .sessions)
        return applyFilter(query)
    }

    // MARK: Switches

    /// Switches an alarm: `alarm fixation off`, `alarm crowd 50`, `alarm old 30d`; with nothing behind it shows all.
    mutating func switchAlarm(_ argument: String) -> [Effect] {
        let words = argument.split(separator: " ").map(String.init)
        guard let word = words.first else {
            dialog = ChoiceMenu(title: "Alarms", choices: alarmChoices)
            return []
        }
        let names = Alarm.Kind.allCases.map(\.rawValue)
        guard let kind = Alarm.Kind(rawValue: word) else {
            let near = NearestName.among(names, to: word).map { " Did you mean \"\($0)\"?" } ?? ""
            say(.error, "There is no alarm \"\(word)\"; there are \(names.joined(separator: ", ")).\(near)")
            return []
        }
        switch words.dropFirst().first {
        case nil: alarmWatch.turn(kind, isOn: alarmWatch.rules.off.contains(kind))
        case "on"?: alarmWatch.turn(kind, isOn: true)
        case "off"?: alarmWatch.turn(kind, isOn: false)
        case let amount?:
            guard set(kind, to: amount) else { return [] }
            alarmWatch.turn(kind, isOn: true)
        }
        switchEverywhere(kind)
        say(.info, "\(alarmWatch.rules.text(kind)).")
        return []
    }

    /// What was switched here holds in every store that is open, whatever its profile says.
    private mutating func switchEverywhere(_ kind: Alarm.Kind) {
        for place in facts?.members.indices ?? 0..<0 {
            guard var rules = facts?.members[place].alarms else { continue }
            rules.take(kind, from: alarmWatch.rules)
            facts?.members[place].alarms = rules
        }
    }

    /// Sets from where on an alarm is raised; says why it can't be.
    private mutating func set(_ kind: Alarm.Kind, to amount: String) -> Bool {
        do throws(AlarmRuleError) {
            try alarmWatch.rules.set(kind, to: amount)
            return true
        } catch {
            say(.error, error.description)
            return false
        }
    }

    private var alarmChoices: [ChoiceMenu.Choice] {
        Alarm.Kind.allCases.filter { $0 != .twins }.enumerated().map { place, kind in
            .init(
                key: Character("\(place + 1)"), title: alarmWatch.rules.text(kind), command: "alarm \(kind.rawValue)")
        }
    }
}
