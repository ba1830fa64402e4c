@testable import Operations
import SessionModel
import StoreKit
import TerminalKit

@testable import Console

/// A screen that has goldens at every size: each view, each dialog, each prompt. The raw value begins their names.
enum Scene: String, CaseIterable, Sendable {
    case sessions, filtered, inspector, revealed = "inspector-revealed", history = "inspector-history"
    case raw = "inspector-raw", ended = "inspector-ended", viewOnly = "inspector-view-only"
    case events, journal, help, helpOfSession = "help-inspector", unread, messages
    case shared, users, person, stores, standing
    case destroyOne = "destroy-one", destroyMany = "destroy-many", destroyProduction = "destroy-production"
    case regenerate, cookie = "new-cookie", copyMenu = "copy", copyQuestion = "copy-question", ttlMany = "ttl-many"
    case value, conflict, gone, actions, actionsReadOnly = "actions-read-only", palette, paletteFound = "palette-found"
    case sort, bookmarks, quit, logout, loggingOut = "logging-out", receipt
    case promptCommand = "prompt-command", promptFilter = "prompt-filter", promptSearch = "prompt-search"
    case promptReason = "prompt-reason", failed, stale, empty
    case lifeHistory = "life-history", lifeEnded = "life-ended", comparison, why, unlocking, unlocked

    /// Views whose goldens other suites write, and how the names of those begin.
    static let elsewhere: [ViewKind: String] = [
        .horizon: "horizon", .alarms: "alarms", .life: "life-ended", .comparison: "comparison",
    ]

    /// The same of dialogs.
    static let dialogsElsewhere = ["ProgramCard": "own"]

    /// The screen at a size.
    func stage(_ look: Look) -> Stage {
        switch self {
        case .sessions, .filtered, .failed, .stale, .empty, .unread, .quit: list(look)
        case .inspector, .revealed, .history, .raw, .ended, .viewOnly: session(look)
        case .events, .journal, .help, .helpOfSession, .messages: view(look)
        case .shared, .users, .person, .stores, .standing, .logout, .loggingOut, .receipt: people(look)
        case .destroyOne, .destroyMany, .destroyProduction, .regenerate, .cookie, .ttlMany: act(look)
        case .value, .conflict, .gone: edit(look)
        case .copyMenu, .copyQuestion, .actions, .actionsReadOnly, .palette, .paletteFound, .sort, .bookmarks:
            menu(look)
        case .promptCommand, .promptFilter, .promptSearch, .promptReason: prompt(look)
        case .lifeHistory, .lifeEnded, .comparison, .why: life(look)
        case .unlocking, .unlocked: lock(look)
        }
    }

    private static let production = Sample.facts(name: "web-prod", isProduction: true)
    private static let productionReadOnly = Sample.facts(name: "web-prod", isProduction: true, isReadOnly: true)

    private func busy(_ look: Look, _ facts: StoreFacts = Sample.facts()) -> Stage {
        `Screens of the list`.busy(look.columns, look.rows, facts: facts, isASCII: look.isASCII)
    }

    private func alice(_ look: Look) -> Stage {
        `Screens of one session`.alice(look.columns, look.rows, isASCII: look.isASCII)
    }

    private func eventful(_ look: Look) -> Stage {
        `Screens of the other views`.eventful(look.columns, look.rows, isASCII: look.isASCII)
    }

    private func list(_ look: Look) -> Stage {
        var stage = busy(look)
        switch self {
        case .filtered:
            stage = `Screens of the list`.marked(
                look.columns, look.rows, facts: Self.productionReadOnly, isASCII: look.isASCII)
        case .failed:
            stage = Stage(look.columns, look.rows)
            if look.isASCII { stage.glyphs = .ascii }
            stage.send(`Screens of the list`.failure)
        case .stale: stage.send(`Screens of the list`.loss)
        case .empty:
            stage = Stage([], columns: look.columns, rows: look.rows)
            if look.isASCII { stage.glyphs = .ascii }
            stage.turn()
        case .unread:
            stage = eventful(look)
            stage.send(`Screens of the other views`.error)
        case .quit: stage.press("D", "y", "q")
        default: break
        }
        return stage
    }

    private func session(_ look: Look) -> Stage {
        var stage = alice(look)
        let key = Sample.shop[0].key
        switch self {
        case .inspector: stage.press("j", "j", "j", "j", "j", "j", "j")
        case .revealed: stage.press("x")
        case .raw: stage.press("x", "p")
        case .ended: stage.happen { $0[key] = nil }
        case .history:
            stage.happen {
                $0.change(
                    key,
                    to: Sample.alice.replacing("\"items\": 3", with: "\"items\": 4").replacing("k3J9", with: "k3J8"))
            }
            stage.happen { $0.move(key, to: .at(Sample.now.adding(milliseconds: 1_800_000))) }
            stage.press("Tab")
        case .viewOnly:
            stage = busy(look)
            stage.press("/")
            stage.type("id=\(Sample.id("e0e0", "0bad"))")
            stage.press("Enter", "Enter")
        default: break
        }
        return stage
    }

