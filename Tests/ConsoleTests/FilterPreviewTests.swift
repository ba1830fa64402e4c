import SessionModel
import TerminalKit
import Testing

@testable import Console

@Suite struct `A filter that is being typed` {
    private func typed(_ text: String, in stage: Stage = Stage(Sample.shop)) -> Stage {
        var stage = stage
        stage.press("/")
        stage.type(text)
        return stage
    }

    @Test(arguments: [
        ("user=alice@shop", "2 of 9 shown"), ("ttl<5m", "3 of 9 shown"), ("user=none", "2 of 9 shown"),
        ("user=nobody", "0 of 9 shown"), ("alice", "2 of 9 shown"), ("role=admin", "Enter searches"),
        ("alice role=admin", "Enter searches"),
    ])
    func `shows what fits where the rows can tell, and says so where they can't`(_ text: String, _ count: String) {
        let stage = typed(text)

        #expect(stage.row(" sessions > ")?.contains(count) == true, "\(stage.rows[2])")
        #expect(stage.shows("shown") != (count == "Enter searches"))
    }

    @Test func `says that nothing fits, and not that Enter finds it, where the rows can tell`() {
        #expect(typed("user=nobody").shows("No session fits so far."))
        #expect(typed("nobody").shows("Enter searches all payloads."))
    }

    @Test(arguments: ["csrf_token=k3J9", "user=alice ("])
    func `stands above the list only where it narrows it`(_ text: String) {
        var stage = typed(text)
        stage.press("Enter")

        #expect(stage.rows.last?.contains(text) == true)
        #expect(!stage.rows.dropLast().contains { $0.contains("> \(text)") })
    }

    @Test(arguments: [40, 60, 80])
    func `is still seen beside many counts`(_ columns: Int) {
        var stage = Stage(Sample.shop, columns: columns, rows: 24)
        stage.press("*")
        stage.command("filter role=admin cart.total>10 or user=alice@shop")
        if let ticket = stage.console.search?.ticket {
            stage.send(
                .searched(
                    ticket,
                    SearchProgress(found: RecordPage(), looked: 1_234_567, unreadable: 12_345, isOver: false)))
        }

        #expect(stage.rows[2].contains(columns < 80 ? "> role" : "> role=admin cart.to"), "\(stage.rows[2])")
        #expect(stage.rows[2].contains("of 9"), "\(stage.rows[2])")
    }

    @Test func `takes what was said of its mistake back once that is mended`() {
        var stage = typed("user=alice@shop (")
        stage.press("Enter")
        #expect(stage.console.messages.unreadCount == 1)
        stage.press("Backspace", "Backspace", "Enter")

        #expect(stage.shows("2 of 9 shown"))
        #expect(stage.console.messages.unreadCount == 0)
    }
}
