import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Searching in a text` {
    private func alice() -> Stage {
        var stage = Stage(Sample.shop, columns: 80, rows: 40)
        stage.press("g", "Enter")
        return stage
    }

    private mutating func find(_ words: String, _ stage: inout Stage) {
        stage.press("/")
        stage.type(words)
        stage.press("Enter")
    }

    @Test mutating func `finds fields by name and by value, one after the other`() {
        var stage = alice()
        find("sku", &stage)
        #expect(stage.console.inspector?.cursorNode?.path.description == "cart.lines[0].sku")
        stage.press("n")
        #expect(stage.console.inspector?.cursorNode?.path.description == "cart.lines[1].sku")
        stage.press("n")
        #expect(stage.console.inspector?.cursorNode?.path.description == "cart.lines[0].sku")
        #expect(stage.shows("The search went on from the top."))
        stage.press("N")
        #expect(stage.console.inspector?.cursorNode?.path.description == "cart.lines[1].sku")
        find("ADMIN", &stage)

        #expect(stage.console.inspector?.cursorNode?.key == "role")
    }

    @Test mutating func `unfolds what hides a match`() {
        var stage = alice()
        find("cart", &stage)
        stage.press("Enter")
        #expect(!stage.shows("sku"))
        find("sku", &stage)

        #expect(stage.selectedRow?.contains("sku") == true)
    }

    @Test mutating func `never finds what is hidden`() {
        var stage = alice()
        find("k3J9", &stage)
        #expect(stage.shows("Nothing here matches \"k3J9\"."))
        stage.press("x", "n")

        #expect(stage.console.inspector?.cursorNode?.key == "csrf_token")
    }

    @Test func `never asks a filter's question of what is hidden`() {
        let refusal = "The filter asks for csrf_token, which is hidden"
        for query in ["csrf_token~^k3", "user=alice !(csrf_token=k3J9x)"] {
            var stage = Stage(Sample.shop)
            stage.press("/")
            stage.type(query)
            #expect(stage.row("a7c4..0f3e")?.contains("bob") == true)
            stage.press("Enter")
            #expect(stage.shows(refusal))
            #expect(stage.rows.last?.contains(query) == true)
            #expect(!stage.effects.contains { if case .search = $0 { true } else { false } })
            stage.press("Esc")
            stage.command("destroy --where \(query)")
            #expect(stage.shows(refusal))
            #expect(stage.console.dialog == nil)
            stage.command("save mine \(query)")
            #expect(stage.console.filter(named: "mine") == nil)
        }
    }

    @Test mutating func `finds lines of the journal and of the messages`() {
        var stage = Stage(Sample.shop)
        stage.store.journal = `Screens of the other views`.journal
        stage.press("6", "g")
        find("laptop", &stage)
        #expect(stage.console.journal.selected?.reason == "stolen laptop #4712")
        stage.send(.message(.warning, "The disk is full."))
        stage.send(.message(.warning, "The disk is full again."))
        stage.press("!")
        find("full.", &stage)

        #expect(stage.selectedRow?.contains("The disk is full.") == true)
    }

    @Test mutating func `shows what matches, and ends at Esc`() {
        var stage = Stage(Sample.shop)
        stage.store.journal = `Screens of the other views`.journal
        stage.press("6")
        find("kim", &stage)
        #expect(stage.cells.roleRows().joined().contains(String(Role.match.code)))
        stage.press("Esc")
        #expect(stage.console.view == .journal)
        stage.press("n")
        #expect(stage.shows("next-match: nothing is searched for; / does."))
        stage.press("Esc")

        #expect(stage.console.view == .sessions)
    }

    @Test func `goes on among the lines that a list is narrowed to`() {
        var stage = Stage(Sample.shop)
        for number in 1...3 {
            stage.happen { $0.change(Sample.shop[0].key, to: "{\"user\":\"alice@shop\",\"n\":\(number)}") }
            stage.happen { $0.change(Sample.shop[2].key, to: "{\"user\":\"bob\",\"n\":\(number)}") }
        }
        stage.press("3", "n")
        #expect(stage.shows("next-match: nothing is searched for"))
        stage.press("/")
        stage.type("bob")
        stage.press("Enter", "g", "n", "n")

        #expect(stage.console.eventsView.viewport.cursor == 2)
    }

    @Test mutating func `finds lines of the record as it is stored, once it is shown`() {
        var stage = alice()
        stage.press("p")
        find("cart", &stage)
        #expect(stage.shows("Nothing here matches"))
        stage.press("x")
        find("cart", &stage)

        #expect(!stage.shows("Nothing here matches"))
    }
}

@Suite struct `The record as it is stored` {
    private func raw() -> Stage {
        var stage = Stage(Sample.shop, columns: 60, rows: 40)
        stage.press("g", "Enter", "x", "p")
        return stage
    }

    @Test func `goes on to the right where it is not wrapped`() {
        var stage = raw()
        let wrapped = stage.console.inspector?.rawLines.count ?? 0
        #expect(wrapped > 1)
        stage.press("w")
        #expect(stage.console.inspector?.rawLines.count == 1)
        #expect(stage.shows("{\"user\""))
        stage.press("l", "l")
        #expect(!stage.shows("{\"user\""))
        stage.press("h", "h")
        #expect(stage.shows("{\"user\""))
        stage.press("w")

        #expect(stage.console.inspector?.rawLines.count == wrapped)
    }

    @Test func `is the only thing that wraps`() {
        var stage = raw()
        stage.press("p", "w")

        #expect(stage.shows("wrap: only the record as it is stored (p) is wrapped."))
    }
}

@Suite struct `Following a session` {
    private let alice = Sample.shop[0].key

    @Test func `tells everything that happens to it`() {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)
        stage.press("F")
        #expect(stage.shows("Following alice@shop"))
        #expect(stage.row("alice@shop  ")?.contains("followed") == true)
        stage.press("3")
        stage.happen { $0.change(alice, to: "{\"user\":\"alice@shop\",\"n\":1}") }
        #expect(stage.shows("Followed: "))
        stage.happen { $0.change(Sample.shop[2].key, to: "{\"user\":\"bob\",\"n\":1}") }
        stage.happen { $0[alice] = nil }

        #expect(stage.shows("The session you follow has ended"))
        #expect(stage.console.followed == nil)
    }

    @Test func `goes along with a new id`() {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)
        stage.press("F", "Enter", "I", "y", "Enter")
        let new = Sample.key(Sample.id("new1", "d0d0"))

        #expect(stage.console.followed == new)
        #expect(stage.console.inspector?.session.key == new)
    }

    @Test func `ends at the same key`() {
        var stage = Stage(Sample.shop)
        stage.press("F", "F")
        #expect(stage.shows("is followed no longer."))

        #expect(stage.console.followed == nil)
    }
}
