public import SessionModel

/// Watches what happens to sessions and raises alarms, each once for each subject: a value that knows no clock.
///
/// A subject that is no longer as it was (a user with fewer sessions, a quiet minute) may raise the same alarm anew.
public struct AlarmWatch: Sendable {
    /// Which alarms are on.
    public var rules: AlarmRules
    /// Which alarms are on in the store that the next session is from; nil where that is as everywhere.
    public var ownRules: AlarmRules?
    /// Which fields of payloads are hidden: a reason may quote one.
    public var secrets = SecretRule()
    /// The alarms that were raised, the newest last.
    public private(set) var alarms: [Alarm] = []
    /// How often each alarm was raised.
    public private(set) var counts: [Alarm.Kind: Int] = [:]

    private var raised: Set<Raised> = []
    /// The users whose many sessions were told of.
    private var crowded: Set<String> = []
    private var flags: [SessionKey: [Alarm.Kind: String]] = [:]
    private var sightings = Sightings()
    private var arrivals = Arrivals()

    /// How many alarms are kept.
    public static let mostAlarms = 1_000
    /// Subjects of more alarms than this are forgotten, so that one of them could be told of again.
    private static let mostRaised = 100_000

    private struct Raised: Hashable {
        var kind: Alarm.Kind
        var subject: Alarm.Subject
    }

    /// What was known of a session before something happened to it.
    public struct Past: Sendable {
        /// Whether it is known that nobody was logged in.
        public var wasAnonymous: Bool
        /// Its user, where one was known.
        public var user: String?
        /// Whether it was known to end never.
        public var wasImmortal: Bool

        /// Creates a past.
        public init(wasAnonymous: Bool, user: String?, wasImmortal: Bool) {
            self.wasAnonymous = wasAnonymous
            self.user = user
            self.wasImmortal = wasImmortal
        }
    }

    /// Creates a watch.
    public init(_ rules: AlarmRules = AlarmRules()) { self.rules = rules }

    // MARK: Watching

    /// Takes in a session as it is now.
    ///
    /// - Parameters:
    ///   - past: What was known of it; nil where it was not there before.
    ///   - changes: Which fields changed; nil where they are not known.
    ///   - isOwn: Whether an operator did it, which is nothing to be told of.
    ///   - now: Our own time.
    ///   - storeTime: The store's time.
    /// - Returns: The alarms that this raises.
    public mutating func see(
        _ session: Session, past: Past?, changes: [FieldChange]?, isOwn: Bool = false, at now: Timestamp,
        storeTime: Timestamp
    ) -> [Alarm] {
        guard session.payload != nil, session.state(at: storeTime) == .live else { return [] }
        var found: [Alarm] = []
        func find(_ kind: Alarm.Kind, _ flag: String, _ reason: String) {
            found.append(
                Alarm(
                    kind, .session(session.key), at: now, flag: flag, reason: reason, id: session.id,
                    user: session.user))
        }
        if let word = sightings.see(session, changes: changes, at: now), !isOwn {
            find(.shared, word.flag, word.reason)
        }
        if let past, past.wasAnonymous, session.user != nil, changes?.isEmpty != true, !isOwn {
            find(.fixation, "FIXATION?", "somebody logged in and kept the id of before")
        }
        if let past, let changes, past.user == session.user, !isOwn,
            let change = changes.first(where: \.raisesRights)
        {
            find(.rights, "RIGHTS?", "\(Self.text(change, secrets)) under the same id")
        }
        if session.deadline == .never, past?.wasImmortal != true, !isOwn {
            find(.immortal, "NOEXP", past == nil ? "it came with no end" : "it lost its end")
        }
        let rules = ownRules ?? rules
        if let oldest = rules.oldest, let created = session.createdAt, storeTime.milliseconds(since: created) > oldest {
            let age = DurationText.compact(milliseconds: storeTime.milliseconds(since: created))
            find(.old, "OLD", "it is \(age) old, more than \(DurationText.exact(milliseconds: oldest))")
        }
        return found.filter { raise($0, by: rules) }
    }

    /// Takes in that a session came that was not there before.
    public mutating func arrived(isAnonymous: Bool, at now: Timestamp) {
        if isAnonymous { arrivals.note(at: now) }
    }

    /// Forgets a session that is no more.
    public mutating func forget(_ key: SessionKey) {
        sightings.forget(key)
        guard let kinds = flags.removeValue(forKey: key) else { return }
        for kind in kinds.keys { raised.remove(Raised(kind: kind, subject: .session(key))) }
    }

