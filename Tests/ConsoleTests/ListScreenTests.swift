import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Screens of the list` {
    /// A site at work: all kinds of rows, with news.
    static func busy(_ columns: Int, _ rows: Int, facts: StoreFacts = Sample.facts(), isASCII: Bool = false) -> Stage {
        var stage = Stage(Sample.shop + [frank], facts: facts, columns: columns, rows: rows)
        if isASCII { stage.glyphs = .ascii }
        stage.advance(milliseconds: 250)
        stage.settle()
        stage.happen { $0[frank.key] = nil }
        stage.happen { $0[dave.key] = dave }
        let carol = Sample.shop[4]
        stage.happen { $0.change(carol.key, to: "{\"user\": \"carol@shop\", \"cart\": {\"items\": 3}}") }
        stage.happen { $0.move(Sample.shop[3].key, to: .at(Sample.now.adding(milliseconds: 1_500_000))) }
        stage.send(.news(.gap("connection lost for 2.1 s")))
        stage.settle()
        return stage
    }

    static let frank = Sample.session(
        Sample.id("19ce", "604f"), user: "frank", left: 600_000, payload: "{\"user\":\"frank\"}")
    static let dave = Sample.session(
        Sample.id("81b3", "e0d7"), user: "dave", left: 1_800_000, payload: "{\"user\":\"dave\"}", idle: 0, age: 0,
        writer: "Node")

    static let failure = ConsoleEvent.openFailed(
        "Cannot reach redis://127.0.0.1:6380/0 while opening it: Connection refused. Try: redis-cli -p 6380 ping",
        help: [
            "On this machine: a directory with sessions, data/sessions", "  curfew data/sessions",
            "Without any store: curfew demo",
        ])
    static let loss = ConsoleEvent.news(
        .lost(
            StoreError(
                .lost, while: "listening for changes", on: "redis://127.0.0.1:6379/0",
                detail: "Connection reset by peer", remedy: "redis-cli -p 6379 ping")))

    static func marked(_ columns: Int, _ rows: Int, facts: StoreFacts = Sample.facts(), isASCII: Bool = false) -> Stage
    {
        var stage = busy(columns, rows, facts: facts, isASCII: isASCII)
        stage.press("g", "j", "Space", "j", "Space", "g", "/")
        stage.type("user=alice@shop or user=carol@shop")
        stage.press("Enter")
        return stage
    }

    @Test func `shows every kind of row where there is little room`() {
        Golden.expect(Self.busy(40, 10).cells, "sessions-40x10")
    }

    @Test func `shows a prompt while a filter is typed`() {
        var stage = Self.busy(80, 24)
        stage.press("/")

        Golden.expect(stage.cells, "prompt-filter-empty-80x24")
    }

    @Test func `shows why the store did not open where there is little room`() {
        var stage = Stage(40, 10)
        stage.send(Self.failure)

        Golden.expect(stage.cells, "failed-40x10")
    }

    @Test func `shows that it is opening`() {
        Golden.expect(Stage().cells, "opening-80x24")
    }

    @Test func `shows that it is listing`() {
        var stage = Stage()
        stage.open()
        if case .scan(let ticket, _, _, _)? = stage.takeWaiting().first {
            stage.send(.page(ticket, Sample.page(Array(Sample.shop.prefix(3)), progress: 0.3)))
        }

        Golden.expect(stage.cells, "listing-80x24")
    }

    @Test func `asks for room where there is none`() {
        Golden.expect(Stage(Sample.shop, columns: 30, rows: 8).cells, "too-small-30x8")
    }
}
