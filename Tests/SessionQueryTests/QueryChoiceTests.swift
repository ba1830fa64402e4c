import SessionModel
import SessionQuery
import Testing

@Suite struct `A session that a query has chosen` {
    private static let start = Timestamp(milliseconds: 1_795_229_100_000)

    private func session(_ text: String?, endsIn milliseconds: Int64 = 600_000, id: String? = nil) throws -> Session {
        let content: SessionContent =
            if let text { .payload(try Payload(parsing: Array(text.utf8))) } else { .unreadable("It is torn.") }
        var session = Session(
            record: StoredRecord(key: SessionKey("sess:one"), content: .bytes([])), format: "plain", content: content)
        session.id = id.map { SessionID($0) }
        session.clocks = [
            SessionClock(.store, .at(Self.start.adding(milliseconds: milliseconds)), source: "the key's expiry")
        ]
        return session
    }

    /// Why it is left alone a minute after it was chosen.
    private func objection(_ query: String, _ session: Session, standIn: String? = nil) throws -> String? {
        QueryChoice(try Query.parse(query), at: Self.start)
            .objection(
                to: session, at: Self.start.adding(milliseconds: 60_000), ahead: 0,
                standIn: standIn.map { SessionID($0) })
    }

    @Test func `is ended where it fits still, whatever else has changed`() throws {
        #expect(try objection("plan=trial", session(#"{"plan": "trial", "n": 2}"#)) == nil)
    }

    @Test func `is left alone where it does not fit any more`() throws {
        #expect(try objection("plan=trial", session(#"{"plan": "gold"}"#)) == "it does not fit any more")
    }

    @Test func `is left alone where nobody knows any more`() throws {
        #expect(
            try objection("plan=trial", session(nil)) == "it can't be read any more, so nobody knows whether it fits")
        #expect(try objection("age>1h", session("{}")) == "it does not tell any more whether it fits")
    }

    @Test(arguments: ["ttl>9m30s", "ttl=10m", "ttl=9m", "ttl<9m30s"])
    func `fits still where only time has passed`(query: String) throws {
        #expect(try objection(query, session("{}")) == nil)
    }

    @Test func `is left alone where its deadline has moved out of what was asked for`() throws {
        #expect(try objection("ttl<10m", session("{}", endsIn: 3_600_000)) == "it does not fit any more")
    }

    @Test func `is known by what stood for its id where it tells none`() throws {
        #expect(try objection("id=one", session("{}"), standIn: "one") == nil)
        #expect(try objection("id=one", session("{}", id: "two"), standIn: "one") == "it does not fit any more")
    }

    @Test func `is looked at by the store's clock`() throws {
        let choice = QueryChoice(try Query.parse("ttl<1m"), at: Self.start)
        let session = try session("{}")

        #expect(choice.objection(to: session, at: Self.start, ahead: 570_000) == nil)
        #expect(choice.objection(to: session, at: Self.start, ahead: 0) == "it does not fit any more")
    }
}
