@testable import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Names of stores in few columns` {
    @Test(arguments: [
        ["redis://127.0.0.1:21379/0", "redis://127.0.0.1:21380/0"],
        ["postgresql://db1.example.com/sessions", "postgresql://db2.example.com/sessions"],
        ["file:/srv/shop/eu/data/sessions", "file:/srv/shop/us/data/sessions", "file:/srv/shop/eu/data/sessions"],
    ])
    func `can be told apart`(_ names: [String]) {
        let short = StoreNames.short(names, to: names.map { _ in 18 })

        #expect(Set(short).count == Set(names).count)
        #expect(short.allSatisfy { TextWidth.columns(of: $0) <= 18 })
    }

    @Test func `are whole where they fit`() {
        #expect(StoreNames.short(["web", "adm"], to: [18, 3]) == ["web", "adm"])
    }

    private static let facts = [
        Sample.facts(name: "redis://127.0.0.1:21379/0"), Sample.facts(name: "redis://127.0.0.1:21380/0"),
        Sample.facts(name: "shop-sessions-eu", isProduction: true),
    ]

    private func stage(_ columns: Int, _ rows: Int) -> Stage {
        var stage = Stage(columns, rows)
        stage.store.plan = LogoutPlan(
            user: "carol", names: ["carol"],
            parts: Self.facts.enumerated().map { place, facts in
                .init(
                    place: place, store: facts.name, engine: "Redis",
                    doomed: [People.target(Sample.id("3f9a", "c21e"), age: 4_320, idle: 22)], kept: [], unreadable: 0,
                    isProduction: facts.isProduction)
            }, uncovered: [])
        stage.send(.opened(StoreFacts(joining: Self.facts)))
        for place in Self.facts.indices { stage.send(.news(.connected(.push("tracking")), store: place)) }
        stage.settle()
        return stage
    }

    @Test(arguments: [(80, 24), (60, 20), (160, 48)])
    func `keep on the card of a logout what differs, and PROD`(_ columns: Int, _ rows: Int) {
        var stage = stage(columns, rows)
        stage.command("logout carol")

        #expect(stage.shows("21379/0"))
        #expect(stage.shows("21380/0"))
        #expect(stage.row("-eu")?.contains("[PROD]") == true)
    }

    @Test(arguments: [(80, 24), (60, 20), (160, 48)])
    func `keep in the view of stores what differs, and PROD`(_ columns: Int, _ rows: Int) {
        var stage = stage(columns, rows)
        stage.press("5")

        #expect(stage.row("open")?.isEmpty == false)
        #expect(stage.rows.count { $0.contains("1379/0 ") } >= 1)
        #expect(stage.rows.count { $0.contains("1380/0 ") } >= 1)
        #expect(stage.rows.contains { $0.contains("s-eu PROD") || $0.contains("eu PROD") })
    }

    @Test func `can be told apart in the list, the events and the users`() {
        var stage = stage(80, 24)
        for place in 0..<2 {
            var session = Sample.shop[2]
            session.record.key = SharedKey.make(session.key, of: place)
            stage.send(.news(.observed([Observation(key: session.key, session: session)]), store: place))
        }
        stage.store.directory = UserDirectory(
            stores: Self.facts.map(\.name), people: People.directory.people)
        #expect(Set(stage.rows.filter { $0.contains("bob") && !$0.contains("created") }.map(Self.address)).count == 2)
        #expect(Set(stage.rows.filter { $0.contains("created") }.map(Self.address)).count == 2)
        stage.press("2")

        #expect(stage.row("alice@shop")?.contains("…79/0 2, …80/0 1") == true)
    }

    /// The word of a row that an address was cut to.
    private static func address(_ row: String) -> String {
        row.split(separator: " ").first { $0.contains("…") }.map(String.init) ?? ""
    }

    @Test func `are whole in the line that tells all of a store`() {
        var stage = stage(80, 24)
        stage.press("5", "j")

        #expect(stage.shows("redis://127.0.0.1:21380/0: Redis 7.0.15."))
    }
}
