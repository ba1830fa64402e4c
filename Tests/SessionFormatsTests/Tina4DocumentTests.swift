import BSON
import SessionFormats
import SessionModel
import TestSupport
import Testing

/// A session as one of the languages writes it to MongoDB, by what each does in its own source.
private struct Written: CustomStringConvertible, Sendable {
    var description: String
    var fields: BSONDocument
    /// The store's reading of `expires_at`; nil where there is none.
    var expiry: Deadline?
    var deadline: Deadline
    var lastSeen: Int64?

    static let id = Tina4ID.python()
    static let end = Timestamp(milliseconds: 1_795_232_650_500)
    static let data: BSONValue = ["user_id": 7, "name": "Zoë", "n": .double(1), "cart": [1, .int64(2), .null]]

    static let node: BSONValue = [
        "user_id": 7, "_created": .int64(1_795_229_000), "_accessed": .int64(1_795_229_050),
    ]

    static let each: [Written] = [
        Written(
            description: "Python",
            fields: ["data": data, "expires_at": .double(1_795_232_650.5), "last_accessed": .double(1_795_229_050.5)],
            expiry: .at(end), deadline: .at(end), lastSeen: 1_795_229_050_500),
        Written(
            description: "Node",
            fields: ["data": node, "expires_at": 1_795_232_650, "last_accessed": .double(1_795_229_050)],
            expiry: .at(Timestamp(milliseconds: 1_795_232_650_000)),
            deadline: .at(Timestamp(milliseconds: 1_795_232_650_000)), lastSeen: 1_795_229_050_000),
        Written(
            description: "PHP",
            fields: [
                "data": ["user_id": 7, "_meta": ["created_at": 1_795_229_000, "last_accessed": 1_795_229_050]],
                "expires_at": .double(1_795_232_650.5), "last_accessed": 1_795_229_050, "created_at": 1_795_229_050,
            ], expiry: .at(end), deadline: .at(end), lastSeen: 1_795_229_050_000),
        Written(
            description: "Ruby",
            fields: [
                "data": data, "expires_at": .double(1_795_232_650.5),
                "updated_at": .date(milliseconds: 1_795_229_050_500),
            ], expiry: .at(end), deadline: .at(end), lastSeen: nil),
        Written(
            description: "Python before 3.13.97",
            fields: ["data": data, "last_accessed": .double(1_795_229_050.5)], expiry: nil, deadline: .at(end),
            lastSeen: 1_795_229_050_500),
        Written(
            description: "Ruby 3.12",
            fields: ["data": data, "updated_at": .date(milliseconds: 1_795_229_050_500)], expiry: nil,
            deadline: .at(Timestamp(milliseconds: 1_795_315_450_500)), lastSeen: nil),
        Written(
            description: "PHP 3.12",
            fields: ["data": data, "last_accessed": 1_795_229_050, "created_at": 1_795_229_050], expiry: nil,
            deadline: .at(Timestamp(milliseconds: 1_795_232_650_000)), lastSeen: 1_795_229_050_000),
    ]

    var document: BSONDocument {
        var writer = BSONWriter()
        writer.append("_id", .string(Self.id))
        for element in fields.elements { writer.append(element, of: fields) }
        return writer.document
    }

    var record: StoredRecord {
        StoredRecord(key: SessionKey(Self.id), content: .bytes(document.bytes), expiry: expiry)
    }
}

@Suite struct `Tina4 sessions in MongoDB` {
    private let context = FormatContext(layouts: SessionFormat.tina4.layouts.filter { $0.kind == .documents })

    private func read(_ record: StoredRecord) throws -> Session {
        try #require(SessionFormat.tina4.read(record, context))
    }

    @Test(arguments: Written.each) fileprivate func `are read in every language`(written: Written) throws {
        let session = try read(written.record)

        #expect(session.writer == written.description)
        #expect(session.id?.whole == Written.id)
        #expect(session.user == "7")
        #expect(session.deadline == written.deadline)
        #expect(session.lastSeenAt?.milliseconds == written.lastSeen)
        #expect(session.viewOnlyReason == nil)
    }

