import SessionModel
import SessionQuery
import TerminalKit
import Testing

@testable import Console

@Suite struct `Filters by users that are not known` {
    /// More sessions than the screen shows, of which only those on it were read.
    private func long() -> Stage {
        Stage(
            (0..<60).map { number in
                Sample.session(
                    Sample.id("m\(number)x", "0000"), user: number % 30 == 29 ? "zoe" : "ann\(number)",
                    left: 1_000_000 + Int64(number) * 1000)
            })
    }

    private func searches(_ stage: Stage) -> Int {
        stage.effects.count { if case .search = $0 { true } else { false } }
    }

    @Test(arguments: ["user=zoe", "user~^zo", "!user~ann"])
    func `search where the rows don't tell`(_ query: String) {
        var stage = long()
        stage.command("filter \(query)")

        #expect(searches(stage) == 1)
        #expect(stage.shows("2 of 60 shown"))
    }

    @Test func `end nobody's sessions by halves`() {
        var stage = long()
        stage.command("destroy --where user=zoe")

        #expect(stage.shows("End 2 sessions in web?"))
    }

    @Test func `ask the rows where all are known`() {
        var stage = Stage(Sample.shop)
        stage.command("filter user=alice@shop")
        #expect(stage.shows("2 of 9 shown"))
        stage.press("Esc", "g", "o")
        #expect(stage.shows("2 of 9 shown"))

        #expect(searches(stage) == 0)
    }

    @Test func `ask the rows where listings see contents, whatever can't be read`() {
        var stage = Stage()
        stage.open(Sample.facts(listsContent: true))
        stage.command("filter user=alice@shop")

        #expect(searches(stage) == 0)
    }
}
