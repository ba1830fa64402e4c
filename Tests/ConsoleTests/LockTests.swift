@testable import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `A read-only profile in the console` {
    private func stage(_ columns: Int = 100, _ rows: Int = 30, canUnlock: Bool = true) -> Stage {
        var facts = Sample.facts(isReadOnly: true)
        facts.canUnlock = canUnlock
        return Stage(Sample.shop, facts: facts, columns: columns, rows: rows)
    }

    @Test func `says how it is opened for writing`() {
        var stage = stage()

        stage.press("D")

        #expect(stage.shows("read-only by its profile; :write unlocks it"))
        #expect(stage.acts.isEmpty)
    }

    @Test func `is opened for a quarter of an hour with a reason`() {
        var stage = stage()

        stage.command("write ticket 4712")

        #expect(stage.effects.contains(.unlock(store: 0, milliseconds: 900_000, reason: "ticket 4712")))
        #expect(stage.row("web")?.contains("[RW 15m00s]") == true)
        #expect(!stage.shows("[RO]"))
        stage.advance(milliseconds: 60_000)
        #expect(stage.shows("[RW 14m00s]"))
        stage.press("D", "y")
        #expect(stage.acts.count == 1)
    }

    @Test func `says the time that was asked for, though some of it has passed`() {
        var stage = stage()

        stage.send(.unlocked(store: 0, until: stage.now.adding(milliseconds: 59_700), nil))

        #expect(stage.shows("is open for writing for 1m00s;"))
    }

    @Test func `asks for the reason where none was given, and stays as it is without one`() {
        var stage = stage()

        stage.command("write 5m")
        #expect(stage.shows("reason to write for 5m"))
        stage.press("Esc")
        #expect(stage.shows("[RO]"))
        stage.command("write 5m")
        stage.type("ticket 1")
        stage.press("Enter")

        #expect(stage.effects.contains(.unlock(store: 0, milliseconds: 300_000, reason: "ticket 1")))
    }

    @Test func `is final where it was asked for on the command line`() {
        var stage = stage(canUnlock: false)

        stage.command("write ticket")

        #expect(stage.shows("--read-only was given on the command line, and that is final"))
        #expect(!stage.effects.contains { if case .unlock = $0 { true } else { false } })
    }

    @Test func `is locked again at once by a word`() {
        var stage = stage()
        stage.command("write ticket")

        stage.command("readonly")

        #expect(stage.shows("[RO]"))
        stage.press("D")
        #expect(stage.acts.isEmpty)
    }

    @Test func `refuses what a dialog asks that was open when it locked itself`() {
        var stage = stage()
        stage.command("write ticket")
        stage.press("D")
        #expect(stage.shows("End this session"))

        stage.send(.locked(store: 0, "web is read-only again: its time was up."))
        stage.press("y")

        #expect(stage.acts.isEmpty)
        #expect(stage.shows("Nothing was done: web is read-only"))
    }

    @Test func `refuses when its time is up, whoever tells of it`() {
        var stage = stage()
        stage.command("write 1m ticket")
        stage.press("D")

        stage.advance(milliseconds: 61_000)
        stage.press("y")

        #expect(stage.acts.isEmpty)
    }

    @Test func `keeps the text of an edit that came too late`() {
        var stage = stage()
        stage.command("write ticket")
        stage.press("g", "E")
        stage.settle()
        stage.send(.locked(store: 0, "web is read-only again."))
        let text = stage.editor?.text ?? ""

        stage.leaveEditor(with: text.replacing("59.90", with: "60"))

        #expect(stage.acts.isEmpty)
        #expect(stage.shows("read-only"))
        stage.press("w")
        #expect(stage.saved.last?.contains("60") == true)
    }

    @Test func `is one of several that are open`() {
        var second = Sample.facts(name: "adm", isReadOnly: true)
        second.canUnlock = true
        var stage = Stage(100, 30)
        stage.send(.opened(StoreFacts(joining: [Sample.facts(name: "web"), second])))
        stage.press("5", "j")

        stage.command("write ticket")

        #expect(stage.effects.contains(.unlock(store: 1, milliseconds: 900_000, reason: "ticket")))
        #expect(stage.console.facts?.members[1].isReadOnly == false)
    }
}
