import SessionModel
import TestSupport
import Testing
import TextCodings

@testable import SessionFormats

@Suite struct `Express and Laravel in tables` {
    private static let id = "Wm8Hc0WcdSCYMbCf0GGfwOzTkxsqYpuJ7LzvQwtr"
    private static let used = Timestamp(milliseconds: 1_795_230_000_000)
    private static let cookie =
        #"{"cookie":{"originalMaxAge":3600000,"expires":"2026-11-21T04:00:00.000Z"},"userId":7}"#

    private static func tables(_ format: SessionFormat) -> [Layout] { format.layouts.filter { $0.kind == .table } }

    private func laravel(_ text: String, columns: [String: String] = [:]) -> Session? {
        var record = StoredRecord(
            key: SessionKey(Self.id), content: .bytes(Array(Base64.encode(Array(text.utf8)).utf8)), modified: Self.used)
        record.columns = columns
        return SessionFormat.laravel.read(record, context)
    }

    private let context = FormatContext(layouts: tables(.laravel))

    @Test func `of Laravel's die a lifetime after their last use, and name their user by the column`() throws {
        let columns = ["user_id": "41", "ip_address": "192.0.2.7", "user_agent": "Firefox"]
        let session = try #require(laravel(#"a:1:{s:6:"_token";s:3:"abc";}"#, columns: columns))

        #expect(session.user == "41")
        #expect(session.diesBy?.source == "last_activity column + lifetime")
        #expect(session.deadline == .at(Self.used.adding(milliseconds: 7_200_000)))
        #expect(
            session.notes == ["It last came from 192.0.2.7 (ip_address).", "It last came by Firefox (user_agent)."])
    }

    @Test func `of Laravel's keep their base64`() throws {
        let session = try #require(laravel(#"a:1:{s:6:"_token";s:3:"abc";}"#))
        let edited = try #require(session.payload).setting(PayloadPath(parsing: "x"), to: Array("\"é\"".utf8))

        let bytes = try SessionFormat.laravel.content(session, edited, context)

        #expect(
            Base64.decode(bytes).map { String(decoding: $0, as: UTF8.self) }
                == #"a:2:{s:6:"_token";s:3:"abc";s:1:"x";s:2:"é";}"#)
    }

    @Test func `of Laravel's are moved by their last use`() throws {
        let session = try #require(laravel(#"a:1:{s:6:"_token";s:3:"abc";}"#))
        let later = Timestamp(milliseconds: 1_795_240_000_999)

        let redating = try SessionFormat.laravel.redate(session, .at(later), context)

        #expect(redating.modified == Timestamp(milliseconds: 1_795_232_800_000))
        #expect(redating.deadline == .at(Timestamp(milliseconds: 1_795_240_000_000)))
    }

    @Test func `of Laravel's are not seen at a moment to come, to which their deadline was moved`() throws {
        let session = try #require(laravel(#"a:1:{s:6:"_token";s:3:"abc";}"#))

        #expect(session.lastSeen(at: Self.used) == Self.used)
        #expect(session.lastSeen(at: Self.used.adding(milliseconds: -1000)) == Self.used)
        #expect(session.lastSeen(at: Self.used.adding(milliseconds: -60_000)) == nil)
    }

    @Test(
        arguments: zip(
            tables(.express), ["connect-pg-simple", "express-mysql-session", "connect-session-knex", "connect-sqlite3"])
    )
    func `of Express are the text of their JSON, and move with their column`(layout: Layout, writer: String) throws {
        let context = FormatContext(layouts: [layout])
        let record = StoredRecord(
            key: SessionKey(Self.id), content: .bytes(Array(Self.cookie.utf8)),
            expiry: .at(Timestamp(milliseconds: 1_795_233_600_000)))
        let session = try #require(SessionFormat.express.read(record, context))

        let redating = try SessionFormat.express.redate(
            session, .at(Timestamp(milliseconds: 1_795_237_200_400)), context)

        #expect(session.writer == writer)
        #expect(session.user == "7")
        #expect(redating.expiry == .at(Timestamp(milliseconds: 1_795_237_200_400)))
        let isWhole = writer == "express-mysql-session"
        #expect(redating.deadline == .at(Timestamp(milliseconds: isWhole ? 1_795_237_200_000 : 1_795_237_200_400)))
        #expect(redating.content != nil)
    }
}

@Suite struct `Spring Session in tables` {
    private static let id = "33fdd1b6-b496-4b33-9f7d-df96679d32fe"
    private static let end: Int64 = 1_795_284_000_250
    private let context = FormatContext(layouts: SessionFormat.spring.layouts.filter { $0.kind == .table })

    private func reading(_ attributes: [String: [UInt8]], interval: Int64 = 1800) -> Session? {
        var fields = [
            "creationTime": "\(Self.end - 1_900_000)", "lastAccessedTime": "\(Self.end - 1_800_000)",
            "maxInactiveInterval": "\(interval)",
        ].mapValues { Array($0.utf8) }
        for (name, value) in attributes { fields["sessionAttr:" + name] = value }
        let list = FieldList(fields.map { FieldList.Field(name: Array($0.key.utf8), value: $0.value) })
        var record = StoredRecord(
            key: SessionKey(Self.id), content: .bytes(list.bytes),
            expiry: interval < 0 ? .never : .at(Timestamp(milliseconds: Self.end)))
        record.columns = ["PRINCIPAL_NAME": "alice"]
        return SessionFormat.spring.read(record, context)
    }

    @Test func `names its user by the column, and ends when the framework refuses it`() throws {
        let session = try #require(reading([:]))

        #expect(session.id?.whole == Self.id)
        #expect(session.user == "alice")
        #expect(session.deadline == .at(Timestamp(milliseconds: Self.end)))
        #expect(session.writer == nil)
        #expect(try #require(reading([:], interval: -1)).deadline == .never)
    }

    @Test func `is edited where its attributes are JSON, and only shown where nothing tells what they are`() throws {
        let java = try `Java's serialization`.fixture("cart")

        #expect(reading(["cart": Array("{}".utf8)])?.viewOnlyReason == nil)
        #expect(reading(["cart": Array("{}".utf8), "old": java])?.viewOnlyReason == JavaSerialization.lock)
        #expect(reading([:])?.viewOnlyReason?.contains("no attribute") == true)
    }

    @Test func `moves its last access and its column together`() throws {
        let session = try #require(reading(["cart": try `Java's serialization`.fixture("cart")]))
        let later = Timestamp(milliseconds: Self.end + 600_007)

        let redating = try SessionFormat.spring.redate(session, .at(later), context)

        #expect(redating.expiry == .at(later))
        let fields = try #require(redating.content.flatMap(FieldList.init))
        #expect(fields["lastAccessedTime"] == Array("\(later.milliseconds - 1_800_000)".utf8))
        #expect(fields["maxInactiveInterval"] == Array("1800".utf8))
        #expect(SessionFormat.spring.companions(session, .end).isEmpty)
    }
}
