import Operations
import SessionFormats
import SessionModel
import StoreKit
import Testing

@Suite struct `A deadline that is moved from where it is` {
    private static let now = Timestamp(milliseconds: 1_795_229_100_000)

    private static var unreadable: Session {
        let record = StoredRecord(key: SessionKey("x"), content: .bytes(Array("{}".utf8)))
        var session = Session(record: record, format: "tina4", content: .unreadable("Its _expires is no number."))
        session.viewOnlyReason = "Its _expires is no number."
        return session
    }

    @Test func `adds nothing to an expiry that can't be read, and says why`() {
        do throws(DeadlineChangeError) {
            _ = try DeadlineChange.by(milliseconds: 1000).deadline(of: Self.unreadable, now: Self.now)
            Issue.record("It gave a deadline.")
        } catch {
            #expect(
                error.description
                    == "When the session ends can't be read, so there is nothing to add to. Its _expires is no number."
                    + " Give a time with =1h or @…")
        }
    }

    @Test func `still sets one where the old can't be read`() throws {
        let deadline = try DeadlineChange.fromNow(milliseconds: 1000).deadline(of: Self.unreadable, now: Self.now)
        #expect(deadline == .at(Self.now.adding(milliseconds: 1000)))
    }

    @Test func `names the column, not a key's time, for a row that no format reads`() throws {
        let desk = try Desk()
        var target = desk.target
        target.formats = []
        target.context.layouts = [
            .table(TableLayout(table: "t", id: "id", data: "data", expiry: "expires_at"))
        ]
        let record = StoredRecord(
            key: SessionKey("x"), content: .bytes([]), expiry: .at(Self.now))
        #expect(target.session(from: record).clocks.map(\.source) == ["expires_at column"])
    }
}
