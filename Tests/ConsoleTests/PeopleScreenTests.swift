@testable import Operations
import SessionModel
import TerminalKit
import Testing

@testable import Console

@Suite struct `Screens of people and stores` {
    /// A screen's size, and whether it may only use ASCII.
    struct Look: Sendable, CustomTestStringConvertible {
        var columns: Int
        var rows: Int
        var isASCII: Bool

        var name: String { (isASCII ? "ascii-" : "") + "\(columns)x\(rows)" }
        var testDescription: String { name }

        var stage: Stage { People.stage(columns, rows, isASCII: isASCII) }
    }

    static let looks = [(60, 20), (80, 24), (120, 40), (160, 48)].flatMap { columns, rows in
        [false, true].map { Look(columns: columns, rows: rows, isASCII: $0) }
    }

    @Test(arguments: looks)
    func `shows sessions of several stores in one list`(_ look: Look) {
        Golden.expect(look.stage.cells, "shared-\(look.name)")
    }

    @Test(arguments: looks)
    func `shows users`(_ look: Look) {
        var stage = look.stage
        stage.press("2")
        Golden.expect(stage.cells, "users-\(look.name)")
    }

    @Test(arguments: looks)
    func `shows one person`(_ look: Look) {
        var stage = look.stage
        stage.press("2", "Enter")
        Golden.expect(stage.cells, "person-\(look.name)")
    }

    @Test(arguments: looks)
    func `shows stores`(_ look: Look) {
        var stage = look.stage
        stage.press("5", "j")
        Golden.expect(stage.cells, "stores-\(look.name)")
    }

    @Test(arguments: looks)
    func `asks before a logout`(_ look: Look) {
        var stage = look.stage
        stage.press("2", "L")
        Golden.expect(stage.cells, "logout-\(look.name)")
    }

    @Test(arguments: looks)
    func `shows how a logout goes`(_ look: Look) {
        var stage = look.stage
        stage.press("2", "L")
        stage.confirmLogout()
        stage.hear(.progress(done: 1, of: 3))
        Golden.expect(stage.cells, "logging-out-\(look.name)")
    }

    @Test(arguments: looks)
    func `shows the receipt, while returns are watched for`(_ look: Look) {
        var stage = look.stage
        stage.command("logout alice@shop --for 15m")
        stage.confirmLogout()
        stage.hear(.ended(People.receipt, undoTitle: "logout of alice@shop", redoTitle: nil))
        stage.advance(milliseconds: 4_000)
        stage.hear(
            .returned(
                ReturnedSession(
                    store: "web-prod", name: "3f9a..c21e",
                    key: Sample.key(Sample.id("3f9a", "c21e")), after: 412, isSameUser: true, isEndedAgain: false)))
        Golden.expect(stage.cells, "receipt-\(look.name)")
    }

    @Test(arguments: looks)
    func `says on every screen that a logout stands`(_ look: Look) {
        var stage = look.stage
        stage.command("logout alice@shop --for 15m")
        stage.confirmLogout()
        stage.hear(.ended(People.receipt, undoTitle: nil, redoTitle: nil))
        stage.press("Esc")
        stage.advance(milliseconds: 61_000)
        Golden.expect(stage.cells, "standing-\(look.name)")
    }
}
