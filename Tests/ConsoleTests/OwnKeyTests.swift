import TerminalKit
import Testing

@testable import Console

@Suite struct `Keys of the operator's own` {
    private static let words = Vocabulary(keys: ["destroy": [.character("X"), .function(9)], "edit": []])

    private static func stage() -> Stage { Stage(Sample.shop, columns: 120, rows: 30, vocabulary: words) }

    @Test func `give their command, and those they replace give nothing`() {
        var stage = Self.stage()
        stage.press("D")
        #expect(stage.console.dialog == nil)
        #expect(stage.shows("D is bound to nothing; ? shows the keys."))
        stage.press("e")
        #expect(stage.shows("e is bound to nothing; ? shows the keys."))

        stage.press("X")

        #expect(stage.console.dialog != nil)
    }

    @Test func `leave the words and the other keys as they are`() {
        var stage = Self.stage()
        stage.command("destroy")
        #expect(stage.console.dialog != nil)
        stage.press("Esc", "j", "I")
        #expect(stage.console.dialog != nil)
    }

    @Test func `are those that sentences name`() {
        let words = Vocabulary(keys: [
            "undo": [.character("Z")], "help": [.function(1)], "mark": [.character("v")],
            "back": [.function(7)],
        ])
        var stage = Stage(Sample.shop, columns: 120, rows: 30, vocabulary: words)

        stage.press("u")
        #expect(stage.shows("u is bound to nothing; F1 shows the keys."))
        stage.press("J")
        stage.command("next-mark")
        #expect(stage.shows("no session is marked; v marks"))
        stage.press("D")
        #expect(stage.shows("Z brings it back"))
        stage.press("y")
        #expect(stage.shows("Z undoes it."))
        stage.command("filter nothing-is-called-so")
        stage.press("Enter")
        #expect(stage.shows("F7 takes it off."))
    }

    @Test func `stand in the line of keys, in the help and in the table`() {
        var stage = Self.stage()
        #expect(stage.shows("X destroy"))
        stage.press("?", "/")
        stage.type("destroy")
        #expect(stage.shows("X F9"))

        let rows = KeyTable.rows(Self.words)

        #expect(rows.first { $0.name == "destroy" }?.keys == ["X", "F9"])
        #expect(rows.first { $0.name == "edit" }?.keys == [])
        #expect(rows.map(\.name) == KeyTable.rows.map(\.name))
    }
}
