import Operations
import SessionModel
import TestSupport
import Testing

/// One site watched, with a clock that a script moves.
struct WatchedSite {
    var watch: AlarmWatch
    var now = Timestamp(milliseconds: 1_795_229_100_000)
    /// What each session holds, by its key.
    private var payloads: [SessionKey: Payload] = [:]
    private var users: [SessionKey: String] = [:]
    private var deadlines: [SessionKey: Deadline] = [:]
    private var created: [SessionKey: Timestamp] = [:]
    private(set) var raised: [Alarm] = []
    private var isCounted = false

    static let lifetime: Int64 = 1_800_000

    init(_ rules: AlarmRules = AlarmRules()) { watch = AlarmWatch(rules) }

    var kinds: [Alarm.Kind] { raised.map(\.kind) }
    var live: [SessionKey] { deadlines.filter { !$0.value.hasPassed(at: now) }.map(\.key) }

    /// A request saves a session.
    mutating func save(
        _ id: String, _ fields: KeyValuePairs<String, String>, lifetime: Int64? = lifetime, age: Int64 = 0,
        isOwn: Bool = false
    ) throws {
        try save(id, fields: fields.map { ($0.key, $0.value) }, lifetime: lifetime, age: age, isOwn: isOwn)
    }

    /// A request saves a session.
    mutating func save(
        _ id: String, fields: [(String, String)], lifetime: Int64? = lifetime, age: Int64 = 0, isOwn: Bool = false
    ) throws {
        let key = SessionKey("tina4:session:\(id)")
        let payload = try Payload(parsing: "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
        let old = payloads[key]
        let past = old.map { _ in
            AlarmWatch.Past(
                wasAnonymous: users[key] == nil, user: users[key], wasImmortal: deadlines[key] == .never)
        }
        let deadline = lifetime.map { Deadline.at(now.adding(milliseconds: $0)) } ?? .never
        let record = StoredRecord(key: key, content: .bytes(payload.source), expiry: deadline)
        var session = Session(record: record, format: "tina4", content: .payload(payload))
        session.clocks = [SessionClock(.store, deadline, source: "key TTL")]
        session.userNames = UserRule.common.names(in: payload)
        session.createdAt = created[key] ?? now.adding(milliseconds: -age)
        created[key] = session.createdAt
        if old == nil { watch.arrived(isAnonymous: session.user == nil, at: now) }
        raised += watch.see(
            session, past: past, changes: old?.differences(to: payload), isOwn: isOwn, at: now, storeTime: now)
        (payloads[key], users[key], deadlines[key]) = (payload, session.user, deadline)
    }

    /// A session ends.
    mutating func end(_ id: String) { forget(SessionKey("tina4:session:\(id)")) }

    private mutating func forget(_ key: SessionKey) {
        watch.forget(key)
        payloads[key] = nil
        users[key] = nil
        deadlines[key] = nil
        created[key] = nil
    }

    /// Time passes, second by second; what is over ends, and who is there is counted.
    mutating func pass(seconds: Int = 1) {
        for _ in 0..<seconds {
            now = now.adding(milliseconds: 1000)
            for (key, deadline) in deadlines where deadline.hasPassed(at: now) { forget(key) }
            count()
        }
    }

    mutating func count() {
        var table = SessionTable(affixes: [])
        for (key, deadline) in deadlines {
            let row = table.insert(key).row
            table.setDeadline(row, deadline.tableValue)
            table.setUser(row, users[key])
        }
        let heads = Headcount(of: table, at: now, usual: watch.rules.mostSessions)
        raised += watch.count(heads, lifetime: Self.lifetime, isFirst: !isCounted, at: now, name: table.userText)
        isCounted = true
    }

    func flags(_ id: String) -> [String] {
        let key = SessionKey("tina4:session:\(id)")
        return watch.flags(of: key, user: users[key])
    }
}

@Suite struct `Alarms` {
    static let home: KeyValuePairs = ["user_id": "7", "ip": "\"203.0.113.7\"", "user_agent": "\"Firefox/140.0\""]

