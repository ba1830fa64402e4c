import Operations
import SessionModel
import StoreKit

@testable import Console

/// Sessions, facts and pages as tests want them, all at one fixed moment.
enum Sample {
    /// 2026-11-21T14:02:07Z, a Saturday.
    static let now = Timestamp(iso8601: "2026-11-21T14:02:07Z") ?? Timestamp(milliseconds: 0)
    static let prefix = "tina4:session:"
    static let layouts: [Layout] = [.keyValue(KeyValueLayout(prefix: prefix))]

    static func facts(
        name: String = "web", isProduction: Bool = false, isReadOnly: Bool = false, feed: FeedKind = .push("tracking"),
        abilities: StoreAbilities = .all, restrictions: [StoreExamination.Restriction] = [], clockSkew: Int64 = 0,
        listsContent: Bool = false, chosenBy: String? = nil
    ) -> StoreFacts {
        StoreFacts(
            name: name, engine: "Redis 7.0.15",
            examination: StoreExamination(
                version: "Redis 7.0.15", abilities: abilities, restrictions: restrictions, feed: feed,
                clockSkew: clockSkew, roundTrip: 1.6),
            layouts: layouts, lifetime: 1_800_000, isProduction: isProduction, isReadOnly: isReadOnly,
            secrets: SecretRule(), chosenBy: chosenBy, listsContent: listsContent)
    }

    /// An id of 43 characters that begins and ends as told.
    static func id(_ head: String, _ tail: String) -> String {
        head + String(repeating: "x", count: 43 - head.utf8.count - tail.utf8.count) + tail
    }

    static func key(_ id: String) -> SessionKey { SessionKey(prefix + id) }

    /// A session with `left` milliseconds to live (nil: for ever) and a payload; text that is no JSON is unreadable.
    static func session(
        _ id: String, user: String? = nil, left: Int64? = 1_800_000, payload: String? = nil, idle: Int64? = nil,
        age: Int64? = nil, writer: String? = nil, notes: [String] = [], viewOnly: String? = nil
    ) -> Session {
        let text =
            payload ?? user.map { "{\"user\": \"\($0)\", \"cart\": {\"items\": 2}}" } ?? "{\"cart\": {\"items\": 2}}"
        let expiry = left.map { Deadline.at(now.adding(milliseconds: $0)) } ?? .never
        let record = StoredRecord(key: key(id), content: .bytes(Array(text.utf8)), expiry: expiry)
        var session = Session(record: record, format: "tina4", content: content(text))
        session.id = SessionID(id)
        session.writer = writer
        session.clocks = [SessionClock(.store, expiry, source: "key TTL")]
        session.userNames = user.map { [$0] } ?? []
        session.createdAt = age.map { now.adding(milliseconds: -$0) }
        session.lastSeenAt = idle.map { now.adding(milliseconds: -$0) }
        session.lifetime = 1_800_000
        session.notes = notes
        session.viewOnlyReason =
            session.payload == nil ? "The record is no JSON: a value was expected at byte 0." : viewOnly
        return session
    }

    static func content(_ text: String) -> SessionContent {
        do throws(PayloadSyntaxError) {
            return .payload(try Payload(parsing: text))
        } catch {
            return .unreadable("The record is no JSON: \(error.explanation) at byte \(error.offset).")
        }
    }

    /// A page of a listing that sees keys and deadlines only.
    static func page(_ sessions: [Session], progress: Double = 1) -> RecordPage {
        var page = RecordPage()
        for session in sessions {
            session.key.bytes.withUnsafeBytes { page.append(key: $0, deadline: session.deadline.tableValue) }
        }
        page.progress = progress
        return page
    }

    /// A site with every kind of row.
    static let shop: [Session] = [
        session(
            id("3f9a", "c21e"), user: "alice@shop", left: 41_000, payload: Sample.alice, idle: 1_759_000,
            age: 4_320_000, writer: "Python"),
        session(
            id("9b02", "77d1"), user: "alice@shop", left: 252_000, idle: 1_547_000, age: 13_200_000, writer: "Python"),
        session(
            id("a7c4", "0f3e"), user: "bob", left: 718_000,
            payload: "{\"user\":\"bob\",\"role\":\"admin\",\"ip\":\"198.51.100.4\"}", idle: 1_081_000, age: 1_330_000,
            writer: "Node"),
        session(id("d901", "5b6a"), left: 1_300_000, idle: 500_000, age: 500_000, writer: "PHP"),
        session(
            id("04fe", "9ac8"), user: "carol@shop", left: 1_799_000, idle: 1_000, age: 187_200_000, writer: "PHP 3.12"),
        session(
            id("77aa", "12f0"), user: "ops-bot", left: 22_323_000, idle: 4_000, age: 2_592_000_000, writer: "Ruby",
            notes: ["It has no expiry of its own."]),
        session(id("c3d9", "4410"), user: "erin", left: nil, idle: 784_920_000, age: 3_542_400_000, writer: "PHP"),
        session(id("be17", "aa02"), left: -1_864_000, idle: 1_864_000, age: 3_664_000, writer: "PHP"),
        session(id("e0e0", "0bad"), left: 900_000, payload: "a:1:{s:4:\"user\";s:3:\"eve\"}"),
    ]

    static let alice = """
        {"user": "alice@shop", "role": "admin", "ip": "203.0.113.7", "csrf_token": "k3J9fjw0", \
        "cart": {"items": 3, "total": 59.90, "lines": [{"sku": "A-1", "count": 2}, {"sku": "B-7", "count": 1}]}, \
        "seen": null, "beta": true, "note": "über \\u00fc"}
        """
}
