import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Acts on many in several stores` {
    /// Three stores, of which the last is open read-only; nine sessions, three of each.
    private func stage(_ stores: [StoreFacts] = Self.stores) -> Stage {
        var stage = Stage(120, 40)
        stage.store.sessions = People.sessions
        stage.send(.opened(StoreFacts(joining: stores)))
        for (place, store) in stores.enumerated() {
            stage.send(.news(.connected(store.examination.feed), store: place))
        }
        stage.settle()
        return stage
    }

    private static let stores = [Sample.facts(name: "web"), Sample.facts(name: "adm"), readOnly]
    private static let readOnly = Sample.facts(name: "old", isReadOnly: true)
    private var writable: Set<SessionKey> {
        Set(People.sessions.map(\.key).filter { SharedKey.place(of: $0) < 2 })
    }

    @Test(arguments: ["D", "ttl +30m"])
    func `leave out what a read-only store would refuse, and say so`(_ act: String) {
        var stage = stage()
        stage.press("*")
        if act == "D" { stage.press(act) } else { stage.command(act) }
        #expect(stage.shows(act == "D" ? "End 6 sessions in 2 stores?" : "Move the deadline of 6 sessions in 2 stores"))
        #expect(stage.shows("old: 3 stay, as it is read-only."))
        stage.type("6")
        stage.press("Enter", "Enter")

        #expect(Set(stage.acts.last?.act.keys ?? []) == writable)
    }

    @Test func `leave out what a query finds there too, in a dry run as well`() {
        var stage = stage()
        stage.command("destroy --where ttl>1m --dry-run")
        #expect(stage.shows("stay, as it is read-only. Nothing was done."))
        stage.command("destroy --where ttl>1m")

        #expect(stage.shows("stay, as it is read-only."))
    }

    @Test func `are not asked where no store allows them`() {
        var stage = stage([Self.stores[0], Self.readOnly, Self.readOnly])
        stage.command("destroy --where user=bob")

        #expect(stage.console.dialog == nil)
        #expect(stage.shows("Nothing can be ended. old: 1 stays, as it is read-only."))
    }

    @Test func `say which store each of them is from`() {
        var stage = stage()
        stage.press("*", "D")

        #expect(stage.row("bob  a7c4..0f3e") == nil)
        #expect(stage.row("alice@shop  3f9a..c21e  web") != nil)
        #expect(stage.row("alice@shop  9b02..77d1  adm") != nil)
    }

    @Test(arguments: [
        ("D", "adm does not answer now: 3 of them can't be ended"),
        ("ttl +30m", "adm does not answer now: 3 of them can't be moved"),
    ])
    func `warn of what is in a store that is away`(_ act: String, _ warning: String) {
        var stage = stage()
        let error = StoreError(.lost, while: "following changes", on: "adm", detail: "connection closed")
        stage.send(.news(.lost(error), store: 1))
        stage.press("*")
        if act == "D" { stage.press(act) } else { stage.command(act) }

        #expect(stage.shows(warning), "\(stage.text)")
        #expect(stage.shows("Type 6 to confirm: "))
    }

    @Test func `warn of nothing where the store that is away has none of them`() {
        var stage = stage()
        stage.send(.news(.lost(StoreError(.lost, while: "listing", on: "adm", detail: "closed")), store: 1))
        stage.command("filter erin")
        stage.press("D")

        #expect(stage.shows("End this session in web?"))
        #expect(!stage.shows("does not answer"))
    }

    @Test func `are no success where one store failed as a whole`() {
        var stage = stage()
        stage.leavesActs = true
        stage.press("*", "D")
        stage.type("6")
        stage.press("Enter", "Enter")
        guard let request = stage.acts.last else { return #expect(Bool(false), "Nothing was asked for.") }
        let done = request.act.keys.filter { SharedKey.place(of: $0) == 0 }
        let lines = done.map { Receipt.Line(key: $0, result: .done) }
        stage.send(.acted(ActReport(request: request, receipt: Receipt(.destroy, store: "web", lines: lines))))

        #expect(stage.console.messages.current?.level == .warning)
        #expect(stage.shows("destroyed 3; it failed for the other 3"))
    }

    @Test func `say that a search is still under way`() {
        var stage = Stage(Sample.shop)
        stage.press("/")
        stage.type("alice")
        stage.send(.keys([.enter]))
        stage.send(.keys([.character("*")]))
        stage.send(.keys([.character("D")]))

        #expect(stage.shows("End 2 sessions in web?"))
        #expect(stage.shows("The search is still under way: what it has not found stays."))
    }
}
