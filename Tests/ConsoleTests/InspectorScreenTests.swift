import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Screens of one session` {
    @Test func `have the cursor on its field again after the other faces`() {
        var stage = Self.alice(80, 40)
        for _ in 0..<7 { stage.press("j") }
        let path = stage.console.inspector?.cursorNode?.path
        stage.press("Tab", "Tab", "p")
        #expect(stage.console.inspector?.cursorNode?.path == path)
        stage.press("p", "Tab")

        #expect(path?.steps.isEmpty == false)
        #expect(stage.console.inspector?.cursorNode?.path == path)
    }

    /// Looking into the first session of the shop.
    static func alice(_ columns: Int, _ rows: Int, isASCII: Bool = false) -> Stage {
        var stage = `Screens of the list`.busy(columns, rows, isASCII: isASCII)
        stage.press("g", "Enter")
        return stage
    }

    @Test func `shows its fields where there is little room`() {
        var stage = Self.alice(40, 10)
        stage.press("j", "j", "j", "j", "j", "j", "j")

        Golden.expect(stage.cells, "inspector-40x10")
    }

    @Test func `folds`() {
        var stage = Self.alice(80, 24)
        stage.press("G", "k", "k", "k", "k", "k", "k", "h", "h", "Enter")

        Golden.expect(stage.cells, "inspector-folded-80x24")
    }

    @Test func `hides the record as it is stored where something in it is hidden`() {
        var stage = Self.alice(80, 24)
        stage.press("p")

        Golden.expect(stage.cells, "inspector-raw-hidden-80x24")
    }

    @Test func `shows one that never expires`() {
        var stage = `Screens of the list`.busy(80, 24)
        stage.press("/")
        stage.type("user=erin")
        stage.press("Enter", "Enter")

        Golden.expect(stage.cells, "inspector-never-80x24")
    }
}
