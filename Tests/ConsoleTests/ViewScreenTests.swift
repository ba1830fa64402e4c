@testable import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Screens of the other views` {
    /// A site with something of every kind behind it.
    static func eventful(_ columns: Int, _ rows: Int, isASCII: Bool = false) -> Stage {
        var stage = `Screens of the list`.busy(columns, rows, isASCII: isASCII)
        let alice = Sample.shop[0]
        stage.press("I", "y", "Enter")
        stage.press("j", "D", "y")
        stage.advance(milliseconds: 60_000)
        stage.settle()
        stage.happen {
            $0.change(
                Sample.shop[4].key,
                to:
                    "{\"user\": \"carol@shop\", \"cart\": {\"items\": 3}, \"api_token\": \"s3cret\", \"role\": \"editor\"}"
            )
        }
        stage.happen { $0[alice.key] = nil }
        stage.store.journal = journal
        return stage
    }

    static let error = ConsoleEvent.message(
        .error,
        "Cannot reach redis://127.0.0.1:6380/0 while listing sessions: Connection refused. Try: redis-cli -p 6380 ping")

    static let journal: [JournalLine] = [
        JournalLine(
            number: 1, at: Sample.now.adding(milliseconds: -86_400_000), who: "kim", store: "web",
            verb: "destroy", count: 1, reason: "stolen laptop #4712", result: "done 1", text: "{}", from: "10.0.0.7",
            target: "#3f9ab2c1"),
        JournalLine(
            number: 2, at: Sample.now.adding(milliseconds: -60_000), who: "kim", store: "web", verb: "regenerate",
            count: 1, reason: nil, result: "changed 1", text: "{}", from: "/dev/pts/3", target: "#77d10a1b"),
        JournalLine(
            number: 3, at: Sample.now.adding(milliseconds: -7_000), who: "root (sudo by kim)",
            store: "web-prod", verb: "destroy", count: 1284, reason: "the great cleaning of old carts, agreed with Sam",
            result: "done 1280, gone 4", text: "{}", from: "2001:db8::7", target: "1284 sessions"),
    ]

    @Test func `shows events that are paused and filtered`() {
        var stage = Self.eventful(80, 24)
        stage.press("3", "=", "k", "/")
        stage.type("!created")
        stage.press("Enter")
        stage.happen { $0[Sample.shop[6].key] = nil }

        Golden.expect(stage.cells, "events-paused-80x24")
    }

    @Test func `read the journal again after every act`() {
        var stage = Self.eventful(80, 24)
        stage.press("6", "g", "U")
        stage.press("u")
        #expect(stage.effects.count { $0 == .loadJournal } == 2)
        #expect(stage.console.journal.viewport.cursor == 0)
        stage.store.journal = Array(Self.journal.prefix(1))
        stage.press("R")

        #expect(stage.effects.count { $0 == .loadJournal } == 3)
        #expect(stage.console.journal.lines.count == 1)
        stage.press("1", "u")
        #expect(stage.effects.count { $0 == .loadJournal } == 3)
    }

    @Test func `shows of events whom they are about where there is little room`() {
        var stage = Self.eventful(40, 10)
        stage.press("3")

        Golden.expect(stage.cells, "events-40x10")
        #expect(stage.row("TIME")?.contains("EVENT       USER") == true)
        #expect(!stage.shows("SOURCE"))
        #expect(stage.row("alice@shop")?.hasSuffix("alice@shop") == true)
    }

    @Test(arguments: [(60, 20), (44, 20)])
    func `shows that one is at the messages where there is little room`(_ columns: Int, _ rows: Int) {
        var stage = `Screens of the list`.busy(columns, rows)
        stage.press("!")

        #expect(stage.shows("[!]Messages"))
    }

    @Test func `shows an empty journal`() {
        var stage = `Screens of the list`.busy(80, 24)
        stage.press("6")

        Golden.expect(stage.cells, "journal-empty-80x24")
    }

    @Test func `shows a command being typed`() {
        var stage = `Screens of the list`.busy(80, 24)
        stage.press(":")
        stage.type("re")
        stage.press("Tab", "g", "Tab")

        Golden.expect(stage.cells, "prompt-completed-80x24")
    }
}
