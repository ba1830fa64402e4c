@testable import Operations
import SessionModel
import TerminalKit
import Testing

@testable import Console

@Suite struct `Sessions that can't be read` {
    private static let broken = Sample.shop[8]
    private static let other = Sample.session(Sample.id("bad0", "0bad"), payload: "no JSON")

    @Test func `are not among the anonymous`() {
        var stage = Stage(Sample.shop)
        stage.press("/")
        stage.type("user=none")
        stage.press("Enter")

        #expect(stage.shows("2 of 9 shown"))
        #expect(!stage.shows("e0e0..0bad"))
    }

    @Test func `have no owner whose sessions could be shown`() {
        var stage = Stage(Sample.shop)
        stage.press("/")
        stage.type("state=unreadable")
        stage.press("Enter", "o")

        #expect(stage.shows("owner: its record can't be read, so nobody knows whose it is."))
        #expect(stage.console.sessionsView.filterText == "state=unreadable")
    }

    @Test func `come and go as nobody knows whose`() {
        var stage = Stage(Sample.shop)
        stage.happen { $0[Self.other.key] = Self.other }
        stage.happen { $0[Self.broken.key] = nil }
        stage.press("3")

        #expect(stage.row("created")?.contains(" ? ") == true)
        #expect(stage.row("destroyed")?.contains(" ? ") == true)
        #expect(!stage.shows("(anonymous)"))
    }

    @Test func `are anonymous no more once they can't be read, and named again when they can`() {
        var stage = Stage(Sample.shop, columns: 160, rows: 48)
        let bob = Sample.shop[2]
        stage.happen { $0[bob.key] = Sample.session(Sample.id("a7c4", "0f3e"), payload: "broken") }
        #expect(stage.shows("users 4+  anonymous 1+"))
        stage.happen { $0[bob.key] = bob }

        #expect(stage.shows("users 5+  anonymous 1+"))
    }

    @Test func `are counted in a listing that sees contents`() {
        var stage = Stage()
        stage.open(Sample.facts(listsContent: true))
        var page = RecordPage()
        for session in [Sample.shop[3], Self.broken] {
            session.key.bytes.withUnsafeBytes { key in
                let facts = RowFacts(
                    deadline: session.deadline.tableValue, size: 2, isReadable: session.payload != nil)
                page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(start: nil, count: 0))
            }
        }
        guard case .scan(let ticket, _, _, _)? = stage.takeWaiting().first(where: \.isScan) else {
            return #expect(Bool(false), "There was no listing.")
        }
        stage.send(.page(ticket, page))
        stage.send(.scanEnded(ticket, failure: nil))

        let table = stage.console.list.table
        #expect(table.row(of: Sample.shop[3].key).map(table.isUserKnown) == true)
        #expect(table.row(of: Self.broken.key).map(table.isUserKnown) == false)
    }

    @Test func `stay what they are while all is read again and no answer comes`() {
        var stage = Stage(Sample.shop)
        let before = stage.rows[4..<13]
        stage.send(.keys([.character("R")]))
        stage.turn()

        #expect(stage.shows("UNREADABLE"))
        #expect(Array(stage.rows[4..<13]) == Array(before))
        #expect(stage.waiting.contains { if case .read = $0 { true } else { false } })
    }

    @Test func `are told of beside the users`() {
        var stage = People.stage(80, 24)
        stage.store.directory = UserDirectory(
            stores: People.stores.map(\.name), people: People.directory.people, unreadable: [0, 2, 1])
        stage.press("2")

        #expect(stage.shows("4 users  3 anonymous  3 unreadable"))
    }
}

extension Effect {
    fileprivate var isScan: Bool {
        if case .scan = self { true } else { false }
    }
}
