public import SessionModel

/// The alarms that one look at everything can tell: sessions that never end or are too old, users with too many, and ids
/// that are in two stores.
public struct AlarmSurvey: Sendable {
    /// An alarm, and where it is from.
    public struct Finding: Hashable, Sendable {
        /// The alarm.
        public var alarm: Alarm
        /// The store's name; nil where it is about several.
        public var store: String?
    }

    /// What was found, kind by kind.
    public private(set) var findings: [Finding] = []
    /// Stores that it does not cover.
    public private(set) var uncovered: [OpenStores.Uncovered]

    /// More sessions of one kind and store than this are counted and not named.
    static let mostNamed = 1_000

    /// Reads everything in several stores once.
    ///
    /// - Parameter now: Our own time.
    public static func read(_ open: OpenStores, rules: AlarmRules, now: Timestamp) async -> AlarmSurvey {
        let readings = await withTaskGroup(of: (Int, Result<SurveyReading, OpenStores.Uncovered>).self) { group in
            for (place, target) in open.stores.enumerated() {
                group.addTask { (place, await target.survey(target.alarms ?? rules, now: now)) }
            }
            var readings: [Int: Result<SurveyReading, OpenStores.Uncovered>] = [:]
            for await (place, reading) in group { readings[place] = reading }
            return readings
        }
        var survey = AlarmSurvey(uncovered: open.uncovered)
        var read: [(target: OpenStore, reading: SurveyReading)] = []
        for (place, target) in open.stores.enumerated() {
            switch readings[place] {
            case .success(let reading): read.append((target, reading))
            case .failure(let reason): survey.uncovered.append(reason)
            case nil: continue
            }
        }
        survey.find(in: read, rules, now)
        return survey
    }

    private init(uncovered: [OpenStores.Uncovered]) { self.uncovered = uncovered }

    private mutating func find(
        in read: [(target: OpenStore, reading: SurveyReading)], _ rules: AlarmRules, _ now: Timestamp
    ) {
        for (target, reading) in read where (target.alarms ?? rules).watches(.immortal) {
            add(.immortal, reading.immortal, of: target, reading, now) { _ in "it never ends by itself" }
        }
        for (target, reading) in read where (target.alarms ?? rules).watches(.old) {
            let limit = DurationText.exact(milliseconds: (target.alarms ?? rules).oldest ?? 0)
            let time = target.storeTime(now)
            add(.old, reading.old.keys.sorted(), of: target, reading, now) { row in
                let age = reading.old[row].map { time.milliseconds(since: Timestamp(milliseconds: $0)) } ?? 0
                return "it is \(DurationText.compact(milliseconds: age)) old, more than \(limit)"
            }
        }
        // What is counted over several stores goes by what holds everywhere.
        let rules = read.count == 1 ? read[0].target.alarms ?? rules : rules
        if rules.watches(.crowd) { findCrowds(read.map(\.reading), rules, now) }
        if rules.watches(.twins), read.count > 1 { findTwins(read, now) }
    }

    private mutating func add(
        _ kind: Alarm.Kind, _ rows: [Int], of target: OpenStore, _ reading: SurveyReading, _ now: Timestamp,
        reason: (Int) -> String
    ) {
        let flag = kind == .old ? "OLD" : "NOEXP"
        for row in rows.prefix(Self.mostNamed) {
            let key = reading.table.key(row)
            let alarm = Alarm(
                kind, .session(key), at: now, flag: flag, reason: reason(row), id: target.id(of: key),
                user: reading.table.user(row))
            findings.append(Finding(alarm: alarm, store: target.name))
        }
        guard rows.count > Self.mostNamed else { return }
        let more = rows.count - Self.mostNamed
        let alarm = Alarm(kind, .everybody, at: now, flag: flag, reason: "and \(more) more", count: more)
        findings.append(Finding(alarm: alarm, store: target.name))
    }

    /// Users with too many sessions over all stores together.
    private mutating func findCrowds(_ readings: [SurveyReading], _ rules: AlarmRules, _ now: Timestamp) {
        var counts: [String: (name: String, count: Int)] = [:]
        for table in readings.map(\.table) {
            for row in 0..<table.rowLimit where table.isLive(row) {
                guard let user = table.user(row) else { continue }
                counts[UserNames.folded(user), default: (user, 0)].count += 1
            }
        }
        for (name, count) in counts.values.filter({ $0.count > rules.mostSessions }).sorted(by: { $0.name < $1.name }) {
            let reason = "\(count) live sessions, more than \(rules.mostSessions)"
            let alarm = Alarm(
                .crowd, .user(name), at: now, flag: "MANY", reason: reason, user: name, count: count)
            findings.append(Finding(alarm: alarm, store: nil))
        }
    }

    private mutating func findTwins(_ read: [(target: OpenStore, reading: SurveyReading)], _ now: Timestamp) {
        // Hashes first, so that only ids which may be in two stores are kept as texts.
        var places: [Int: Int] = [:]
        var suspects: Set<Int> = []
        for (place, one) in read.enumerated() {
            one.reading.eachID(of: one.target) { id, _ in
                let hash = id.hashValue
                if places.updateValue(place, forKey: hash).map({ $0 != place }) == true { suspects.insert(hash) }
            }
        }
        guard !suspects.isEmpty else { return }
        var holders: [String: [(place: Int, key: SessionKey)]] = [:]
        for (place, one) in read.enumerated() {
            one.reading.eachID(of: one.target) { id, key in
                guard suspects.contains(id.hashValue), holders[id]?.contains(where: { $0.place == place }) != true
                else { return }
                holders[id, default: []].append((place, key))
            }
        }
        for (id, copies) in holders.filter({ $0.value.count > 1 }).sorted(by: { $0.key < $1.key }) {
            let names = copies.map { read[$0.place].target.name }.joined(separator: " and ")
            var alarm = Alarm(
                .twins, .session(copies[0].key), at: now, flag: "TWINS", reason: "the same id is in \(names)",
                id: SessionID(id), count: copies.count)
            let table = read[copies[0].place].reading.table
            alarm.user = table.row(of: copies[0].key).flatMap(table.user)
            findings.append(Finding(alarm: alarm, store: nil))
        }
    }
}
