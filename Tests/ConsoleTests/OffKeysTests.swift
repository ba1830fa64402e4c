import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Every key` {
    /// What may be the matter.
    enum Situation: String, CaseIterable, Sendable {
        case notOpen, failed, empty, readOnly, usual, small

        var stage: Stage {
            switch self {
            case .notOpen: return Stage()
            case .failed:
                var stage = Stage()
                stage.send(.openFailed("Cannot reach it.", help: []))
                return stage
            case .empty: return Stage([])
            case .readOnly: return Stage(Sample.shop, facts: Sample.facts(isReadOnly: true))
            case .usual: return Stage(Sample.shop)
            case .small: return Stage(Sample.shop, columns: 60, rows: 18)
            }
        }

        /// A stage in a view; nil where one can't come there.
        func stage(in view: ViewKind) -> Stage? {
            var stage = stage
            stage.store.directory = People.directory
            stage.store.plan = People.plan
            stage.go(to: view)
            return stage.console.view == view ? stage : nil
        }
    }

    /// Those that have nothing to do at an end.
    static let moving = Set(Command.movement.map(\.name) + ["next-bar", "previous-bar"])

    @Test(arguments: ViewKind.allCases, Situation.allCases)
    func `does something or says why not`(_ view: ViewKind, _ situation: Situation) {
        guard let stage = situation.stage(in: view) else { return }
        // The key of the view itself has brought us here.
        for command in Command.of(view)
        where !Self.moving.contains(command.name) && command.name != view.title.lowercased() {
            for key in command.keys {
                var after = stage
                after.send(.keys([key]))
                // What is said behind an error that was not read yet waits among the messages.
                let isAnswered =
                    after.effects.count > stage.effects.count || after.console.hasQuit
                    || after.console.messages.messages.count > stage.console.messages.messages.count
                let isSeen = after.text != stage.text || after.cells.roleRows() != stage.cells.roleRows()
                #expect(
                    isAnswered || isSeen, "\(key.name), \(command.name) in \(view.title) when \(situation.rawValue)")
            }
        }
    }

    @Test(arguments: ViewKind.allCases)
    func `that is off says so in a sentence`(_ view: ViewKind) {
        guard let stage = Situation.readOnly.stage(in: view) else { return }
        for command in Command.of(view) {
            guard let reason = command.unless(stage.console), let key = command.keys.first else { continue }
            var after = stage
            after.send(.keys([key]))
            after.press("!")
            let shown = String("\(command.name): \(reason)".prefix(40))
            #expect(after.text.contains(shown), "\(command.name): \(after.text)")
        }
    }

    @Test func `can be pressed in every view`() {
        for view in ViewKind.allCases { #expect(Situation.usual.stage(in: view) != nil, "\(view)") }
    }
}

extension Stage {
    /// Goes to a view by its keys.
    mutating func go(to view: ViewKind) {
        switch view {
        case .sessions: break
        case .users, .events, .horizon, .stores, .journal: press(String(view.number ?? 0))
        case .help: press("?")
        case .inspector: press("Enter")
        case .messages: press("!")
        case .person: press("2", "Enter")
        case .alarms: command("alarms")
        default: lookBack(at: view)
        }
    }

    /// Looks at what happened to a session, once something has.
    private mutating func lookBack(at view: ViewKind) {
        guard let key = store.sessions.first?.key else { return }
        for number in 1...2 { happen { $0.change(key, to: "{\"user\":\"alice@shop\",\"n\":\(number)}") } }
        if view == .comparison {
            press("g", "Enter", "Tab", "G", "=")
        } else {
            happen { $0[key] = nil }
            advance(milliseconds: 10_000)
            press("3", "G", "Enter")
        }
    }
}