    @Test func `tell once of an id that is kept at a login`() throws {
        var site = WatchedSite()
        try site.save("a", ["cart": "1"])
        #expect(!site.watch.hasFlags)
        try site.save("a", ["cart": "1", "user_id": "7"])
        try site.save("a", ["cart": "2", "user_id": "7"])
        try site.save("b", ["cart": "1", "user_id": "8"])

        #expect(site.kinds == [.fixation])
        #expect(site.raised[0].user == "7")
        #expect(site.watch.hasFlags)
        #expect(site.flags("a") == ["FIXATION?"])
        #expect(site.flags("b") == [])
    }

    @Test func `let a login with a new id pass`() throws {
        var site = WatchedSite()
        try site.save("a", ["cart": "1"])
        site.end("a")
        try site.save("b", ["cart": "1", "user_id": "7"])
        try site.save("b", ["user_id": "7"])

        #expect(site.raised.isEmpty)
    }

    @Test(arguments: [
        ("role", "\"user\"", "\"admin\""), ("is_admin", "false", "true"), ("isAdmin", "0", "1"),
        ("roles", "[\"user\"]", "[\"user\", \"admin\"]"), ("permissions", "[\"read\"]", "[\"read\", \"write\"]"),
        ("scope", "\"read\"", "\"read write\""), ("level", "1", "5"), ("role", "\"editor\"", "\"owner\""),
        ("permissions", "{\"orders\": false}", "{\"orders\": true}"), ("user_role", "\"customer\"", "\"ROLE_ADMIN\""),
    ])
    func `tell once of rights that are raised under the same id`(_ name: String, _ old: String, _ new: String) throws {
        var site = WatchedSite()
        try site.save("a", ["user_id": "7", name: old])
        try site.save("a", ["user_id": "7", name: new])
        try site.save("a", ["user_id": "7", name: new, "n": "1"])

        #expect(site.kinds == [.rights], "\(name)")
        #expect(site.flags("a") == ["RIGHTS?"])
    }

    @Test(arguments: [
        ("role", "\"admin\"", "\"user\""), ("is_admin", "true", "false"), ("permissions", "[1, 2]", "[1]"),
        ("role", "\"customer\"", "\"buyer\""), ("level", "5", "4"), ("cart", "1", "2"), ("admin_note", "0", "1"),
        ("locale", "\"user\"", "\"admin\""), ("is_admin", "false", "false"),
    ])
    func `let fewer rights, and other fields, pass`(_ name: String, _ old: String, _ new: String) throws {
        var site = WatchedSite()
        try site.save("a", ["user_id": "7", name: old])
        try site.save("a", ["user_id": "7", name: new])

        #expect(site.raised.isEmpty, "\(name)")
    }

    @Test func `tell once of an id that two networks use in turn`() throws {
        var site = WatchedSite()
        let away: KeyValuePairs = ["user_id": "7", "ip": "\"198.51.100.4\"", "user_agent": "\"Firefox/140.0\""]
        for fields in [Self.home, away, Self.home, away, Self.home] {
            try site.save("a", fields)
            site.pass(seconds: 30)
        }

        #expect(site.kinds == [.shared])
        #expect(site.flags("a") == ["2 IPs"])
    }

    @Test func `tell once of an id that another program uses`() throws {
        var site = WatchedSite()
        try site.save("a", Self.home)
        try site.save("a", ["user_id": "7", "ip": "\"203.0.113.7\"", "user_agent": "\"curl/8.5\""])
        try site.save("a", Self.home)

        #expect(site.kinds == [.shared])
        #expect(site.flags("a") == ["2 AGENTS"])
    }

    @Test func `tell of a second network at once where no program is told`() throws {
        var site = WatchedSite()
        try site.save("a", ["user_id": "7", "ip": "\"203.0.113.7\""])
        site.pass(seconds: 20)
        try site.save("a", ["user_id": "7", "ip": "\"2001:db8:1:2::9\""])

        #expect(site.kinds == [.shared])
    }

