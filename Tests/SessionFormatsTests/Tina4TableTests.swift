import SessionFormats
import SessionModel
import Testing

@Suite struct `Tina4 sessions in a table` {
    private let context = FormatContext(layouts: SessionFormat.tina4.layouts.filter { $0.kind == .table })
    private let deadline = Deadline.at(Timestamp(milliseconds: 1_795_232_650_730))

    @Test func `are the bare payload, with the deadline in its column`() throws {
        let record = StoredRecord(
            key: SessionKey("an-id"), content: .bytes(Array(#"{"user_id":7}"#.utf8)), expiry: deadline)

        let session = try #require(SessionFormat.tina4.read(record, context))

        #expect(session.id?.whole == "an-id")
        #expect(session.clocks == [SessionClock(.store, deadline, source: "expires_at column")])
        #expect(session.userNames == ["7"])
    }

    @Test func `can be a row that is none`() throws {
        let record = StoredRecord(key: SessionKey("an-id"), content: .foreign("row whose expires_at is text"))

        let session = try #require(SessionFormat.tina4.read(record, context))

        #expect(
            session.viewOnlyReason
                == "The record is a row whose expires_at is text, which Tina4 can't read as a session.")
    }

    @Test func `are moved in time by the column alone`() throws {
        let record = StoredRecord(key: SessionKey("an-id"), content: .bytes(Array("{}".utf8)), expiry: deadline)
        let session = try #require(SessionFormat.tina4.read(record, context))

        let redating = try SessionFormat.tina4.redate(session, .never, context)

        #expect(redating == Redating(expiry: .never, deadline: .never))
    }
}
