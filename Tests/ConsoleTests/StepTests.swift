import Operations
import SessionModel
import TerminalKit
import Testing

@testable import Console

/// Frames that are drawn over the one before. That they are as they would be if they were drawn whole is held by every
/// stage, of every test.
@Suite struct `A step of the cursor` {
    /// Whether what is done to a stage ends in a frame drawn over the one before.
    private func isDrawnOver(_ stage: inout Stage, _ change: (inout Stage) -> Void) -> Bool {
        let before = stage.steps
        change(&stage)
        return stage.steps == before + 1
    }

    private func listed(_ columns: Int = 80, _ rows: Int = 24) -> Stage {
        var stage = `Screens of the list`.busy(columns, rows)
        // What was new is so no longer.
        stage.advance(milliseconds: 6_000)
        stage.settle()
        stage.press("j")
        return stage
    }

    @Test(arguments: ["j", "k", "Down", "Up", "g", "G"]) func `is drawn over the frame before`(_ key: String) {
        var stage = listed()
        #expect(isDrawnOver(&stage) { $0.press("j") })
        let selected = stage.selectedRow
        #expect(isDrawnOver(&stage) { $0.press(key) })
        #expect(stage.selectedRow != selected)
    }

    @Test func `shows the moment of the frame before, and no longer than that holds`() {
        var stage = listed()
        let times = stage.rows.map { $0.prefix(12) }.filter { $0.contains(":") }
        stage.now = stage.now.adding(milliseconds: 300)
        #expect(isDrawnOver(&stage) { $0.press("j") })
        #expect(
            stage.rows.map { $0.prefix(12) }.filter { $0.contains(":") }.map { $0.dropFirst() }
                == times.map { $0.dropFirst() })

        stage.now = stage.now.adding(milliseconds: 800)
        #expect(!isDrawnOver(&stage) { $0.press("k") })
        #expect(isDrawnOver(&stage) { $0.press("k") })
    }

    @Test func `is drawn whole where the list is scrolled`() {
        let sessions = (0..<60).map { number in
            Sample.session(Sample.id("0a\(number)", "0b"), user: "user\(number)", left: 60_000 + Int64(number) * 1000)
        }
        var stage = Stage(sessions)
        stage.press("j")
        #expect(isDrawnOver(&stage) { $0.press("j") })
        #expect(!isDrawnOver(&stage) { $0.press("G") })
        #expect(isDrawnOver(&stage) { $0.press("k") })
    }

    @Test func `is drawn whole after anything else`() {
        var stage = listed()
        #expect(!isDrawnOver(&stage) { $0.press("Space") })
        stage.press("j")
        #expect(!isDrawnOver(&stage) { $0.send(.news(.gap("connection lost for 2.1 s"))) })
        // What a key without a meaning is answered with goes with the next key.
        stage.press("§")
        #expect(!isDrawnOver(&stage) { $0.press("j") })
        #expect(isDrawnOver(&stage) { $0.press("k") })
        #expect(!isDrawnOver(&stage) { $0.pressAtOnce("j", "Space") })
        #expect(!isDrawnOver(&stage) { $0.press("/") })
    }

    @Test func `changes the keys that can be given, and the session beside the list`() {
        var stage = listed(160, 48)
        let text = stage.text
        stage.press("j")
        #expect(stage.text != text)
        stage.press("k")
        #expect(stage.text == text)
    }
}