    @Test(arguments: [
        ["203.0.113.7", "203.0.113.99"], ["2001:db8:0:1::7", "2001:db8::1:ffff:1:2:3"],
        ["203.0.113.7", "198.51.100.4"],
    ])
    func `let a visitor pass who moves on, or stays in one network`(_ addresses: [String]) throws {
        var site = WatchedSite()
        for address in addresses {
            try site.save("a", ["user_id": "7", "ip": "\"\(address)\"", "user_agent": "\"Safari 18\""])
            site.pass(seconds: 300)
        }
        try site.save("a", ["user_id": "7", "ip": "\"\(addresses[1])\"", "user_agent": "\"Safari 19\""])

        #expect(site.raised.isEmpty)
    }

    @Test func `tell once of a user with more sessions than is usual, and again after fewer`() throws {
        var rules = AlarmRules()
        rules.mostSessions = 3
        var site = WatchedSite(rules)
        for number in 0..<4 {
            try site.save("a\(number)", ["user_id": "7"])
            site.pass()
        }
        site.pass(seconds: 5)
        #expect(site.kinds == [.crowd])
        #expect(site.flags("a0") == ["MANY"])
        site.end("a0")
        site.pass()
        #expect(site.flags("a1") == [])
        try site.save("a9", ["user_id": "7"])
        site.pass()

        #expect(site.kinds == [.crowd, .crowd])
    }

    @Test func `tell once of a session that never ends`() throws {
        var site = WatchedSite()
        site.count()
        try site.save("a", ["user_id": "7"])
        try site.save("a", ["user_id": "7", "n": "1"], lifetime: nil)
        try site.save("a", ["user_id": "7", "n": "2"], lifetime: nil)
        try site.save("b", ["user_id": "8"], lifetime: nil)
        site.pass(seconds: 3)

        #expect(site.kinds == [.immortal, .immortal])
        #expect(site.raised.map(\.reason) == ["it lost its end", "it came with no end"])
    }

    @Test func `tell once, together, of those that never ended when it was opened`() throws {
        var rules = AlarmRules()
        rules.off = [.immortal]
        var site = WatchedSite(rules)
        for number in 0..<3 { try site.save("a\(number)", ["user_id": "7"], lifetime: nil) }
        site.watch.turn(.immortal, isOn: true)
        site.count()
        site.pass(seconds: 5)

        #expect(site.kinds == [.immortal])
        #expect(site.raised[0].count == 3)
        #expect(site.raised[0].subject == .everybody)
    }

    @Test func `tell once of a session that is older than any should be`() throws {
        var rules = AlarmRules()
        rules.oldest = 8 * 3_600_000
        var site = WatchedSite(rules)
        try site.save("a", ["user_id": "7"], age: 8 * 3_600_000 - 1000)
        #expect(site.raised.isEmpty)
        site.pass(seconds: 2)
        for number in 0..<3 { try site.save("a", ["user_id": "7", "n": "\(number)"]) }

        #expect(site.kinds == [.old])
        #expect(site.raised[0].reason == "it is 8h00m old, more than 8h")
    }

    @Test func `tell once of a jump in anonymous sessions`() throws {
        var site = WatchedSite()
        var number = 0
        func come(_ count: Int) throws {
            for _ in 0..<count {
                number += 1
                try site.save("n\(number)", ["cart": "1"])
            }
        }
        for _ in 0..<300 {
            if number < 60 { try come(1) }
            site.pass(seconds: 1)
        }
        #expect(site.raised.isEmpty)
        for _ in 0..<60 {
            try come(12)
            site.pass()
        }

        #expect(site.kinds == [.anonymous])
        #expect(site.raised[0].reason.contains("anonymous sessions came within a minute"))
    }

    @Test func `say nothing of what an operator did`() throws {
        var site = WatchedSite()
        try site.save("a", ["role": "\"user\""])
        try site.save("a", ["role": "\"user\"", "user_id": "7"], isOwn: true)
        try site.save("a", ["role": "\"admin\"", "user_id": "7"], isOwn: true)
        try site.save("a", ["role": "\"admin\"", "user_id": "7"], lifetime: nil, isOwn: true)

        #expect(site.raised.isEmpty)
    }

