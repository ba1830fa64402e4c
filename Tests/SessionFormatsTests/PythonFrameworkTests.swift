import BSON
import SessionModel
import TestSupport
import Testing
import TextCodings

@testable import SessionFormats

@Suite struct `Flask-Session` {
    private static let id = "l2qzA4J7wRAJ71pnzqxIOmEjXAvd6u6hmvN1nSk-8SI"
    private static let deadline = Deadline.at(Timestamp(milliseconds: 1_795_233_600_000))

    private let format = SessionFormat.flaskSession
    private let context = FormatContext(layouts: SessionFormat.flaskSession.layouts)

    private func inRedis(_ bytes: [UInt8], id: String = Self.id) -> Session? {
        format.read(
            StoredRecord(key: SessionKey("session:" + id), content: .bytes(bytes), expiry: Self.deadline), context)
    }

    private func inFile(_ bytes: [UInt8]) -> Session? {
        let key = SessionKey("25ad66fcceaefdd15b537f3217f3a2e6")
        return format.read(
            StoredRecord(key: key, content: .bytes(bytes), modified: Timestamp(milliseconds: 1)), context)
    }

    @Test(arguments: MessagePackFixture.all) func `is edited where it is MessagePack`(fixture: MessagePackFixture)
        throws
    {
        let session = try #require(inRedis(fixture.bytes))
        let payload = try #require(session.payload)
        #expect(String(decoding: payload.source, as: UTF8.self) == fixture.json)
        #expect(session.id?.whole == Self.id)
        #expect(session.deadline == Self.deadline)
        #expect(session.viewOnlyReason == nil)
        #expect(try format.content(session, payload, context) == fixture.bytes)
    }

    @Test func `is edited where it is JSON`() throws {
        let session = try #require(inRedis(Array(#"{"_permanent":true,"user_id":7}"#.utf8)))
        let edited = try #require(session.payload).setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))
        #expect(try format.content(session, edited, context) == Array(#"{"_permanent":true,"user_id":8}"#.utf8))
        #expect(session.user == "7")
        #expect(session.protectedPaths.map(\.description) == ["_permanent"])
    }

    @Test(arguments: 0...5) func `is only looked at where it is pickle`(number: Int) throws {
        let session = try #require(inRedis(PickleFixture.bytes(number), id: "0b1dcd8a-52f9-4f1c-9d9e-a4f1e6e0a001"))
        #expect(session.viewOnlyReason == Pickle.lock)
        #expect(session.user == "7")
        #expect(throws: FormatError.self) { try format.content(session, #require(session.payload), context) }
        #expect(throws: Never.self) { try format.redate(session, .never, context) }
    }

