@testable import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

/// A console in which a good deal has happened to one session.
enum Lived {
    static let id = Sample.id("5e55", "11fe")
    static let key = Sample.key(id)

    static func stage(_ columns: Int, _ rows: Int, isASCII: Bool = false) -> Stage {
        var stage = Stage(Sample.shop, columns: columns, rows: rows)
        if isASCII { stage.glyphs = .ascii }
        stage.happen { $0[key] = Sample.session(id, left: 1_800_000, payload: #"{"cart": {"items": 1}}"#) }
        stage.advance(milliseconds: 60_000)
        stage.happen { $0.change(key, to: #"{"cart": {"items": 3}, "csrf_token": "k3J9"}"#) }
        stage.advance(milliseconds: 60_000)
        stage.happen { store in
            store.change(key, to: #"{"cart": {"items": 3}, "csrf_token": "zz81", "user": "alice@shop"}"#)
            store.log(in: key, as: "alice@shop")
        }
        stage.advance(milliseconds: 30_000)
        stage.happen { $0.move(key, to: .at(Sample.now.adding(milliseconds: 3_600_000))) }
        stage.advance(milliseconds: 5_000)
        stage.happen { store in
            store.change(
                key, to: #"{"cart": {"items": 3}, "csrf_token": "zz81", "user": "alice@shop", "role": "admin"}"#)
        }
        return stage
    }

    /// Looks at its history.
    static func inspect(_ stage: inout Stage) {
        stage.press("/")
        stage.type("5e55")
        stage.press("Enter", "g", "Enter", "Tab")
    }
}

extension FakeStore {
    /// The user of a session is another one.
    mutating func log(in key: SessionKey, as user: String) {
        guard var session = self[key] else { return }
        session.userNames = [user]
        self[key] = session
    }
}

@Suite struct `The life of a session in the console` {
    @Test func `is there though nobody looked while it went on`() {
        var stage = Lived.stage(100, 30)

        Lived.inspect(&stage)

        for line in ["created", "changed", "became alice@shop", "touched", "role changed"] {
            #expect(stage.shows(line))
        }
        #expect(stage.shows(#"csrf_token "********""#))
        #expect(!stage.shows("zz81"))
    }

    @Test func `is shown for a session that has ended, with why`() {
        var stage = Lived.stage(100, 30)
        stage.happen { $0[Lived.key] = nil }
        stage.advance(milliseconds: 10_000)

        stage.press("3", "G", "Enter")

        #expect(stage.shows("life of"))
        #expect(stage.shows("ended: "))
        #expect(stage.shows("became alice@shop"))
    }

    @Test func `compares a marked moment with another`() {
        var stage = Lived.stage(100, 30)
        Lived.inspect(&stage)

        stage.press("g", "Space", "G", "=")

        #expect(stage.shows("+ "))
        #expect(stage.shows("cart.items"))
        #expect(stage.row("role")?.contains("admin") == true || stage.shows("\"admin\""))
        #expect(!stage.shows("zz81"))
        stage.press("Esc")
        #expect(stage.shows("[History]"))
    }

    @Test func `compares with the moment before where none is marked`() {
        var stage = Lived.stage(100, 30)
        Lived.inspect(&stage)

        stage.press("G", "=")

        #expect(stage.shows("1 field differs"))
        #expect(!stage.shows("cart.items"))
    }

    @Test func `says on the first moment that there is none before it`() {
        var stage = Lived.stage(100, 30)
        Lived.inspect(&stage)

        stage.press("g", "=")

        #expect(stage.shows("This is the first moment"))
    }

    @Test func `says why it ended, and what speaks for it`() {
        var stage = Lived.stage(100, 30)
        stage.happen { $0[Lived.key] = nil }
        stage.press("3", "G", "W")

        #expect(stage.shows("As far as is known:"))
        #expect(stage.shows("The application ended it, or another client"))
    }

    @Test func `is an operator's where the operator ended it`() {
        var stage = Lived.stage(120, 40)
        stage.press("/")
        stage.type("5e55")
        stage.press("Enter", "g", "D", "y", "Esc", "3", "G")

        #expect(stage.row("destroyed")?.contains("operator") == true)
    }

    @Test func `ends in a gap where the connection was lost, and not after it`() {
        var stage = Stage(Sample.shop, columns: 120, rows: 40)
        let error = StoreError(.lost, while: "following changes", on: "web", detail: "connection closed")
        stage.send(.news(.lost(error)))
        stage.store[Sample.shop[0].key] = nil
        stage.send(.news(.connected(.push("tracking"))))
        stage.send(.news(.gap("reconnected after 2.0 s")))
        stage.settle()
        stage.happen { $0[Sample.key(Sample.id("a7c4", "0f3e"))] = nil }

        stage.press("3")

        #expect(stage.row("3f9a..c21e")?.contains("in a gap") == true)
        #expect(stage.row("a7c4..0f3e")?.contains("in a gap") == false)
        #expect(stage.console.blind.isEmpty)
    }
}