    @Test(arguments: [Alarm.Kind.fixation, .rights, .shared])
    func `are silent when they are off`(_ kind: Alarm.Kind) throws {
        var rules = AlarmRules()
        rules.off = [kind]
        var site = WatchedSite(rules)
        try site.save("a", ["role": "\"user\""])
        try site.save("a", ["role": "\"user\"", "user_id": "7", "user_agent": "\"a\""])
        try site.save("a", ["role": "\"admin\"", "user_id": "7", "user_agent": "\"b\""])

        #expect(Set(site.kinds) == Set([.fixation, .rights, .shared]).subtracting([kind]))
        site.watch.turn(.fixation, isOn: false)
        #expect(!site.flags("a").contains("FIXATION?"))
    }

    @Test func `quote no hidden value`() throws {
        var site = WatchedSite()
        site.watch.secrets = SecretRule(also: ["role"])
        try site.save("a", ["user_id": "7", "role": "\"user\""])
        try site.save("a", ["user_id": "7", "role": "\"admin\""])

        #expect(site.kinds == [.rights])
        #expect(!site.raised[0].reason.contains("admin"))
    }

    @Test func `are kept within bounds`() throws {
        var site = WatchedSite()
        for number in 0..<1_500 {
            try site.save("a\(number)", ["cart": "1"])
            try site.save("a\(number)", ["cart": "1", "user_id": "\(number)"])
        }

        #expect(site.watch.alarms.count <= AlarmWatch.mostAlarms)
        #expect(site.watch.counts[.fixation] == 1_500)
    }

    /// An hour of a shop: visitors come, look round, log in under a new id, move about, buy, go; some updates their
    /// browsers, some fall asleep, a robot crawls at its own pace.
    @Test func `are silent for a quiet hour`() throws {
        var rules = AlarmRules()
        rules.oldest = 86_400_000
        var site = WatchedSite(rules)
        var random = RepeatableRandom(seed: 21)
        var visits: [Visit] = []
        for second in 0..<3_600 {
            if random.once(in: 3) { visits.append(Visit(&random)) }
            for place in visits.indices where random.once(in: 80) {
                try visits[place].click(on: &site, &random)
            }
            visits.removeAll { $0.isGone }
            if second.isMultiple(of: 7) {
                site.pass(seconds: 1)
            } else {
                site.now = site.now.adding(milliseconds: 1000)
            }
        }

        #expect(site.live.count > 200)
        #expect(site.raised.map { "\($0.kind): \($0.reason)" } == [])
    }

    /// A visitor of the quiet hour.
    private struct Visit {
        var id: String
        var user: Int?
        var host: Int
        var network: Int
        var version = 140
        var cart = 0
        var isGone = false

        init(_ random: inout RepeatableRandom) {
            id = "v\(random.next())"
            host = random.number(in: 1...254)
            network = random.number(in: 1...200)
        }

        mutating func click(on site: inout WatchedSite, _ random: inout RepeatableRandom) throws {
            cart += 1
            if user == nil, random.once(in: 4) {
                site.end(id)
                id = "u\(random.next())"
                user = random.number(in: 1...400)
            }
            if random.once(in: 30) { host = random.number(in: 1...254) }
            // From the train to the office, once, and for good.
            if random.once(in: 60) { network += 1 }
            if random.once(in: 200) { version += 1 }
            if random.once(in: 25) {
                site.end(id)
                isGone = true
                return
            }
            let common = [
                ("cart", "\(cart)"), ("ip", "\"198.51.\(network).\(host)\""),
                ("user_agent", "\"Mozilla/5.0 Firefox/\(version).0\""),
            ]
            let fields = (user.map { [("user_id", "\($0)"), ("role", "\"customer\"")] } ?? []) + common
            try site.save(id, fields: fields)
        }
    }
}