    @Test(arguments: [#"{"cart":1}"#, "[1]", "plain", ""])
    func `is not what only has its prefix`(text: String) {
        #expect(inRedis(Array(text.utf8), id: "of-something-else-altogether") == nil)
    }

    @Test func `in a file of cachelib ends by its first bytes`() throws {
        let bytes: [UInt8] = [0x00, 0x5E, 0x00, 0x6B] + PickleFixture.bytes(5)
        let session = try #require(inFile(bytes))
        #expect(session.id == nil)
        #expect(session.deadline == .at(Timestamp(milliseconds: 0x6B00_5E00 * 1000)))
        #expect(session.user == "7")
        let later = Deadline.at(Timestamp(milliseconds: 1_795_240_000_001))
        let redating = try format.redate(session, later, context)
        #expect(redating.deadline == .at(Timestamp(milliseconds: 1_795_240_001_000)))
        let content = try #require(redating.content)
        let moved = try #require(inFile(content))
        #expect(moved.deadline == redating.deadline)
        #expect(moved.payload?.source == session.payload?.source)
        let immortal = try #require(try format.redate(session, .never, context).content)
        #expect(inFile(immortal)?.deadline == .never)
        let far = Deadline.at(Timestamp(milliseconds: 5_000_000_000_000))
        #expect(throws: FormatError.self) { try format.redate(session, far, context) }
    }

    @Test func `takes no count of cachelib's for a session, nor lists it`() {
        let count: [UInt8] = [0, 0, 0, 0, 0x80, 5, 75, 2, 46]
        #expect(inFile(count) == nil)
        #expect(inFile(Array("no pickle".utf8)) == nil)
        #expect(inFile([]) == nil)
        var page = RecordPage()
        Array("2029240f6d1128be89ddc32729463129".utf8).withUnsafeBytes { key in
            count.withUnsafeBytes { format.glance(context)(key, $0, RowFacts.unknown, 1, &page) }
        }
        #expect(page.count == 0)
    }

    @Test func `in MongoDB keeps the rest of the document`() throws {
        let fixture = MessagePackFixture.all[1]
        let document: BSONDocument = [
            "_id": 1, "id": .string("session:" + Self.id), "val": .binary(fixture.bytes),
            "expiration": .date(milliseconds: 1_795_233_600_000),
        ]
        let layout = try #require(format.layouts.first { $0.kind == .documents })
        let context = FormatContext(layouts: [layout])
        let key = SessionKey("session:" + Self.id)
        let record = StoredRecord(key: key, content: .bytes(document.bytes), expiry: Self.deadline)
        let session = try #require(format.read(record, context))
        #expect(session.id?.whole == Self.id)
        #expect(layout.key(stem: Self.id) == key)
        let edited = try #require(session.payload).setting(PayloadPath(parsing: "user_id"), to: Array("300".utf8))
        let written = try BSONDocument(format.content(session, edited, context))
        #expect(
            written["val"]?.binary.map { Array($0.bytes) } == Array(fixture.bytes.dropLast(12)) + [0xCD, 1, 0x2C]
                + fixture.bytes.suffix(11))
        #expect(written["id"] == document["id"])
        #expect(written["expiration"] == document["expiration"])
    }

    @Test(
        arguments: [
            (id, 43), ("0b1dcd8a-52f9-4f1c-9d9e-a4f1e6e0a001", 36), ("AAAAAAAAAAAAAAAA", 22),
        ])
    func `gets ids like those it mints`(id: String, count: Int) throws {
        let session = try #require(inRedis(MessagePackFixture.all[1].bytes, id: id))
        var random: any RandomNumberGenerator = RepeatableRandom(seed: 7)
        let fresh = format.mint(session, &random)
        #expect(fresh.whole.utf8.count == count)
        #expect(fresh.whole.contains("-4") || count != 36)
        #expect(format.key(fresh, session, context) == SessionKey("session:" + fresh.whole))
    }

    /// The names and the signature are what cachelib and itsdangerous made.
    @Test func `is found by its cookie, plain or signed`() throws {
        let signed = "abcdefghijklmnop.Tbf_mtaRYA0fvuxbP4DHBs0VqIE"
        var context = context
        #expect(try format.idInCookie("session=" + Self.id, context).whole == Self.id)
        #expect(try format.idInCookie(signed, context).whole == "abcdefghijklmnop")
        #expect(
            format.candidates(SessionID("abcdefghijklmnop"), context).map(\.text) == [
                "session:abcdefghijklmnop", "ace5237373196186d8079bf2761da9b179b652a015cffd71844ac339e0bb89fc",
                "ef93e79d2821555e399ee5779ea01221",
            ])
        #expect(format.cookie(SessionID("abcdefghijklmnop"), nil, context) == "session=abcdefghijklmnop")
        context.secrets = [Secret("s3cret")]
        #expect(try format.idInCookie(signed, context).whole == "abcdefghijklmnop")
        #expect(format.cookie(SessionID("abcdefghijklmnop"), nil, context) == "session=" + signed)
        context.secrets = [Secret("other")]
        #expect(throws: FormatError.self) { try format.idInCookie(signed, context) }
        #expect(throws: FormatError.self) { try format.idInCookie("../short", context) }
    }
}

@Suite struct `starsessions` {
    private static let id = "218d0ec14af4df851fafb3255c7f93bd"
    private static let text =
        #"{"user_id": 7, "name": "Zo\u00eb", "__metadata__": {"lifetime": 900, "created": 1795230000.25, "last_access": 1795230010.5}}"#

    private let format = SessionFormat.starsessions
    private let context = FormatContext(layouts: SessionFormat.starsessions.layouts)

    private func read(_ text: String, endsAt milliseconds: Int64 = 1_795_230_900_000) -> Session? {
        format.read(
            StoredRecord(
                key: SessionKey("starsessions." + Self.id), content: .bytes(Array(text.utf8)),
                expiry: .at(Timestamp(milliseconds: milliseconds))), context)
    }

    @Test func `are told by their metadata`() throws {
        let session = try #require(read(Self.text))
        #expect(session.user == "7")
        #expect(session.createdAt == Timestamp(milliseconds: 1_795_230_000_250))
        #expect(session.lastSeenAt == Timestamp(milliseconds: 1_795_230_010_500))
        #expect(session.lifetime == 900_000)
        #expect(session.protectedPaths.map(\.description) == ["__metadata__"])
        #expect(read(#"{"user_id": 7}"#) == nil)
        #expect(read("[]") == nil)
        #expect(read("no JSON")?.payload == nil)
        #expect(format.layouts.claiming(SessionKey("starsessions." + Self.id.uppercased())) == nil)
    }