    /// Takes in that for a while nothing was seen: what comes up next says nothing of how fast sessions come.
    public mutating func lostSight() { arrivals = Arrivals() }

    /// Takes in who is there.
    ///
    /// - Parameters:
    ///   - name: The name of a user by number.
    ///   - lifetime: About how long a session lives, in milliseconds: from it follows how many must come in a minute.
    ///   - isFirst: Whether everything has just been listed for the first time.
    /// - Returns: The alarms that this raises.
    public mutating func count(
        _ heads: Headcount, lifetime: Int64, isFirst: Bool, at now: Timestamp, name: (UInt32) -> String?
    ) -> [Alarm] {
        var found = crowds(heads, at: now, name: name)
        if isFirst, heads.never > 0 {
            let many = heads.never == 1 ? "1 session never ends" : "\(heads.never) sessions never end"
            found.append(
                Alarm(
                    .immortal, .everybody, at: now, flag: "NOEXP", reason: "\(many) by itself", count: heads.never))
        }
        let expected = Double(heads.anonymous) * 60_000 / Double(max(60_000, lifetime))
        arrivals.watch(at: now)
        if let jump = arrivals.jump(at: now, least: rules.anonymousPerMinute, expected: expected) {
            let before = "\(Int(jump.before.rounded(.up)))"
            found.append(
                Alarm(
                    .anonymous, .everybody, at: now, flag: "ANONYMOUS?",
                    reason: "\(jump.count) anonymous sessions came within a minute, about \(before) a minute before",
                    count: jump.count))
        } else if arrivals.isQuiet(at: now, least: rules.anonymousPerMinute) {
            raised.remove(Raised(kind: .anonymous, subject: .everybody))
        }
        return found.filter { raise($0, by: rules) }
    }

    private mutating func crowds(_ heads: Headcount, at now: Timestamp, name: (UInt32) -> String?) -> [Alarm] {
        let found = heads.crowds.filter { $0.count > rules.mostSessions }.compactMap { crowd -> Alarm? in
            guard let user = name(crowd.user) else { return nil }
            return Alarm(
                .crowd, .user(user), at: now, flag: "MANY",
                reason: "\(crowd.count) live sessions, more than \(rules.mostSessions)", user: user, count: crowd.count)
        }
        let users = Set(found.compactMap(\.user))
        for user in crowded.subtracting(users) { raised.remove(Raised(kind: .crowd, subject: .user(user))) }
        crowded = rules.watches(.crowd) ? users : []
        return found
    }

    // MARK: What was raised

    /// Whether there are words behind any session at all.
    public var hasFlags: Bool { !flags.isEmpty || !crowded.isEmpty }

    /// The words that stand behind a session in a list.
    public func flags(of key: SessionKey, user: String?) -> [String] {
        let own = flags[key].map { flags in Alarm.Kind.allCases.compactMap { $0 == .immortal ? nil : flags[$0] } } ?? []
        return user.map(crowded.contains) == true ? own + ["MANY"] : own
    }

    /// Switches an alarm off or on; what it has raised stays in the list and loses its words.
    public mutating func turn(_ kind: Alarm.Kind, isOn: Bool) {
        if isOn { rules.off.remove(kind) } else { rules.off.insert(kind) }
        guard !isOn else { return }
        raised = raised.filter { $0.kind != kind }
        if kind == .crowd { crowded = [] }
        for key in flags.keys { flags[key]?[kind] = nil }
        flags = flags.filter { !$0.value.isEmpty }
    }

    private mutating func raise(_ alarm: Alarm, by rules: AlarmRules) -> Bool {
        guard rules.watches(alarm.kind),
            raised.insert(Raised(kind: alarm.kind, subject: alarm.subject)).inserted
        else { return false }
        if raised.count > Self.mostRaised {
            raised = [Raised(kind: alarm.kind, subject: alarm.subject)]
            flags = [:]
        }
        if let key = alarm.key { flags[key, default: [:]][alarm.kind] = alarm.flag }
        alarms.append(alarm)
        if alarms.count > Self.mostAlarms { alarms.removeFirst(Self.mostAlarms / 10) }
        counts[alarm.kind, default: 0] += 1
        return true
    }

    /// A change in words, hidden values hidden.
    private static func text(_ change: FieldChange, _ secrets: SecretRule) -> String {
        let shown = Payload.masked(change, by: secrets)
        let side = { (text: String?) in String((text ?? "nothing").prefix(24)) }
        return "\(shown.path) went from \(side(shown.old)) to \(side(shown.new))"
    }
}
