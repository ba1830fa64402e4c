import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `The pulse in the header` {
    private func stage(_ columns: Int = 160, _ rows: Int = 48) -> Stage {
        Stage(Sample.shop, columns: columns, rows: rows)
    }

    @Test func `tells who is there`() {
        let stage = stage()

        #expect(stage.rows[1].contains("live 8  users 5+  anonymous 1+  never 1 !"))
    }

    @Test func `tells how fast sessions come, change and go`() {
        var stage = stage()
        for number in 0..<20 {
            stage.happen { store in
                store[Sample.key("n\(number)")] = Sample.session("n\(number)", payload: "{\"n\": \(number)}")
            }
        }
        for number in 0..<4 { stage.happen { $0.change(Sample.key("n\(number)"), to: "{\"x\": \(number)}") } }
        stage.happen { $0[Sample.key("n9")] = nil }
        #expect(stage.rows[1].contains("new 2.0/s  saved 0.4/s  expired 0.0/s  ended 0.1/s"))
        stage.advance(milliseconds: 11_000)

        #expect(stage.rows[1].contains("new 0.0/s  saved 0.0/s"))
        #expect(stage.row("30 min") != nil)
    }

    @Test func `counts every session of a flood, though it is told of in one line`() {
        let flood = (0..<300).map { Sample.session("f\($0)", user: "f") }
        var stage = Stage(flood, columns: 160, rows: 48)
        stage.send(.news(.observed(flood.prefix(200).map { Observation(key: $0.key) })))
        stage.send(.news(.observed(flood.suffix(100).map { Observation(key: $0.key) })))

        #expect(stage.console.events.rates.perSecond(.destroyed, at: stage.now) == 30)
        #expect(stage.console.events.count < 10)
        #expect(stage.rows[1].contains("ended 30.0/s"))
    }

    @Test func `needs room`() {
        #expect(stage(120, 40).rows[1].contains("live 8"))
        #expect(!stage(119, 40).shows("anonymous 2"))
        #expect(!stage(120, 39).shows("anonymous 2"))
    }

    @Test(arguments: [(0, "0.0"), (0.04, "0.0"), (3.25, "3.3"), (99.9, "99.9"), (99.96, "100"), (1234.5, "1,235")])
    func `writes a rate in few characters`(_ rate: Double, _ text: String) {
        #expect(PulseDrawing.text(rate) == text)
    }

    @Test func `draws its history with ASCII alone`() {
        var stage = stage()
        stage.glyphs = .ascii
        for number in 0..<9 { stage.happen { $0[Sample.key("n\(number)")] = Sample.session("n\(number)", user: "n") } }

        #expect(stage.rows[1].trimmedEnd.hasSuffix("#"))
        #expect(stage.rows[1].unicodeScalars.allSatisfy { $0.isASCII })
    }
}

extension String {
    /// The text without blanks at its end.
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