    @Test func `keep their metadata`() throws {
        let session = try #require(read(Self.text))
        let payload = try #require(session.payload)
        let edited = try payload.setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))
        #expect(
            try format.content(session, edited, context)
                == Array(Self.text.replacing(#""user_id": 7"#, with: #""user_id": 8"#).utf8))
        for path in ["__metadata__", "__metadata__.created"] {
            let without = try payload.removing(PayloadPath(parsing: path))
            #expect(throws: FormatError.self) { try format.content(session, without, context) }
        }
        let longer = try payload.setting(PayloadPath(parsing: "__metadata__.lifetime"), to: Array("9000".utf8))
        #expect(throws: FormatError.self) { try format.content(session, longer, context) }
    }

    @Test func `move their lifetime with their deadline, unless it starts again with each request`() throws {
        let later = Deadline.at(Timestamp(milliseconds: 1_795_231_000_000))
        let redating = try format.redate(#require(read(Self.text)), later, context)
        #expect(redating.content == Array(Self.text.replacing("900,", with: "1000,").utf8))
        #expect(redating.expiry == later)
        let rolling = try #require(read(Self.text, endsAt: 1_795_230_950_000))
        #expect(try format.redate(rolling, later, context) == Redating(expiry: later, deadline: later))
        #expect(throws: FormatError.self) { try format.redate(rolling, .never, context) }
    }
}

@Suite struct `Django's cache` {
    private static let id = "0g1ibl2xfv7y1eq5w4h18dcdhkw3bd20"

    private let format = SessionFormat.djangoCache
    private let context = FormatContext(
        layouts: SessionFormat.djangoCache.layouts, userRule: UserRule(paths: SessionFormat.djangoCache.userPaths))

    private func read(_ bytes: [UInt8], _ lead: String = ":1:django.contrib.sessions.cache") -> Session? {
        format.read(
            StoredRecord(
                key: SessionKey(lead + Self.id), content: .bytes(bytes),
                expiry: .at(Timestamp(milliseconds: 1_795_233_600_000))), context)
    }

    @Test(arguments: 2...5) func `is only looked at where it is pickle`(number: Int) throws {
        let session = try #require(read(PickleFixture.bytes(number)))
        #expect(session.id?.whole == Self.id)
        #expect(session.writer == "cache")
        #expect(session.viewOnlyReason == Pickle.lock)
        #expect(session.notes.isEmpty)
    }

    @Test func `says that cached_db has another copy`() throws {
        let session = try #require(read(PickleFixture.bytes(5), "shop:2:django.contrib.sessions.cached_db"))
        #expect(session.id?.whole == Self.id)
        #expect(session.writer == "cached_db")
        #expect(session.notes.count == 1)
        var random: any RandomNumberGenerator = RepeatableRandom(seed: 7)
        let fresh = format.mint(session, &random)
        #expect(
            format.key(fresh, session, context)
                == SessionKey("shop:2:django.contrib.sessions.cached_db" + fresh.whole))
    }

    @Test func `is edited where django-redis writes JSON`() throws {
        let session = try #require(read(Array(#"{"_auth_user_id":"7","_session_expiry":600}"#.utf8)))
        #expect(session.user == "7")
        #expect(session.lifetime == 600_000)
        #expect(session.viewOnlyReason == nil)
        let edited = try #require(session.payload).setting(PayloadPath(parsing: "n"), to: Array("1".utf8))
        #expect(
            try format.content(session, edited, context)
                == Array(#"{"_auth_user_id":"7","_session_expiry":600,"n":1}"#.utf8))
    }

    /// What Python's `zlib.compress(b'{"_auth_user_id":"7"}')` gives.
    @Test func `is shown where it is compressed`() throws {
        let bytes = try #require(Base64.decode("eJyrVopPLC3JiC8tTi2Kz0xRslIyV6oFAFZZB00=".utf8))
        let session = try #require(read(bytes))
        #expect(session.user == "7")
        #expect(session.viewOnlyReason?.contains("compressed") == true)
    }

    @Test func `that can't be read still dies`() throws {
        let session = try #require(read([0x28, 0xB5, 0x2F, 0xFD, 1]))
        #expect(session.payload == nil)
        #expect(session.deadline == .at(Timestamp(milliseconds: 1_795_233_600_000)))
    }
}
