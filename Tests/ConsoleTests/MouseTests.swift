import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `The mouse` {
    /// A console with the mouse on.
    private func stage(_ columns: Int = 80, _ rows: Int = 24) -> Stage {
        var stage = Stage(Sample.shop, columns: columns, rows: rows)
        stage.press("F2")
        return stage
    }

    @Test func `is the terminal's own until F2, and again after it`() {
        var stage = Stage(Sample.shop)
        #expect(!stage.console.terminalWish.hasMouse)
        stage.press("F2")
        #expect(stage.console.terminalWish.hasMouse)
        #expect(stage.shows("The mouse is on"))
        stage.command("mouse")
        #expect(!stage.console.terminalWish.hasMouse)
        #expect(stage.shows("The mouse is off: the terminal's own selection works again."))
    }

    @Test func `does nothing while it is off`() {
        var stage = Stage(Sample.shop)
        let before = stage.rows
        stage.mouse(.press, 3, 8)
        stage.mouse(.wheelDown, 3, 8)

        #expect(stage.rows == before)
    }

    @Test func `selects the session that is clicked`() {
        var stage = stage()
        stage.mouse(.press, 20, 7)
        stage.mouse(.release, 20, 7)

        #expect(stage.console.sessionsView.viewport.cursor == 3)
        #expect(stage.rows.firstIndex { $0.hasPrefix("▶") } == 7)
    }

    @Test func `opens what is clicked twice`() {
        var stage = stage()
        stage.mouse(.press, 20, 6)
        stage.mouse(.doubleClick, 20, 6)

        #expect(stage.console.view == .inspector)
        #expect(stage.console.inspector?.session.key == Sample.shop[2].key)
    }

    @Test func `opens the tab that is clicked`() throws {
        var stage = stage()
        let tab = try #require(stage.console.tabs.first { $0.kind == .events })
        #expect(Array(stage.rows[1])[tab.columns].elementsEqual("3 Events"))
        stage.mouse(.press, tab.columns.lowerBound + 1, 1)

        #expect(stage.console.view == .events)
    }

    @Test func `moves with the wheel`() {
        var stage = stage()
        stage.mouse(.wheelDown, 3, 8)
        #expect(stage.console.sessionsView.viewport.cursor == 3)
        stage.mouse(.wheelUp, 3, 8)

        #expect(stage.console.sessionsView.viewport.cursor == 0)
    }

    @Test func `selects fields below the facts of a session`() throws {
        var stage = stage()
        stage.press("Enter")
        let y = try #require(stage.rows.firstIndex { $0.contains(" role ") })
        stage.mouse(.press, 10, y)

        #expect(stage.console.inspector?.cursorNode?.key == "role")
        stage.mouse(.press, 10, 4)
        #expect(stage.console.inspector?.cursorNode?.key == "role")
    }

    @Test(arguments: [(20, 0), (79, 23), (3, 4), (5, 20), (500, 500)])
    func `leaves everything as it is beside lists and tabs`(_ x: Int, _ y: Int) {
        var stage = stage()
        stage.press("j")
        stage.mouse(.press, x, y)

        #expect(stage.console.view == .sessions)
        #expect(stage.console.dialog == nil)
        #expect(stage.acts.isEmpty)
    }

    @Test func `confirms nothing in a dialog`() {
        var stage = stage()
        stage.press("D")
        for y in 0..<24 { for x in stride(from: 0, to: 80, by: 4) { stage.mouse(.doubleClick, x, y) } }

        #expect(stage.acts.isEmpty)
        #expect(stage.console.dialog is ConfirmDialog)
    }

    @Test func `moves in the actions menu`() {
        var stage = stage()
        stage.press("a")
        let before = stage.selectedRow
        stage.mouse(.wheelDown, 40, 12)

        #expect(stage.selectedRow != before)
    }
}
