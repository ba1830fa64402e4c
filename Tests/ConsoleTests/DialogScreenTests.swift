import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Screens of the dialogs` {

    @Test func `destroys one where there is little room`() {
        var stage = `Screens of the list`.busy(40, 10)
        stage.press("D")

        Golden.expect(stage.cells, "destroy-one-40x10")
    }

    @Test func `destroys many where there is little room`() {
        var stage = `Screens of the list`.busy(40, 10)
        stage.press("*", "/")
        stage.type("@shop")
        stage.press("Enter", "D")

        Golden.expect(stage.cells, "destroy-many-40x10")
    }

    @Test func `edits a hidden value`() {
        var stage = `Screens of one session`.alice(80, 24)
        stage.press("j", "j", "j", "j", "e")

        Golden.expect(stage.cells, "value-hidden-80x24")
    }

    @Test func `asks for a deadline`() {
        var stage = `Screens of the list`.busy(80, 24)
        stage.press("t")

        Golden.expect(stage.cells, "prompt-ttl-80x24")
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
