import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Screens of the dialogs` {
    static let sizes = [(80, 24), (160, 48), (60, 20)]
    static let production = Sample.facts(name: "web-prod", isProduction: true)

    @Test(arguments: sizes + [(40, 10)])
    func `destroys one`(_ columns: Int, _ rows: Int) {
        var stage = `Screens of the list`.busy(columns, rows)
        stage.press("D")

        Golden.expect(stage.cells, "destroy-one-\(columns)x\(rows)")
    }

    @Test(arguments: sizes + [(40, 10)])
    func `destroys many, of which some are hidden`(_ columns: Int, _ rows: Int) {
        var stage = `Screens of the list`.busy(columns, rows)
        stage.press("*", "/")
        stage.type("@shop")
        stage.press("Enter", "D")

        Golden.expect(stage.cells, "destroy-many-\(columns)x\(rows)")
    }

    @Test(arguments: sizes)
    func `destroys many in production`(_ columns: Int, _ rows: Int) {
        var stage = `Screens of the list`.busy(columns, rows, facts: Self.production)
        stage.press("*", "D", "Tab", "Tab")
        stage.type("stolen laptop #4712")
        stage.press("Enter")
        stage.type("3")
        stage.press("Enter")

        Golden.expect(stage.cells, "destroy-production-\(columns)x\(rows)")
    }

    @Test(arguments: [(80, 24), (60, 20)])
    func `gives a new id`(_ columns: Int, _ rows: Int) {
        var stage = `Screens of the list`.busy(columns, rows)
        stage.press("I")

        Golden.expect(stage.cells, "regenerate-\(columns)x\(rows)")
    }

    @Test(arguments: [(80, 24), (60, 20)])
    func `edits a value and complains`(_ columns: Int, _ rows: Int) {
        var stage = `Screens of one session`.alice(columns, rows)
        stage.press("j", "j", "e", "Ctrl-u")
        stage.type("owner")
        stage.press("Enter")

        Golden.expect(stage.cells, "value-\(columns)x\(rows)")
    }

    @Test func `edits a hidden value`() {
        var stage = `Screens of one session`.alice(80, 24)
        stage.press("j", "j", "j", "j", "e")

        Golden.expect(stage.cells, "value-hidden-80x24")
    }

    /// An edit of the role, while somebody else changed cart and note.
    static func conflict(_ columns: Int, _ rows: Int) -> Stage {
        var stage = `Screens of one session`.alice(columns, rows)
        stage.press("j", "j", "e", "Ctrl-u")
        stage.type("\"user\"")
        stage.store.change(Sample.shop[0].key, to: Sample.alice.replacing("\"items\": 3", with: "\"items\": 4"))
        stage.press("Enter")
        return stage
    }

    @Test(arguments: sizes)
    func `shows the three sides of a conflict`(_ columns: Int, _ rows: Int) {
        Golden.expect(Self.conflict(columns, rows).cells, "conflict-\(columns)x\(rows)")
    }

    @Test(arguments: [(80, 24), (60, 20)])
    func `tells that the session has ended`(_ columns: Int, _ rows: Int) {
        var stage = `Screens of one session`.alice(columns, rows)
        stage.press("j", "j", "e", "Ctrl-u")
        stage.type("\"user\"")
        stage.store[Sample.shop[0].key] = nil
        stage.press("Enter")

        Golden.expect(stage.cells, "gone-\(columns)x\(rows)")
    }

    @Test(arguments: sizes)
    func `lists what can be done`(_ columns: Int, _ rows: Int) {
        var stage = `Screens of the list`.busy(columns, rows)
        stage.press("a")

        Golden.expect(stage.cells, "actions-\(columns)x\(rows)")
    }

    @Test func `says why an action is off`() {
        var stage = `Screens of the list`.busy(
            80, 24, facts: Sample.facts(name: "web-prod", isProduction: true, isReadOnly: true))
        stage.press("a")

        Golden.expect(stage.cells, "actions-read-only-80x24")
    }

    @Test func `sorts`() {
        var stage = `Screens of the list`.busy(80, 24)
        stage.press("s")

        Golden.expect(stage.cells, "sort-80x24")
    }

    @Test func `asks before quitting`() {
        var stage = `Screens of the list`.busy(80, 24)
        stage.press("D", "y", "q")

        Golden.expect(stage.cells, "quit-80x24")
    }

    @Test func `asks for a reason`() {
        var stage = `Screens of the list`.busy(80, 24, facts: Self.production)
        stage.press("t")
        Golden.expect(stage.cells, "prompt-ttl-80x24")
        stage.type("+30m")
        stage.press("Enter")

        Golden.expect(stage.cells, "prompt-reason-80x24")
    }
}

extension String {
    /// The text with every `part` replaced; a standard library without Foundation has none for texts.
    func replacing(_ part: String, with new: String) -> String {
        var rest = self[...]
        var result = ""
        while !rest.isEmpty {
            if rest.hasPrefix(part) {
                result += new
                rest = rest.dropFirst(part.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
