import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Screens of one session` {
    static let sizes = [(80, 24), (160, 48), (60, 20)]

    /// Looking into the first session of the shop.
    static func alice(_ columns: Int, _ rows: Int, isASCII: Bool = false) -> Stage {
        var stage = `Screens of the list`.busy(columns, rows, isASCII: isASCII)
        stage.press("g", "Enter")
        return stage
    }

    @Test(arguments: sizes + [(40, 10), (120, 40)])
    func `shows its fields`(_ columns: Int, _ rows: Int) {
        var stage = Self.alice(columns, rows)
        stage.press("j", "j", "j", "j", "j", "j", "j")

        Golden.expect(stage.cells, "inspector-\(columns)x\(rows)")
    }

    @Test func `draws with ASCII alone`() {
        let stage = Self.alice(80, 24, isASCII: true)

        Golden.expect(stage.cells, "inspector-ascii-80x24")
    }

    @Test func `folds`() {
        var stage = Self.alice(80, 24)
        stage.press("G", "k", "k", "k", "k", "k", "k", "h", "h", "Enter")

        Golden.expect(stage.cells, "inspector-folded-80x24")
    }

    @Test(arguments: [(80, 24), (60, 20)])
    func `reveals`(_ columns: Int, _ rows: Int) {
        var stage = Self.alice(columns, rows)
        stage.press("x")

        Golden.expect(stage.cells, "inspector-revealed-\(columns)x\(rows)")
    }

    @Test func `shows the record as it is stored`() {
        var stage = Self.alice(80, 24)
        stage.press("p")
        Golden.expect(stage.cells, "inspector-raw-hidden-80x24")
        stage.press("x")

        Golden.expect(stage.cells, "inspector-raw-80x24")
    }

    @Test(arguments: sizes)
    func `shows what happened to it`(_ columns: Int, _ rows: Int) {
        var stage = Self.alice(columns, rows)
        stage.happen {
            $0.change(
                Sample.shop[0].key,
                to: Sample.alice.replacing("\"items\": 3", with: "\"items\": 4").replacing("k3J9", with: "k3J8"))
        }
        stage.happen { $0.move(Sample.shop[0].key, to: .at(Sample.now.adding(milliseconds: 1_800_000))) }
        stage.press("Tab")

        Golden.expect(stage.cells, "inspector-history-\(columns)x\(rows)")
    }

    @Test(arguments: [(80, 24), (60, 20)])
    func `shows one that can only be looked at`(_ columns: Int, _ rows: Int) {
        var stage = `Screens of the list`.busy(columns, rows)
        stage.press("/")
        stage.type("id=\(Sample.id("e0e0", "0bad"))")
        stage.press("Enter", "Enter")

        Golden.expect(stage.cells, "inspector-view-only-\(columns)x\(rows)")
    }

    @Test func `shows one that has ended`() {
        var stage = Self.alice(80, 24)
        stage.happen { $0[Sample.shop[0].key] = nil }

        Golden.expect(stage.cells, "inspector-ended-80x24")
    }

    @Test func `shows one that never expires`() {
        var stage = `Screens of the list`.busy(80, 24)
        stage.press("/")
        stage.type("user=erin")
        stage.press("Enter", "Enter")

        Golden.expect(stage.cells, "inspector-never-80x24")
    }
}
