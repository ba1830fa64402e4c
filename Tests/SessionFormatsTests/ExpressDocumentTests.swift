import BSON
import SessionFormats
import SessionModel
import Testing

@Suite struct `express-session in MongoDB` {
    private static let id = "Zk3vQ0aT-exampleSid_0123456789ab"
    private static let deadline = Deadline.at(Timestamp(milliseconds: 1_795_233_600_000))
    private static let text =
        #"{"cookie":{"originalMaxAge":3600000,"expires":"2026-11-21T04:00:00.000Z","path":"/"},"userId":7}"#

    /// As connect-mongo writes it, with `stringify` and without.
    private static let documents: [BSONDocument] = [
        [
            "_id": .string(id), "expires": .date(milliseconds: 1_795_233_600_000), "session": .string(text),
            "lastModified": .date(milliseconds: 5),
        ],
        [
            "_id": .string(id), "expires": .date(milliseconds: 1_795_233_600_000),
            "session": [
                "cookie": [
                    "originalMaxAge": 3_600_000, "expires": .date(milliseconds: 1_795_233_600_000), "path": "/",
                ],
                "userId": 7,
            ],
        ],
    ]

    private let context = FormatContext(layouts: SessionFormat.express.layouts.filter { $0.kind == .documents })

    private func read(_ document: BSONDocument, expiry: Deadline = deadline) -> Session? {
        SessionFormat.express.read(
            StoredRecord(key: SessionKey(Self.id), content: .bytes(document.bytes), expiry: expiry), context)
    }

    @Test(arguments: documents) func `is read`(document: BSONDocument) throws {
        let session = try #require(read(document))

        #expect(session.id?.whole == Self.id)
        #expect(session.user == "7")
        #expect(session.deadline == Self.deadline)
        #expect(session.diesBy?.source == "expires field")
    }

    @Test(arguments: documents) func `takes an edit, all else kept`(document: BSONDocument) throws {
        let session = try #require(read(document))
        let edited = try #require(session.payload).setting(PayloadPath(parsing: "userId"), to: Array("8".utf8))

        let content = try BSONDocument(SessionFormat.express.content(session, edited, context))

        for name in ["_id", "expires", "lastModified"] { #expect(content[name] == document[name]) }
        #expect(read(content)?.user == "8")
        let text = String(decoding: try #require(session.payload).source, as: UTF8.self)
        let after = try #require(read(content)?.payload).source
        #expect(String(decoding: after, as: UTF8.self) == text.replacing("7", with: "8", maxReplacements: 1))
    }

    @Test(arguments: documents) func `moves its lifetime with the deadline`(document: BSONDocument) throws {
        let session = try #require(read(document))
        let later = Deadline.at(Timestamp(milliseconds: 1_795_235_400_000))

        let redating = try SessionFormat.express.redate(session, later, context)

        #expect(redating.expiry == later)
        let content = try BSONDocument(try #require(redating.content))
        #expect(read(content)?.lifetime == 5_400_000)
        #expect(content["expires"] == document["expires"])
    }

    @Test func `is told from Tina4's documents`() {
        #expect(read(["_id": .string(Self.id), "data": ["user_id": 7], "expires_at": 5]) == nil)
        #expect(read(["_id": .string(Self.id), "session": ["user_id": 7]]) == nil)
    }
}
