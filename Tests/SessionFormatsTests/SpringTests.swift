import SessionModel
import TestSupport
import Testing

@testable import SessionFormats

/// Records as Spring Session's source says it writes them, with values that a real JDK serialized.
@Suite struct `Spring's sessions` {
    private static let id = "33fdd1b6-b496-4b33-9f7d-df96679d32fe"
    private static let created: Int64 = 1_795_229_000_123
    private static let accessed: Int64 = 1_795_229_600_456
    private static let end = Timestamp(milliseconds: accessed + 1_800_000)
    private static let attribute = "sessionAttr:"
    private static let security = attribute + "SPRING_SECURITY_CONTEXT"
    private static let index = attribute + SpringRecord.principalIndex

    private let format = SessionFormat.spring
    private let context = FormatContext(layouts: SessionFormat.spring.layouts.filter { $0.kind == .keyValue })

    private func list(_ fields: [String: [UInt8]]) -> FieldList {
        FieldList(fields.map { FieldList.Field(name: Array($0.key.utf8), value: $0.value) })
    }

    private func java(_ attributes: [String: [UInt8]] = [:]) throws -> FieldList {
        let long = try #require(JavaInteger(`Java's serialization`.fixture("creation-time")))
        var fields = try [
            "creationTime": `Java's serialization`.fixture("creation-time"),
            "lastAccessedTime": #require(long.bytes(with: Self.accessed)),
            "maxInactiveInterval": `Java's serialization`.fixture("interval"),
        ]
        fields.merge(attributes) { $1 }
        return list(fields)
    }

    private func json(_ attributes: [String: String] = [:]) -> FieldList {
        var fields = [
            "creationTime": "\(Self.created)", "lastAccessedTime": "\(Self.accessed)", "maxInactiveInterval": "1800",
        ]
        fields.merge(attributes) { $1 }
        return list(fields.mapValues { Array($0.utf8) })
    }

    private func reading(
        _ list: FieldList, afterlife: Int64 = 0, key: String = "spring:session:sessions:" + id
    ) -> Session? {
        format.read(
            StoredRecord(
                key: SessionKey(key), content: .bytes(list.bytes),
                expiry: .at(Self.end.adding(milliseconds: afterlife))), context)
    }

