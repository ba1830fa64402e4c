import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `The horizon on screen` {
    /// A console with so many sessions that end in each of these milliseconds from now.
    private func stage(_ left: [Int64?: Int], columns: Int = 80, rows: Int = 24) -> Stage {
        let sessions = left.flatMap { left, count in
            (0..<count).map { Sample.session("s\(left.map(String.init) ?? "never")-\($0)", user: "u", left: left) }
        }
        return Stage(sessions, columns: columns, rows: rows)
    }

    @Test func `counts what ends in each minute, later, and never`() {
        var stage = stage([30_000: 3, 720_500: 2, 7_200_000: 4, nil: 1])
        stage.press("i")

        #expect(stage.console.horizonView.horizon?.bars[0] == 3)
        #expect(stage.console.horizonView.horizon?.bars[12] == 2)
        #expect(stage.shows("later 4   never 1"))
        #expect(stage.shows("peak 3 at 14:02"))
        #expect(stage.rows[2].contains("5 of 10 in 60 min"))
    }

    @Test func `lists the sessions of a bar, and goes on listing them while time passes`() {
        var stage = stage([30_000: 3, 720_500: 2, 750_000: 1, 781_000: 1])
        stage.press("4")
        for _ in 0..<12 { stage.press("l") }
        #expect(stage.shows("3 sessions end between 14:14:07Z and 14:15:07Z, from 12m on."))
        stage.press("Enter")

        #expect(stage.console.view == .sessions)
        #expect(stage.rows[2].contains("3 of 7 shown"))
        stage.advance(milliseconds: 20_000)
        stage.settle()
        #expect(stage.rows[2].contains("3 of 7 shown"))
    }

    @Test func `lists what ends later and what never does`() {
        var stage = stage([30_000: 3, 7_200_000: 4, nil: 2])
        stage.press("4", "G")
        #expect(stage.shows("2 sessions never end by themselves."))
        stage.press("Enter")
        #expect(stage.rows[2].contains("2 of 9 shown"))

        stage.press("4", "G", "h", "Enter")
        #expect(stage.rows[2].contains("4 of 9 shown"))
    }

    @Test func `looks nearer and farther, with the cursor at the same time`() {
        var stage = stage([30_000: 3, 1_505_000: 2])
        stage.press("4")
        for _ in 0..<25 { stage.press("Right") }
        stage.press("Z")
        #expect(stage.shows("in the next 24 hours"))
        #expect(stage.console.horizonView.selected == .bar(0))
        stage.press("Z")
        #expect(stage.shows("farther: this is the farthest."))

        stage.press("z", "z")
        #expect(stage.shows("in the next 10 min"))
        #expect(stage.console.horizonView.horizon?.bars[2] == 3)
    }

    @Test func `is counted once a second where there are many, however often it is drawn`() {
        var stage = stage([30_000: 2_100])
        stage.press("4")
        let first = stage.console.horizonView.horizon
        stage.happen { $0[Sample.key("s30000-0")] = nil }
        stage.advance(milliseconds: 400)
        #expect(stage.console.horizonView.horizon == first)
        stage.advance(milliseconds: 700)

        #expect(stage.console.horizonView.horizon?.bars[0] == 2_099)
    }

    @Test func `leaves out what has just ended`() {
        var stage = stage([30_000: 3])
        stage.happen { $0[Sample.key("s30000-0")] = nil }
        stage.press("4")

        #expect(stage.console.list.dyingCount == 1)
        #expect(stage.console.horizonView.horizon?.bars[0] == 2)
    }

    @Test func `counts only the store that is shown`() {
        var stage = People.stage(120, 40, isLost: false)
        stage.command("ctx adm")
        stage.press("4")
        let shown = People.sessions.filter { SharedKey.place(of: $0.key) == 1 }
        let horizon = stage.console.horizonView.horizon

        #expect(horizon.map { $0.live + $0.passed } == shown.count)
    }

    // MARK: What if

    private static let idlers =
        (0..<5).map { Sample.session("old\($0)", user: "u", left: 300_000, idle: 1_500_000) }
        + (0..<3).map { Sample.session("new\($0)", user: "u", left: 1_500_000, idle: 300_000) }

    @Test func `says what would end under another lifetime, as a dry run does`() {
        var stage = Stage(Self.idlers)
        stage.command("what-if 20m")

        #expect(stage.shows("what if they lived 20m after a request"))
        #expect(stage.shows("at once 5"))
        #expect(stage.shows("With 20m after the last request 5 of 8 would have ended"))
        #expect(stage.console.horizonView.shown?.bars[14] == 3)
        stage.press("Enter")
        #expect(stage.rows[2].contains("idle>=20m"))
        #expect(stage.rows[2].contains("5 of 8 shown"))
    }

    @Test func `lists the sessions of a bar of what would be`() {
        var stage = Stage(Self.idlers)
        stage.command("what-if 20m")
        for _ in 0..<15 { stage.press("l") }
        #expect(stage.shows("3 sessions would end between"))
        stage.press("Enter")

        #expect(stage.rows[2].contains("3 of 8 shown"))
    }

    @Test func `shows what is again`() {
        var stage = Stage(Self.idlers)
        stage.command("what-if 20m")
        stage.command("what-if off")

        #expect(stage.shows("sessions that end in the next 60 min"))
        #expect(!stage.shows("at once"))
    }

    @Test func `says what it cannot know`() {
        var silent = Sample.session("silent", user: "u", left: 600_000)
        silent.lifetime = nil
        let reckoned = Sample.session("reckoned", user: "u", left: 60_000)
        var stage = Stage(Self.idlers + [silent, reckoned], columns: 120, rows: 40)
        stage.command("what-if 20m")

        #expect(stage.shows("1 reckoned   not known 1"))
        #expect(stage.shows("at once 6"))
    }

    @Test func `names a length of time that is none`() {
        var stage = Stage(Self.idlers)
        stage.command("what-if soon")
        #expect(stage.shows("what-if: 'soon' is no length of time"))
        stage.command("what-if")

        #expect(stage.shows("Usage: what-if 20m"))
    }

    @Test func `drops an answer to a question that was taken back`() {
        var stage = Stage(Self.idlers)
        stage.press(":")
        stage.type("what-if 20m")
        stage.send(.keys([.enter]))
        guard case .readWhatIf(let ticket, _)? = stage.takeWaiting().last else {
            Issue.record("nothing was asked")
            return
        }
        stage.command("what-if off")
        stage.send(.whatIf(ticket, WhatIf(lifetime: 1_200_000, readAt: stage.now)))

        #expect(stage.effects.contains(.stop(ticket)))
        #expect(stage.console.horizonView.whatIf == nil)
    }
}
