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

    static func marked(_ columns: Int, _ rows: Int, facts: StoreFacts = Sample.facts(), isASCII: Bool = false) -> Stage
    {
        var stage = busy(columns, rows, facts: facts, isASCII: isASCII)
        stage.press("g", "j", "Space", "j", "Space", "g", "/")
        stage.type("user=alice@shop or user=carol@shop")
        stage.press("Enter")
        return stage
    }

    @Test(arguments: [(80, 24), (160, 48), (120, 40), (60, 20), (40, 10)])
    func `shows every kind of row`(_ columns: Int, _ rows: Int) {
        Golden.expect(Self.busy(columns, rows).cells, "sessions-\(columns)x\(rows)")
    }

    @Test(arguments: [(80, 24), (160, 48), (60, 20)])
    func `draws with ASCII alone`(_ columns: Int, _ rows: Int) {
        let stage = Self.busy(columns, rows, isASCII: true)

        Golden.expect(stage.cells, "sessions-ascii-\(columns)x\(rows)")
        #expect(stage.text.unicodeScalars.allSatisfy { $0.isASCII })
    }

    @Test(arguments: [(80, 24), (160, 48), (60, 20)])
    func `shows filter, marks and what is hidden in production`(_ columns: Int, _ rows: Int) {
        let facts = Sample.facts(name: "web-prod", isProduction: true, isReadOnly: true)

        Golden.expect(Self.marked(columns, rows, facts: facts).cells, "filtered-\(columns)x\(rows)")
    }

    @Test func `shows a prompt while a filter is typed`() {
        var stage = Self.busy(80, 24)
        stage.press("/")
        Golden.expect(stage.cells, "prompt-filter-empty-80x24")
        stage.type("alice")

        Golden.expect(stage.cells, "prompt-filter-80x24")
    }

    @Test func `shows that the data is stale`() {
        var stage = Self.busy(80, 24)
        stage.send(
            .news(
                .lost(
                    StoreError(
                        .lost, while: "listening for changes", on: "redis://127.0.0.1:6379/0",
                        detail: "Connection reset by peer", remedy: "redis-cli -p 6379 ping"))))

        Golden.expect(stage.cells, "stale-80x24")
    }

    @Test(arguments: [(80, 24), (60, 20), (40, 10)])
    func `shows why the store did not open`(_ columns: Int, _ rows: Int) {
        var stage = Stage(columns, rows)
        stage.send(
            .openFailed(
                "Cannot reach redis://127.0.0.1:6380/0 while opening it: Connection refused. Try: redis-cli -p 6380 ping",
                help: [
                    "On this machine: a directory with sessions, data/sessions", "  curfew data/sessions",
                    "Without any store: curfew demo",
                ]))

        Golden.expect(stage.cells, "failed-\(columns)x\(rows)")
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

    @Test func `shows an empty store`() {
        Golden.expect(Stage([]).cells, "empty-80x24")
    }

    @Test func `asks for room where there is none`() {
        Golden.expect(Stage(Sample.shop, columns: 30, rows: 8).cells, "too-small-30x8")
    }
}
