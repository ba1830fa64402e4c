import Operations
import SessionModel
import SessionQuery
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Session list` {
    static let bob = Sample.shop[2].key

    static func shop() -> Stage { Stage(Sample.shop) }

    /// As many sessions as told, each a second apart, the first dying in a minute.
    static func many(_ count: Int, from seconds: Int64 = 60) -> [Session] {
        (0..<count).map {
            Sample.session(
                Sample.id("s\(seconds)n\($0)", "tail"), user: "user\($0)", left: (seconds + Int64($0)) * 1000)
        }
    }

    @Test func `keeps the cursor on its session while others come above it`() {
        var stage = Self.shop()
        stage.press("j", "j")
        #expect(stage.selectedRow?.contains("bob") == true)

        stage.happen {
            $0.sessions += Self.many(1000, from: 60).map { session in
                var session = session
                session.clocks = [SessionClock(.store, .at(Sample.now.adding(milliseconds: 30_000)), source: "key TTL")]
                return session
            }
        }

        #expect(stage.selectedRow?.contains("bob") == true)
        #expect(stage.shows("1,009 of 1,009 shown"))
    }

    @Test func `acts on the session that was seen, though another took its row before the next frame`() {
        var stage = Self.shop()
        stage.press("j", "j")
        stage.happen { $0[Self.bob] = nil }
        stage.now = stage.now.adding(milliseconds: 6_000)
        let eve = Sample.session(Sample.id("eve0", "0000"), user: "eve", left: 1_000_000)
        stage.sendUnseen(.news(.observed([Observation(key: eve.key, session: eve)])))

        stage.pressAtOnce("D")

        #expect(!stage.shows("End this session") || !stage.shows("eve  "))
    }

    @Test func `shows the same rows whether a filter is typed key by key or all at once`() throws {
        for word in ["user1", "user 1", "s60n", "12", "599", "zz", "tail"] {
            var typed = try Self.listWithUsers(600)
            var atOnce = typed
            for length in 1...word.count {
                typed.setFilter(try Query.parse(String(word.prefix(length))), scope: .typing)
                typed.arrange(at: Sample.now, isForced: true)
            }
            atOnce.setFilter(try Query.parse(word), scope: .typing)
            atOnce.arrange(at: Sample.now, isForced: true)

            let expected = (0..<600).filter { number in
                word.split(separator: " ").allSatisfy { "user\(number) s60n\(number)tail".contains($0) }
            }
            #expect(typed.order == atOnce.order)
            #expect(typed.order.map(Int.init) == expected)
        }
    }

    @Test func `knows whether the address of any row is known`() throws {
        var list = try Self.listWithUsers(3)
        #expect(!list.hasAddresses)

        let here = Sample.session("s60n0tail", payload: #"{"ip": "192.0.2.7"}"#)
        let nowhere = Sample.session("s60n0tail", payload: "{}")
        for row in [0, 0, 1] { list.take(here, row: row, at: Sample.now) }
        list.take(nowhere, row: 0, at: Sample.now)
        #expect(list.hasAddresses)
        list.bury(1)
        #expect(!list.hasAddresses)
    }

    private static func listWithUsers(_ count: Int) throws -> SessionList {
        var list = SessionList(layouts: [.keyValue(KeyValueLayout(prefix: "web:"))])
        var page = RecordPage()
        for number in 0..<count {
            let deadline = Sample.now.adding(milliseconds: Int64(number) * 1000 + 60_000).milliseconds
            Array("web:s60n\(number)tail".utf8).withUnsafeBytes { key in
                Array("user\(number)".utf8).withUnsafeBytes { user in
                    page.append(key: key, facts: RowFacts(deadline: deadline, size: 2), user: user)
                }
            }
        }
        var seen: Set<Int>?
        list.take(page, seen: &seen, at: Sample.now)
        list.arrange(at: Sample.now, isForced: true)
        return list
    }

    @Test func `sorts by user, by id, and backwards`() {
        var stage = Self.shop()

        stage.press("s", "u")
        #expect(stage.rows[4].contains("alice@shop"))
        #expect(stage.shows("sort:USER"))
        stage.press("S")
        #expect(stage.rows[4].contains("?") || stage.rows[4].contains("(anonymous)"))
        stage.command("sort id")
        stage.press("S")
        #expect(stage.rows[4].contains("04fe..9ac8"))
        stage.command("sort weight")
        #expect(stage.shows("can't be sorted by \"weight\""))
    }

    @Test func `narrows while a filter is typed, and gives all back on Esc`() {
        var stage = Self.shop()

        stage.press("/")
        stage.type("car")
        #expect(stage.shows("1 of 9 shown"))
        #expect(stage.row("carol@shop") != nil)
        stage.press("Esc")

        #expect(stage.shows("9 of 9 shown"))
        #expect(stage.console.sessionsView.filterText == "")
    }

    @Test func `asks the rows where they know the answer, and searches payloads where they don't`() {
        var stage = Self.shop()

        stage.press("/")
        stage.type("ttl<5m")
        stage.press("Enter")
        #expect(!stage.effects.contains { if case .search = $0 { true } else { false } })
        #expect(stage.shows("3 of 9 shown"))
        stage.press("/", "Ctrl-u")
        stage.type("role=admin")
        stage.press("Enter")

        #expect(stage.effects.contains { if case .search = $0 { true } else { false } })
        #expect(stage.shows("2 of 9 shown"))
        #expect(stage.shows("Searched 9 payloads; 1 could not be read."))
    }

    @Test func `keeps a filter with a mistake in it at hand, and says where the mistake is`() {
        var stage = Self.shop()
        stage.press("/")
        stage.type("user=alice")
        stage.press("Enter", "/", "Ctrl-u")
        stage.type("user=")
        stage.press("Enter")

        #expect(stage.rows[23].contains("/user="))
        #expect(stage.console.messages.current?.level == .error)
        stage.press("Esc")
        #expect(stage.shows("sessions > user=alice"))
        #expect(stage.console.prompt == nil)
    }

    @Test func `leaves the filter as it is when a command has a mistake`() {
        var stage = Self.shop()
        stage.command("filter user=bob")
        stage.command("filter (user=")

        #expect(stage.shows("1 of 9 shown"))
        #expect(stage.shows("sessions > user=bob"))
    }

    @Test func `stops a search that nobody wants any more`() {
        var stage = Self.shop()
        stage.pressAtOnce("/")
        stage.type("role=admin")
        stage.send(.keys([.enter]))
        let ticket = stage.takeWaiting().compactMap { if case .search(let ticket, _) = $0 { ticket } else { nil } }
            .first

        stage.press("/", "Ctrl-u")
        stage.type("user=bob")
        stage.press("Enter")

        #expect(ticket != nil)
        #expect(stage.effects.contains { $0 == ticket.map(Effect.stop) })
    }

    @Test func `peels one step with each Esc`() {
        var stage = Self.shop()
        stage.press("Space", "/")
        stage.type("@shop")
        stage.press("Enter", "Enter", "?", "a")

        stage.press("Esc")
        #expect(stage.console.dialog == nil)
        stage.press("Esc")
        #expect(stage.console.view == .inspector)
        stage.press("Esc")
        #expect(stage.console.view == .sessions)
        #expect(stage.console.list.isFiltered)
        stage.press("Esc")
        #expect(!stage.console.list.isFiltered)
        #expect(!stage.console.list.marked.isEmpty)
        stage.press("Esc")
        #expect(stage.console.list.marked.isEmpty)
        stage.press("Esc")
        #expect(!stage.console.hasQuit)
    }

    @Test(arguments: ["alice", "role=admin", "ttl<5m"])
    func `has the cursor on its session again when a filter is not applied`(_ filter: String) {
        var stage = Self.shop()
        stage.press("j", "j", "j", "j", "j")
        let before = stage.console.sessionsView.cursorKey
        stage.press("/")
        stage.type(filter)
        stage.press("Esc")

        #expect(stage.console.sessionsView.cursorKey == before)
        #expect(stage.console.sessionsView.viewport.cursor == 5)
    }

    @Test func `has the cursor on its session again when that has to be searched for first`() {
        var stage = Self.shop()
        stage.press("/")
        stage.type("cart.items=2")
        stage.press("Enter", "j", "j")
        let before = stage.console.sessionsView.cursorKey
        stage.press("/")
        stage.type(" nothing")
        stage.press("Esc")

        #expect(stage.console.sessionsView.filterText == "cart.items=2")
        #expect(stage.console.sessionsView.cursorKey == before)
    }

    @Test func `marks one, a range, all, and none`() {
        var stage = Self.shop()

        stage.press("Space", "j", "v")
        #expect(stage.shows("3 marked"))
        stage.press("*")
        #expect(stage.shows("9 marked"))
        stage.press("C")
        #expect(!stage.shows("marked"))
        stage.press("G", "Space", "g", "n")
        #expect(stage.selectedRow?.contains("be17..aa02") == true)
        stage.press("g", "G", "N")
        #expect(stage.console.sessionsView.viewport.cursor == 8)
    }

    @Test func `marks from the session marked last, however near others are`() {
        var stage = Stage((0..<12).map { Sample.session("s\($0)", user: "u\($0)", left: 600_000 + Int64($0) * 60_000) })
        stage.press("G", "Space", "g", "j", "Space", "g")
        for _ in 0..<8 { stage.press("j") }
        stage.press("v")

        let marked = stage.console.list.visibleMarks().rows.map { stage.console.list.idText($0) }
        #expect(marked == (1...8).map { "s\($0)" } + ["s11"])
        stage.press("j", "v")
        #expect(stage.console.list.marked.count == 10)
    }

    @Test func `marks one session alone where the one marked last is not shown`() {
        var stage = Stage(Sample.shop)
        stage.press("g", "Space", "j", "Space", "/")
        stage.type("user=carol@shop or user=alice@shop or user=erin")
        stage.press("Enter", "G", "v")

        #expect(stage.console.list.marked.count == 3)
        #expect(stage.shows("The session marked last is not shown, so only this one was marked."))
    }

    @Test func `acts on marked sessions that are seen, never on hidden ones`() {
        var stage = Self.shop()
        stage.press("*", "/")
        stage.type("user=bob")
        stage.press("Enter", "D")

        #expect(stage.shows("8 marked, but hidden by the filter: they stay."))
        stage.press("y")
        #expect(stage.acts.map(\.act) == [.destroy([Self.bob], ids: [Self.bob: SessionID(Sample.id("a7c4", "0f3e"))])])
    }

    @Test func `marks only what the filter shows, though filter and mark were typed at once`() {
        var stage = Self.shop()

        stage.pressAtOnce("/", "u", "s", "e", "r", "=", "b", "o", "b", "Enter", "*")

        #expect(stage.console.list.marked.count == 1)
        #expect(stage.shows("1 of 9 shown  1 marked"))
    }

    @Test func `shows all sessions of the owner`() {
        var stage = Self.shop()

        stage.press("o")
        #expect(stage.shows("2 of 9 shown"))
        stage.press("Esc", "G", "k", "k", "k", "k")
        #expect(stage.console.targetKey != nil)
    }

    @Test func `does not crash when rows leave between two keys`() {
        var stage = Stage(Self.many(100))
        stage.press("G")
        stage.happen { $0.sessions = [] }
        stage.now = stage.now.adding(milliseconds: 6_000)

        stage.pressAtOnce("N", "n", "v", "Space", "*", "D", "e", "o")
        stage.advance(milliseconds: 10_000)
        stage.pressAtOnce("N", "n", "v", "Space", "*", "D", "e", "o")

        #expect(stage.acts.isEmpty)
    }

    @Test func `shows the session under the cursor beside a wide list`() {
        var stage = Stage(Sample.shop, columns: 120, rows: 40)
        stage.press("j", "j")

        #expect(stage.shows("198.51.100.4\""))
        #expect(stage.effects.filter { if case .inspect = $0 { true } else { false } }.count <= 4)
    }
}
