import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Ends that no calendar holds` {
    private static let moments: [Int64] = [.min, .min + 1, .min + 2, .max - 1, .max]

    private static let sessions = moments.enumerated().map { number, moment in
        var session = Sample.session("far\(number)", user: "far\(number)")
        session.clocks = [SessionClock(.idle, .at(Timestamp(milliseconds: moment)), source: "a field")]
        session.createdAt = Timestamp(milliseconds: moment)
        session.lastSeenAt = Timestamp(milliseconds: moment)
        return session
    }

    @Test func `are listed, sorted and filtered as long past or far off`() {
        var stage = Stage(Self.sessions + [Sample.session("near", user: "near", left: 60_000)])

        #expect(stage.row("far0")?.contains("expired") == true)
        #expect(stage.row("far2")?.contains("expired") == true)
        #expect(stage.row("far3")?.contains("never") == false)
        #expect(stage.row("far4")?.contains("29247") == true)
        stage.press("/")
        stage.type("ttl<5m")
        stage.press("Enter")
        #expect(stage.shows("near"))
        #expect(stage.shows("far1"))
        #expect(!stage.shows("far3"))
    }

    @Test(arguments: sessions) func `are shown beside the list, and when the session is gone`(session: Session) {
        var stage = Stage([session], columns: 160, rows: 40)
        stage.press("Enter")
        #expect(stage.shows("a field"))

        stage.happen { $0[session.key] = nil }
        stage.press("3")

        #expect(stage.shows("a field") || stage.shows("EVENT"))
    }

    @Test func `are sorted by the time left where the clocks of stores differ`() {
        var table = SessionTable(layouts: [])
        for (number, moment) in ([.max - 1, .min + 2, 1_000_000] as [Int64]).enumerated() {
            let row = table.insert(SharedKey.make(SessionKey("id\(number)"), of: number % 2)).row
            table.setDeadline(row, moment)
        }
        var rows: [UInt32] = [0, 1, 2]

        SessionOrder().sort(
            &rows, of: table, unswept: [], clocks: StoreClocks([0, 2_000]), at: Timestamp(milliseconds: 1_000_000))

        #expect(rows == [1, 2, 0])
    }

    @Test func `are not asked for`() {
        var stage = Stage(Self.sessions)

        stage.command("what-if 9223372036854775807ms")

        #expect(stage.shows("longer than a calendar holds"))
    }
}
