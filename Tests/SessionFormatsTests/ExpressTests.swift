import SessionFormats
import SessionModel
import Testing

@Suite struct `express-session` {
    private static let id = "Zk3vQ0aT-exampleSid_0123456789ab"
    private static let text =
        #"{"cookie":{"originalMaxAge":3600000,"expires":"2026-11-21T04:00:00.000Z","httpOnly":true,"path":"/"},"#
        + #""userId":7}"#
    private static let deadline = Deadline.at(Timestamp(milliseconds: 1_795_233_600_000))

    private func read(_ key: String, _ text: String, expiry: Deadline?) -> Session? {
        SessionFormat.express.read(
            StoredRecord(key: SessionKey(key), content: .bytes(Array(text.utf8)), expiry: expiry), context)
    }

    private let context = FormatContext(layouts: SessionFormat.express.layouts)

    @Test func `in Redis dies by the key's TTL and names its user`() throws {
        let session = try #require(read("sess:" + Self.id, Self.text, expiry: Self.deadline))
        #expect(session.id?.whole == Self.id)
        #expect(session.user == "7")
        #expect(session.deadline == Self.deadline)
        #expect(session.diesBy?.source == "key TTL")
        #expect(session.lifetime == 3_600_000)
    }

    @Test func `in a file dies a lifetime after its last access`() throws {
        let text = Self.text.dropLast() + #","__lastAccess":1795230000000}"#
        let session = try #require(read(Self.id + ".json", String(text), expiry: nil))
        #expect(session.deadline == Self.deadline)
        #expect(session.diesBy?.kind == .idle)
    }

    @Test(
        arguments: [("3600000", nil, 3_600_000), ("null", 60_000, 60_000), ("0", nil, 3_600_000)]
            as [(String, Int64?, Int64)])
    func `in a file without a last access gets one to end by, and keeps the life of its cookie`(
        age: String, lifetime: Int64?, life: Int64
    ) throws {
        var context = FormatContext(layouts: SessionFormat.express.layouts.filter { $0.kind == .files })
        context.lifetime = lifetime
        let text = #"{"cookie":{"originalMaxAge":\#(age),"path":"/"},"userId":7}"#
        let key = SessionKey(Self.id + ".json")
        func read(_ bytes: [UInt8]) -> Session? {
            SessionFormat.express.read(StoredRecord(key: key, content: .bytes(bytes)), context)
        }
        let session = try #require(read(Array(text.utf8)))
        #expect(session.deadline == .never)

        let redating = try SessionFormat.express.redate(session, Self.deadline, context)

        let seen = Self.deadline.moment?.adding(milliseconds: -life).milliseconds ?? 0
        let content = try #require(redating.content)
        #expect(String(decoding: content, as: UTF8.self).contains(#""originalMaxAge":\#(age),"#))
        #expect(String(decoding: content, as: UTF8.self).contains(#""__lastAccess":\#(seen)"#))
        #expect(read(content)?.deadline == Self.deadline)
    }

    @Test(
        arguments: ["3600000", "0", "null"],
        [1_795_231_800_000, 1_795_240_800_000].map { Deadline.at(Timestamp(milliseconds: $0)) })
    func `in a file with a last access ends when it is told to, whatever the life of its cookie`(
        age: String, end: Deadline
    ) throws {
        let context = FormatContext(layouts: SessionFormat.express.layouts.filter { $0.kind == .files })
        let text = #"{"cookie":{"originalMaxAge":\#(age),"path":"/"},"userId":7,"__lastAccess":1795230000000}"#
        let key = SessionKey(Self.id + ".json")
        func read(_ bytes: [UInt8]) -> Session? {
            SessionFormat.express.read(StoredRecord(key: key, content: .bytes(bytes)), context)
        }
        let session = try #require(read(Array(text.utf8)))
        #expect(session.deadline == Self.deadline)

        let redating = try SessionFormat.express.redate(session, end, context)

        let content = try #require(redating.content)
        #expect(read(content)?.deadline == end)
        #expect(redating.deadline == end)
    }

    @Test func `moves all of its clocks together`() throws {
        let session = try #require(read("sess:" + Self.id, Self.text, expiry: Self.deadline))
        let later = Deadline.at(Timestamp(milliseconds: 1_795_235_400_000))
        let redating = try SessionFormat.express.redate(session, later, context)
        #expect(redating.expiry == later)
        #expect(
            redating.content.map { String(decoding: $0, as: UTF8.self) }
                == Self.text.replacing("3600000", with: "5400000").replacing("T04:00", with: "T04:30"))
    }

    @Test func `is told from other JSON by its cookie`() {
        #expect(read("sess:" + Self.id, #"{"userId":7}"#, expiry: .never) == nil)
        #expect(read("sess:" + Self.id, "{", expiry: .never)?.payload == nil)
    }

    @Test(arguments: [
        #"{"userId":7}"#, #"{"cookie":{"originalMaxAge":1,"expires":null},"userId":7}"#,
        text.dropLast() + #","save":1}"#, text.dropLast() + #","a":NaN}"#, text.dropLast() + #","a":1e999}"#,
    ])
    func `refuses an edit that would break it`(edited: String) throws {
        let session = try #require(read("sess:" + Self.id, Self.text, expiry: Self.deadline))
        #expect(throws: FormatError.self) {
            try SessionFormat.express.content(session, Payload(parsing: edited), context)
        }
    }

    @Test func `signs and reads its cookies`() throws {
        var context = context
        #expect(SessionFormat.express.cookie(SessionID(Self.id), nil, context) == nil)
        context.secrets = [Secret("correct horse battery")]
        let cookie = "connect.sid=s%3A\(Self.id).yLgYjaMwJ8ak5JsvWX52QnytIm5dXCUHaanooAXkLZQ"
        #expect(SessionFormat.express.cookie(SessionID(Self.id), nil, context) == cookie)
        #expect(try SessionFormat.express.idInCookie(cookie, context).whole == Self.id)
        context.secrets = [Secret("another"), Secret("and another")]
        #expect(throws: FormatError.self) { try SessionFormat.express.idInCookie(cookie, context) }
    }
}