    @Test func `serialized by Java are shown, dated, and named after who is logged in`() throws {
        let list = try java([
            Self.security: `Java's serialization`.fixture("security-context"),
            Self.attribute + "cart": `Java's serialization`.fixture("cart"), Self.attribute + "gone": [],
        ])
        let session = try #require(reading(list))

        #expect(session.id?.whole == Self.id)
        #expect(session.user == "alice@shop")
        #expect(session.createdAt?.milliseconds == Self.created)
        #expect(session.lastSeenAt?.milliseconds == Self.accessed)
        #expect(session.deadline == .at(Self.end))
        #expect(session.lifetime == 1_800_000)
        #expect(session.viewOnlyReason == JavaSerialization.lock)
        #expect(session.payload?.node(at: try PayloadPath(parsing: "cart.currency"))?.string == "EUR")
        #expect(session.payload?.node(at: try PayloadPath(parsing: "gone"))?.kind == .null)
        #expect(throws: FormatError.self) {
            try format.content(session, Payload(parsing: "{}"), context)
        }
    }

    @Test(arguments: [
        (index, #""carol""#, "carol"), (attribute + "PRINCIPAL_NAME_INDEX_NAME", #""carol""#, "carol"),
        (security, #"{"@class":"x","authentication":{"principal":{"username":"dave"}}}"#, "dave"),
        (security, #"{"authentication":{"principal":"erin"}}"#, "erin"),
        (security, #"{"authentication":{"principal":{"nameAttributeKey":"sub","attributes":{"sub":"77"}}}}"#, "77"),
    ]) func `name their user by Spring's own rules`(field: String, value: String, user: String) throws {
        #expect(try #require(reading(json([field: value]))).user == user)
    }

    @Test func `in JSON keep every byte of the fields that are not edited`() throws {
        for seed in 0..<60 {
            var maker = RandomJSON(seed: UInt64(seed))
            var attributes: [String: String] = [Self.attribute + "text": "no JSON, é", Self.attribute + "": " 1.0 "]
            for number in 0..<5 { attributes["\(Self.attribute)a\(number)"] = maker.object() }
            let before = json(attributes)
            let session = try #require(reading(before))
            let payload = try #require(session.payload)
            #expect(try format.content(session, payload, context) == before.bytes)

            let edited = try payload.setting(PayloadPath([.key("a3")]), to: Array(#"{"x":[1.0,"é"]}"#.utf8))
            let after = try #require(FieldList(format.content(session, edited, context)))

            var expected = before
            expected[Self.attribute + "a3"] = Array(#"{"x":[1.0,"é"]}"#.utf8)
            #expect(after == expected)
            let removed = try payload.removing(PayloadPath([.key("a1")]))
            expected = before
            expected[Self.attribute + "a1"] = nil
            #expect(try format.content(session, removed, context) == expected.bytes)
        }
    }

    @Test func `take new attributes, texts as texts, and leave their clocks to ttl`() throws {
        let list = json([Self.attribute + "word": "hello", Self.attribute + "creationTime": "5"])
        let session = try #require(reading(list))
        let payload = try #require(session.payload)
        func content(_ key: String, _ value: String) throws -> FieldList? {
            FieldList(
                try format.content(session, payload.setting(PayloadPath([.key(key)]), to: Array(value.utf8)), context))
        }

        #expect(try content("new", "[1]")?[Self.attribute + "new"] == Array("[1]".utf8))
        #expect(try content("word", #""bye""#)?[Self.attribute + "word"] == Array("bye".utf8))
        #expect(try content("sessionAttr:creationTime", "6")?["creationTime"] == Array("\(Self.created)".utf8))
        for (key, value) in [("creationTime", "1"), ("maxInactiveInterval", "-1"), ("word", "7"), ("word", #""7""#)] {
            #expect(throws: FormatError.self, "\(key)") { try content(key, value) }
        }
        #expect(throws: FormatError.self) {
            try format.content(session, payload.removing(PayloadPath([.key("lastAccessedTime")])), context)
        }
    }

    @Test func `that are indexed die when the framework ends them, and not with their hash`() throws {
        let session = try #require(reading(json(), afterlife: 300_000))

        #expect(session.deadline == .at(Self.end))
        #expect(session.diesBy?.kind == .idle)
        #expect(session.writer == "indexed")
        let later = Timestamp(milliseconds: Self.accessed + 7_200_000)
        let redating = try format.redate(session, .at(later), context)
        #expect(redating.expiry == .at(later.adding(milliseconds: 300_000)))
        #expect(redating.deadline == .at(later))
    }

    @Test func `move their last access so that they end when asked, in whichever form it is written`() throws {
        let later = Timestamp(milliseconds: Self.accessed + 7_200_007)
        let typed = json(["lastAccessedTime": "[\"java.lang.Long\",\(Self.accessed)]"])
        for list in [try java(), json(), typed] {
            let session = try #require(reading(list))
            let redating = try format.redate(session, .at(later), context)
            let moved = try #require(redating.content.flatMap(FieldList.init))

            var record = session.record
            record.content = .bytes(moved.bytes)
            record.expiry = redating.expiry
            #expect(format.read(record, context)?.deadline == .at(later))
            #expect(redating.expiry == .at(later))
            var rest = moved
            rest["lastAccessedTime"] = list["lastAccessedTime"]
            #expect(rest == list)
        }
        let session = try #require(reading(json()))
        #expect(throws: FormatError.self) { try format.redate(session, .never, context) }
    }

    @Test func `without an end get none that no number of seconds reaches from their last access`() throws {
        let record = StoredRecord(
            key: SessionKey("spring:session:sessions:" + Self.id),
            content: .bytes(json(["maxInactiveInterval": "-1", "lastAccessedTime": "\(Int64.min)"]).bytes),
            expiry: .never)
        let session = try #require(format.read(record, context))

        #expect(throws: FormatError.self) {
            try format.redate(session, .at(Timestamp(milliseconds: Self.accessed)), context)
        }
    }

    @Test func `without an end get one`() throws {
        var record = StoredRecord(
            key: SessionKey("spring:session:sessions:" + Self.id),
            content: .bytes(json(["maxInactiveInterval": "-1"]).bytes), expiry: .never)
        let session = try #require(format.read(record, context))
        #expect(session.deadline == .never)
        let later = Timestamp(milliseconds: Self.accessed + 90_500)

        let redating = try format.redate(session, .at(later), context)

        record.content = .bytes(try #require(redating.content))
        record.expiry = redating.expiry
        let moved = try #require(format.read(record, context))
        #expect(moved.deadline == .at(later))
        #expect(moved.lifetime == 91_000)
    }

    @Test(arguments: ["creationTime", "lastAccessedTime", "maxInactiveInterval"])
    func `without one of their clocks are said to be unreadable`(name: String) throws {
        var list = json([Self.attribute + "a": "1"])
        list[name] = nil
        let session = try #require(reading(list))

        #expect(session.payload == nil)
        #expect(session.viewOnlyReason?.contains(name) == true)
    }

    @Test(arguments: [
        ("spring:session:sessions:" + id, true), ("shop:prod:sessions:" + id, true),
        ("spring:session:sessions:expires:" + id, false), ("spring:session:sessions:" + id + ":idx", false),
        ("sessions:" + id, false), ("spring:session:sessions:expirations", false),
    ]) func `are known by their keys`(key: String, isSession: Bool) {
        #expect((reading(json(), key: key) != nil) == isSession)
    }

    @Test func `are told from other hashes`() {
        #expect(reading(list(["name": Array("x".utf8)])) == nil)
        #expect(
            format.read(
                StoredRecord(key: SessionKey("spring:session:sessions:" + Self.id), content: .bytes(Array("{}".utf8))),
                context) == nil)
    }

    @Test func `are found by their cookie, and get a new one`() throws {
        let cookie = "MzNmZGQxYjYtYjQ5Ni00YjMzLTlmN2QtZGY5NjY3OWQzMmZl"
        #expect(format.cookie(SessionID(Self.id), nil, context) == "SESSION=" + cookie)
        for text in [cookie, "SESSION=\(cookie)", "a=b; SESSION=\(cookie)", "SESSION=\(Self.id)"] {
            #expect(try format.idInCookie(text, context).whole == Self.id)
        }
        #expect(throws: FormatError.self) { try format.idInCookie("SESSION=%%%", context) }
        #expect(throws: FormatError.self) { try format.idInCookie("SESSION=aGVsbG8=", context) }
        let session = try #require(reading(json()))
        var random: any RandomNumberGenerator = RepeatableRandom(seed: 7)
        let fresh = format.mint(session, &random)
        #expect(format.key(fresh, session, context)?.text == "spring:session:sessions:" + fresh.whole)
        #expect(StemShape(.uuid, 36).fits(Array(fresh.whole.utf8)))
    }

    @Test func `take along what belongs to them`() throws {
        let session = try #require(reading(json([Self.index: #""alice""#])))
        let ended = format.companions(session, .end)

        #expect(
            ended.map(\.companion.key.text) == [
                "spring:session:sessions:expires:" + Self.id, "spring:session:sessions:expirations",
                "spring:session:sessions:\(Self.id):idx", "spring:session:expirations:1795231440000",
                "spring:session:index:\(SpringRecord.principalIndex):alice",
            ])
        #expect(ended.allSatisfy { $0.successor == nil })
        let payload = try #require(session.payload)
        let renamed = try payload.setting(PayloadPath([.key(SpringRecord.principalIndex)]), to: Array(#""bob""#.utf8))
        #expect(format.companions(session, .edit(payload)).isEmpty)
        #expect(format.companions(session, .edit(renamed)).first?.successor?.key.text.hasSuffix(":bob") == true)
    }
}