    @Test(arguments: Written.each) fileprivate func `are seen in a listing as they are read`(written: Written) throws {
        var page = RecordPage()
        let glance = SessionFormat.tina4.glance(context)
        let record = written.record
        record.key.bytes.withUnsafeBytes { key in
            written.document.bytes.withUnsafeBytes { content in
                glance(
                    key, content, record.expiry?.moment?.milliseconds ?? RowFacts.unknown, RowFacts.unknown, &page)
            }
        }

        #expect(page.deadlines == [written.deadline.moment?.milliseconds])
        #expect(page.user(0) == "7")
        #expect(page.facts[0].isReadable)
    }

    @Test(arguments: Written.each) fileprivate func `keep all bytes but those edited`(written: Written) throws {
        let session = try read(written.record)
        let payload = try #require(session.payload)
        #expect(try SessionFormat.tina4.content(session, payload, context) == written.document.bytes)

        let edited = try payload.setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))
        let content = try BSONDocument(try SessionFormat.tina4.content(session, edited, context))

        #expect(content.value(at: ["data", "user_id"]) == .int32(8))
        for element in written.document.elements where written.document.name(element) != "data" {
            let name = written.document.name(element)
            #expect(content[name] == written.document[name])
        }
        #expect(content.value(at: ["data", "n"]) == written.document.value(at: ["data", "n"]))
        #expect(content.value(at: ["data", "cart"]) == written.document.value(at: ["data", "cart"]))
    }

    @Test func `move Ruby's date for the server with the deadline`() throws {
        let session = try read(try #require(Written.each.first { $0.description == "Ruby" }).record)
        let later = Deadline.at(Written.end.adding(milliseconds: 60_000))

        let redating = try SessionFormat.tina4.redate(session, later, context)

        let content = try BSONDocument(try #require(redating.content))
        #expect(content["updated_at"] == .date(milliseconds: 1_795_229_110_500))
        #expect(redating.expiry == later)
        #expect(redating.deadline == later)
        let never = try SessionFormat.tina4.redate(session, .never, context)
        let far = try BSONDocument(try #require(never.content))["updated_at"]?.milliseconds ?? 0
        #expect(far > 7_000_000_000_000)
    }

    @Test(arguments: ["Python before 3.13.97", "Ruby 3.12", "PHP 3.12"])
    func `of older versions are moved by their last use`(language: String) throws {
        let written = try #require(Written.each.first { $0.description == language })
        let session = try read(written.record)
        let later = try #require(written.deadline.moment).adding(milliseconds: 120_000)

        let redating = try SessionFormat.tina4.redate(session, .at(later), context)

        var moved = written.record
        moved.content = .bytes(try #require(redating.content))
        #expect(try read(moved).deadline == .at(later))
        #expect(redating.expiry == nil)
        #expect(throws: FormatError.self) { try SessionFormat.tina4.redate(session, .never, context) }
    }

    @Test func `round a deadline where Node keeps whole seconds`() throws {
        let session = try read(try #require(Written.each.first { $0.description == "Node" }).record)

        let redating = try SessionFormat.tina4.redate(session, .at(Written.end.adding(milliseconds: 100)), context)

        #expect(redating.deadline == .at(Timestamp(milliseconds: 1_795_232_651_000)))
        #expect(redating.content == nil)
    }

    static let unreadable: [(BSONDocument, String)] = [
        (["x": 1], "Its data is missing."),
        (["data": "text"], "Its data is no document."),
        (["data": [1]], "Its data is no document."),
    ]

    @Test(arguments: unreadable) func `say why they can't be read`(document: BSONDocument, reason: String) throws {
        let record = StoredRecord(key: SessionKey("an-id"), content: .bytes(document.bytes), expiry: .never)

        #expect(try read(record).viewOnlyReason == reason)
    }

    @Test func `say so of bytes that are no document`() throws {
        let record = StoredRecord(key: SessionKey("an-id"), content: .bytes([1, 2, 3]), expiry: .never)

        #expect(try read(record).viewOnlyReason == "The record is no BSON: it ends too early at byte 0.")
    }
}