    private func view(_ look: Look) -> Stage {
        var stage = self == .helpOfSession ? alice(look) : eventful(look)
        switch self {
        case .events: stage.press("3")
        case .journal: stage.press("6")
        case .help: stage.press("?", "j", "j")
        case .helpOfSession: stage.press("?")
        case .messages:
            stage.send(`Screens of the other views`.error)
            stage.press("!")
        default: break
        }
        return stage
    }

    private func people(_ look: Look) -> Stage {
        var stage = People.stage(look.columns, look.rows, isASCII: look.isASCII)
        switch self {
        case .users: stage.press("2")
        case .person: stage.press("2", "Enter")
        case .stores: stage.press("5", "j")
        case .logout: stage.press("2", "L")
        case .loggingOut:
            stage.press("2", "L")
            stage.confirmLogout()
            stage.hear(.progress(done: 1, of: 3))
        case .receipt, .standing:
            stage.command("logout alice@shop --for 15m")
            stage.confirmLogout()
            stage.hear(
                .ended(People.receipt, undoTitle: self == .receipt ? "logout of alice@shop" : nil, redoTitle: nil))
            if self == .standing {
                stage.press("Esc")
                stage.advance(milliseconds: 61_000)
            } else {
                stage.advance(milliseconds: 4_000)
                stage.hear(.returned(People.returned))
            }
        default: break
        }
        return stage
    }

    private func act(_ look: Look) -> Stage {
        var stage = busy(look, self == .destroyProduction ? Self.production : Sample.facts())
        switch self {
        case .destroyOne: stage.press("D")
        case .destroyMany:
            stage.press("*", "/")
            stage.type("@shop")
            stage.press("Enter", "D")
        case .destroyProduction:
            stage.press("*", "D")
            stage.type("stolen laptop #4712")
            stage.press("Enter")
            stage.type("3")
            stage.press("Enter")
        case .regenerate: stage.press("I")
        case .cookie: stage.press("I", "y")
        case .ttlMany:
            stage.press("*")
            stage.command("ttl +30m")
        default: break
        }
        return stage
    }

    private func edit(_ look: Look) -> Stage {
        var stage = alice(look)
        stage.press("j", "j", "e", "Ctrl-u")
        let key = Sample.shop[0].key
        switch self {
        case .value: stage.type("owner")
        case .conflict:
            stage.type("\"user\"")
            stage.store.change(key, to: Sample.alice.replacing("\"items\": 3", with: "\"items\": 4"))
        case .gone:
            stage.type("\"user\"")
            stage.store[key] = nil
        default: break
        }
        stage.press("Enter")
        return stage
    }

    private func menu(_ look: Look) -> Stage {
        var stage = self == .actionsReadOnly ? busy(look, Self.productionReadOnly) : busy(look)
        switch self {
        case .copyMenu: stage.press("g", "Enter", "j", "j", "y")
        case .copyQuestion: stage.press("g", "Enter", "y", "i")
        case .actions, .actionsReadOnly: stage.press("a")
        case .palette: stage.press("Ctrl-p")
        case .paletteFound:
            stage.press("Ctrl-p")
            stage.type("und")
        case .sort: stage.press("s")
        case .bookmarks:
            stage.press("m", "j", "j", "m", "3", "m", "1")
            stage.happen { $0[Sample.shop[0].key] = nil }
            stage.press("'")
        default: break
        }
        return stage
    }

    private func life(_ look: Look) -> Stage {
        var stage = Lived.stage(look.columns, look.rows, isASCII: look.isASCII)
        switch self {
        case .lifeHistory: Lived.inspect(&stage)
        case .comparison:
            Lived.inspect(&stage)
            stage.press("g", "Space", "G", "=")
        case .lifeEnded, .why:
            stage.happen { $0[Lived.key] = nil }
            stage.advance(milliseconds: 10_000)
            stage.press("3", "G", "Enter")
            if self == .why { stage.press("W") }
        default: break
        }
        return stage
    }

    private func lock(_ look: Look) -> Stage {
        var facts = Self.productionReadOnly
        facts.canUnlock = true
        var stage = busy(look, facts)
        stage.command("write 15m")
        if self == .unlocked {
            stage.type("ticket 4712")
            stage.press("Enter")
        }
        return stage
    }

    private func prompt(_ look: Look) -> Stage {
        var stage = busy(look, self == .promptReason ? Self.production : Sample.facts())
        switch self {
        case .promptCommand: stage.press(":")
        case .promptFilter:
            stage.press("/")
            stage.type("alice")
        case .promptSearch:
            stage.press("g", "Enter", "/")
            stage.type("role")
        case .promptReason:
            stage.press("t")
            stage.type("+30m")
            stage.press("Enter")
        default: break
        }
        return stage
    }
}
