@testable import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Logging out in the console` {
    private func card() -> Stage {
        var stage = People.stage(100, 30)
        stage.press("2", "L")
        return stage
    }

    @Test func `says in views of all stores that they are, also where one is shown alone`() {
        var stage = People.stage(80, 24)
        stage.command("ctx adm")
        #expect(stage.rows[0].hasPrefix(" adm "))
        stage.press("2")
        #expect(stage.shows(" users of all 3 stores "))
        stage.press("Enter")
        #expect(stage.shows(" users > alice@shop in all 3 stores "))
        stage.press("3")
        #expect(stage.shows(" events of all 3 stores "))

        var one = Stage(Sample.shop)
        one.press("2")
        #expect(!one.shows("users of"))
    }

    @Test(arguments: [
        ("10.0.0.7", 2, 12, "10.0.0.7 +2"), ("203.0.113.177", 7, 13, "203.0….177 +7"), ("10.0.0.7", 0, 12, "10.0.0.7"),
        ("2001:db8:85a3::8a2e:370:7334", 1, 16, "2001:d…0:7334 +1"),
    ])
    func `shows of addresses the last one, and how many more there are`(
        last: String, others: Int, columns: Int, text: String
    ) {
        let addresses = (0..<others).map { "192.0.2.\($0)" } + [last]
        let person = Person(identity: .user("ann"), names: ["ann"], seats: [], addresses: addresses)

        let shown = UsersDrawing.address(person, in: columns)

        #expect(shown == text)
        #expect(TextWidth.columns(of: shown) <= columns)
    }

    @Test func `stay under the cursor when a filter is taken off, and are logged out`() {
        var stage = People.stage(100, 30)
        stage.press("2", "/")
        stage.type("carol")
        stage.press("Enter", "Esc")
        #expect(stage.selectedRow?.contains("carol@shop") == true)
        stage.press("L")

        #expect(
            stage.effects.contains { effect in
                if case .planLogout(_, let request) = effect { request.user == "carol@shop" } else { false }
            })
    }

    @Test func `are under the cursor again when a filter is not applied`() {
        var stage = People.stage(100, 30)
        stage.press("2", "j", "j", "/")
        stage.type("carol")
        #expect(stage.selectedRow?.contains("carol@shop") == true)
        stage.press("Esc")
        #expect(stage.selectedRow?.contains("bob") == true)
        stage.press("/")
        stage.type("ops")
        stage.send(.keys([.enter, .escape]))

        #expect(stage.selectedRow?.contains("ops-bot") == true)
    }

    @Test func `counts whom the filter of the users lets through`() {
        var stage = People.stage(80, 24)
        stage.press("2", "/")
        stage.type("bob")
        stage.press("Enter")

        #expect(stage.shows("1 of 6 shown"))
        stage.press("Esc")
        #expect(stage.shows("4 users"))
    }

    @Test func `starts on Cancel, and does nothing without the name or the count`() {
        var stage = card()
        #expect(stage.shows("[>Cancel<]"))
        stage.press("Right", "Enter")
        #expect(stage.logout == nil)
        #expect(stage.shows("Production asks for a reason."))
        stage.confirmLogout(typing: "bob")
        #expect(stage.logout == nil)
        #expect(stage.shows("Type alice@shop or 3."))
    }

    /// The card about a user of this name.
    private func card(of user: String, _ columns: Int, _ rows: Int) -> Stage {
        var stage = People.stage(columns, rows)
        var plan = People.plan
        plan.user = user
        stage.store.plan = plan
        stage.press("2", "L")
        return stage
    }

    @Test(arguments: [(60, 20), (80, 24)])
    func `says what confirms it where the name is too long to be shown`(_ columns: Int, _ rows: Int) {
        var stage = card(of: "head" + String(repeating: "x", count: 112) + "tail", columns, rows)
        #expect(stage.row("Type 3, or the name head")?.contains("tail, to confirm: ") == true)
        stage.confirmLogout(typing: "head")
        #expect(stage.shows("xtail. "))
        #expect(stage.logout == nil)
    }

    @Test func `says that the count confirms it where the name can't be typed as it is shown`() {
        let stage = card(of: "al\u{200D}ice", 80, 24)

        #expect(stage.shows(#"Type 3, or the name al\u{200D}ice, to confirm: "#))
    }

    @Test func `asks for the count alone where there is no room for a name`() {
        let stage = card(of: "alice@shop", 40, 20)

        #expect(stage.shows("Type 3 to confirm: "))
    }

    @Test(arguments: ["alice@shop", "3"])
    func `ends the frozen set once confirmed`(phrase: String) {
        var stage = card()
        stage.store.plan = nil

        stage.confirmLogout(typing: phrase)

        #expect(stage.logout?.order.plan == People.plan)
        #expect(stage.logout?.order.reason == "stolen laptop #4712")
        #expect(stage.shows("Ending 0 of 3 sessions"))
    }

    @Test func `is given up with Esc`() {
        var stage = card()

        stage.press("Esc")

        #expect(!stage.shows("Cancel"))
        #expect(stage.logout == nil)
    }

    @Test func `says what it would do, and does nothing, on a dry run`() {
        var stage = card()

        stage.press("Right", "d", "Enter")

        #expect(stage.logout == nil)
        #expect(stage.shows("Nothing was done. 3 sessions, 2 stores, 1 store not covered."))
    }

    @Test(arguments: [false, true])
    func `takes what is typed or pasted at a button as the reason`(_ isPasted: Bool) {
        var stage = card()
        stage.press("Tab", "Tab")
        #expect(stage.shows("[>Dry run<]"))
        if isPasted { stage.send(.keys([.paste("stolen laptop")])) } else { stage.type("stolen laptop") }
        stage.press("Enter")
        stage.type("alice@shop")
        stage.press("Enter", "Enter")

        #expect(stage.logout?.order.reason == "stolen laptop")
    }

    @Test func `takes a name that is pasted at a button as the name`() {
        var stage = card()
        stage.type("stolen laptop")
        stage.press("Enter", "Tab")
        stage.send(.keys([.paste("alice@shop\n")]))
        stage.press("Enter", "Enter")

        #expect(stage.logout?.order.reason == "stolen laptop")
    }

    @Test func `takes no key meant for the card before there was one`() {
        var stage = People.stage(100, 30)
        stage.press("2")
        stage.pressAtOnce("L", "Enter")
        stage.settle()

        #expect(stage.shows("[>Cancel<]"))
    }

    @Test func `stops with Esc while sessions have their turn`() {
        var stage = card()
        stage.confirmLogout()

        stage.press("Esc")

        #expect(stage.effects.last == stage.logout.map { .stop($0.ticket) })
        #expect(stage.shows("Ending"))
    }

    @Test func `takes what was ended out of the list, and leaves the rest`() {
        var stage = card()
        stage.confirmLogout()

        stage.hear(.ended(People.receipt, undoTitle: "logout of alice@shop", redoTitle: nil))
        stage.press("Esc", "1")

        #expect(stage.shows("partly logged out alice@shop: ended 2, refused 1, 1 store not covered"))
        stage.advance(milliseconds: 6_000)
        #expect(stage.console.list.table.row(of: SharedKey.make(Sample.key(Sample.id("3f9a", "c21e")), of: 0)) == nil)
        #expect(stage.console.undoTitle == "logout of alice@shop")
    }

    @Test func `says what came of those that nobody knew of when the store is back`() {
        var stage = card()
        stage.confirmLogout()
        var receipt = People.receipt
        for line in receipt.parts[1].receipt.lines.indices { receipt.parts[1].receipt.lines[line].isUncertain = true }
        stage.hear(.ended(receipt, undoTitle: nil, redoTitle: nil))
        #expect(stage.shows("not known yet 1"))
        let keys = receipt.parts[1].receipt.lines.map { SharedKey.make($0.key, of: receipt.parts[1].place) }
        stage.send(.news(.observed(keys.map { Observation(key: $0) }), store: receipt.parts[1].place))

        #expect(
            stage.console.messages.messages.last?.text == "The logout of alice@shop that was cut off was done.")
    }

    @Test func `corrects the receipt when it is known, for good`() {
        var stage = card()
        stage.confirmLogout()
        var receipt = People.receipt
        for line in receipt.parts[1].receipt.lines.indices { receipt.parts[1].receipt.lines[line].isUncertain = true }
        stage.hear(.ended(receipt, undoTitle: nil, redoTitle: nil))
        let keys = receipt.parts[1].receipt.lines.map { SharedKey.make($0.key, of: receipt.parts[1].place) }
        stage.send(.news(.observed(keys.map { Observation(key: $0) }), store: receipt.parts[1].place))
        let atOnce = stage.console.logout?.receipt?.summary
        stage.hear(.watched(receipt))
        let later = stage.console.logout?.receipt?.summary

        #expect(atOnce == "partly logged out alice@shop: ended 3, 1 store not covered")
        #expect(later == atOnce)
    }

    @Test func `says at the end of the watch of how many it could not see whether they are back`() {
        var stage = card()
        stage.confirmLogout()
        stage.hear(.ended(People.receipt, undoTitle: nil, redoTitle: nil))
        var receipt = People.receipt
        receipt.watched = 30_000
        receipt.parts[0].unseen = 2
        stage.hear(.watched(receipt))

        #expect(stage.shows("Watched: none was seen back, but 2 could not be looked at in the end."))
    }

    @Test func `offers to undo it only as long as it is the last act`() {
        var stage = card()
        stage.confirmLogout()
        stage.hear(.ended(People.receipt, undoTitle: "logout of alice@shop", redoTitle: nil))
        #expect(stage.console.messages.messages.last?.text.hasSuffix("u undoes it.") == true)
        stage.press("Esc")
        stage.send(
            .acted(
                ActReport(
                    request: ActRequest(.undo), receipt: Receipt(.undo, store: "adm", lines: []), undoTitle: "ttl")))
        stage.hear(.watched(People.receipt))

        #expect(stage.console.messages.messages.last?.text.contains("undoes it") == false)
    }

    @Test(arguments: [(1, "1 record can't be read"), (2, "2 records can't be read")])
    func `names what can't be read as the reason why it may not be all`(_ count: Int, _ words: String) {
        var stage = People.stage(100, 30)
        var plan = People.plan
        plan.parts[0].unreadable = count
        plan.uncovered = []
        stage.store.plan = plan
        stage.press("2", "L")
        #expect(stage.shows("\(words), so nobody knows whose."))
        stage.confirmLogout()
        var receipt = People.receipt
        receipt.parts = [receipt.parts[0]]
        receipt.uncovered = []
        receipt.unreadable = count
        stage.hear(.ended(receipt, undoTitle: nil, redoTitle: nil))

        #expect(stage.row("ended 2 ")?.contains(words) == true)
        #expect(stage.shows("partly logged out alice@shop: ended 2; \(words)."))
        #expect(stage.console.messages.messages.last?.text == "partly logged out alice@shop: ended 2; \(words).")
    }

    @Test func `offers to end again what came back`() {
        var stage = card()
        stage.confirmLogout()
        stage.hear(.ended(People.receipt, undoTitle: nil, redoTitle: nil))
        let id = Sample.id("3f9a", "c21e")
        stage.hear(
            .returned(
                ReturnedSession(
                    store: "web-prod", name: "3f9a..c21e", key: Sample.key(id), after: 412, isSameUser: true,
                    isEndedAgain: false)))
        #expect(stage.shows("3f9a..c21e came back after 412ms"))

        stage.press("e")

        #expect(stage.logout?.order.plan.parts.flatMap(\.doomed).map(\.key) == [Sample.key(id)])
        #expect(stage.logout?.order.reason == "stolen laptop #4712")
    }

    @Test func `stands for a time, and is stood down`() {
        var stage = People.stage(100, 30)
        stage.command("logout alice@shop --for 15m")
        stage.confirmLogout()
        stage.hear(.ended(People.receipt, undoTitle: nil, redoTitle: nil))
        stage.press("Esc", "3")
        #expect(stage.shows("logging out alice@shop for 15m00s"))

        stage.command("stand-down")

        #expect(!stage.shows("logging out alice@shop"))
    }

    @Test func `says what is wrong with a line`() {
        var stage = People.stage(100, 30)
        stage.command("logout alice --for soon")
        #expect(stage.shows("--for takes a length of time, such as 15m"))
        stage.command("logout alice bob")
        #expect(stage.shows("\"bob\" is not understood"))
    }

    private func planned(_ stage: Stage) -> String? {
        stage.effects.lazy.compactMap { if case .planLogout(_, let request) = $0 { request.user } else { nil } }.last
    }

    @Test(arguments: [
        (#"logout "a b c""#, "a b c"), (#"logout "a \"b\" \\ c" --keep newest"#, #"a "b" \ c"#),
        (#"logout "--keep""#, "--keep"), (#"logout o"'"neill"#, "o'neill"), (#"logout a\b"#, #"a\b"#),
    ])
    func `takes a name in quotes as it stands`(_ line: String, _ user: String) {
        var stage = People.stage(100, 30)
        stage.command(line)

        #expect(planned(stage) == user)
        let quoted = CommandWord.quoted(user)
        let word = CommandWord(
            text: user, isQuoted: quoted != user, place: quoted.startIndex..<quoted.endIndex)
        #expect(CommandWord.split(quoted) == [word])
    }

    @Test func `says that a quote is not closed`() {
        var stage = People.stage(100, 30)
        stage.command("logout \"a b")

        #expect(stage.shows("Usage: logout: a quote is not closed."))
        #expect(planned(stage) == nil)
    }

    @Test func `fills in whom a line of the journal tells of`() {
        var stage = People.stage(100, 30)
        stage.store.journal = [
            JournalLine(
                number: 1, at: Sample.now, who: "kim", store: "web", verb: "logout", count: 1, reason: nil,
                result: "done 1", text: "{}", target: "a b c")
        ]
        stage.press("6", "L")
        #expect(stage.console.prompt?.field.text == "logout \"a b c\"")
        stage.press("Enter")

        #expect(planned(stage) == "a b c")
    }

    @Test func `asks for the user of the session under the cursor`() {
        var stage = People.stage(100, 30)
        stage.press("L")

        #expect(
            stage.effects.contains { effect in
                if case .planLogout(_, let request) = effect { request.user == "alice@shop" } else { false }
            })
    }
}

@Suite struct `Several stores in the console` {
    @Test func `are one list with a column that says from where`() {
        let stage = People.stage(100, 30)

        #expect(stage.row("FROM") != nil)
        #expect(stage.row("9b02..77d1")?.contains("adm") == true)
        #expect(stage.shows("9 of 9 shown"))
    }

    /// Two stores, the clock of the second an hour ahead.
    private func stage(_ sessions: (Session, Int)..., masks: [String] = []) -> Stage {
        var second = Sample.facts(name: "ahead", clockSkew: 3_600_000)
        second.secrets = SecretRule(also: masks)
        var stage = Stage(100, 30)
        stage.store.sessions = sessions.map { session, place in
            var session = session
            session.record.key = SharedKey.make(session.key, of: place)
            return session
        }
        stage.send(.opened(StoreFacts(joining: [Sample.facts(name: "here"), second])))
        for place in 0..<2 { stage.send(.news(.connected(.push("tracking")), store: place)) }
        stage.settle()
        return stage
    }

    @Test func `are each judged by their own clock`() {
        let hour: Int64 = 3_600_000
        var stage = stage(
            (Sample.session(Sample.id("aaaa", "0001"), user: "ann", left: 120_000), 0),
            (Sample.session(Sample.id("bbbb", "0002"), user: "ben", left: hour + 90_000), 1),
            (Sample.session(Sample.id("cccc", "0003"), user: "cid", left: hour - 60_000), 1))

        #expect(stage.row("aaaa..0001")?.contains("00:02:00") == true)
        #expect(stage.row("bbbb..0002")?.contains("00:01:30") == true)
        #expect(stage.row("cccc..0003")?.contains("unswept") == true)
        #expect(stage.rows.firstIndex { $0.contains("bbbb") } ?? 9 < stage.rows.firstIndex { $0.contains("aaaa") } ?? 0)
        #expect(stage.shows("2 live"))
        stage.command("filter ttl<100s")
        #expect(stage.shows("2 of 3 shown"))
        stage.press("g", "Enter")
        #expect(stage.shows("00:01:30 at"))
    }

    @Test func `hide what the rule of the session's own store hides`() {
        let payload = #"{"user": "ben", "shoe": "forty-two"}"#
        let session = Sample.session(Sample.id("bbbb", "0002"), user: "ben", left: 9_000_000, payload: payload)
        var stage = stage((session, 1), masks: ["shoe"])
        let key = SharedKey.make(session.key, of: 1)

        stage.happen { $0.change(key, to: #"{"user": "ben", "shoe": "forty-three"}"#) }
        #expect(stage.row("changed")?.contains(#"shoe "********""#) == true)
        stage.press("Enter")

        #expect(!stage.shows("forty"))
    }

    @Test func `are shown one by one`() {
        var stage = People.stage(100, 30)

        stage.command("ctx adm")
        #expect(stage.shows("3 of 3 shown"))
        #expect(stage.rows[0].hasPrefix(" adm"))
        #expect(stage.row("FROM") == nil)

        stage.command("ctx all")
        #expect(stage.shows("9 of 9 shown"))
        stage.command("ctx amd")
        #expect(stage.shows("No store \"amd\" is open. Did you mean \"adm\"?"))
    }

    @Test func `each have their own rules`() {
        var stage = People.stage(100, 30, isLost: false)
        stage.command("ctx web-prod")
        stage.press("D")
        #expect(stage.shows("Reason (kept in the journal)"))
        stage.press("Esc")
        stage.command("ctx adm")
        stage.press("g", "D")
        #expect(!stage.shows("Reason (kept in the journal)"))
        stage.press("Esc")
        stage.command("ctx old")
        stage.press("g", "D")
        #expect(stage.shows("old is open read-only"))
    }

    @Test func `are listed again one by one`() {
        var stage = People.stage(100, 30)

        stage.send(.news(.due, store: 1))

        #expect(
            stage.effects.contains { effect in
                if case .scan(_, _, _, store: 1) = effect { true } else { false }
            })
        stage.settle()
        #expect(stage.shows("9 of 9 shown"))
    }

    @Test func `are listed again after a gap while another one is lost`() {
        var stage = People.stage(100, 30)

        stage.send(.news(.gap("reconnected after 2.0 s"), store: 1))
        #expect(stage.takeWaiting().allSatisfy { $0.scanTicket == nil })
        stage.send(.news(.gap("reconnected after 2.0 s"), store: 2))
        #expect(
            stage.takeWaiting().contains { effect in
                if case .scan(_, _, _, store: 2) = effect { true } else { false }
            })
    }

    @Test func `are listed again by turns where one fails while another is lost`() throws {
        var stage = People.stage(100, 30)
        stage.send(.news(.gap("reconnected after 2.0 s"), store: 0))
        let first = try #require(stage.takeWaiting().compactMap(\.scanTicket).last)
        stage.send(.news(.gap("reconnected after 2.0 s"), store: 2))
        stage.send(.scanEnded(first, failure: "No answer in time from web-prod.", missed: [0]))
        stage.advance(milliseconds: 60_000)

        #expect(
            stage.takeWaiting().contains { effect in
                if case .scan(_, _, _, store: 2) = effect { true } else { false }
            })
    }

    @Test func `are told once that one of them cannot be read, while others are`() {
        var stage = People.stage(100, 30, isLost: false)
        let keys = (0...1).map { place in People.sessions.map(\.key).filter { SharedKey.place(of: $0) == place } }
        for _ in 0..<3 {
            stage.send(.readFailed(keys[1], "Cannot reach adm."))
            stage.send(.read(keys[0].map { ($0, stage.store[$0]) }))
        }
        #expect(stage.console.messages.messages.count { $0.text == "Cannot reach adm." } == 1)
        #expect(stage.console.messages.messages.contains { $0.text == "Cannot reach adm." && !$0.isRead })
        stage.send(.read(keys[1].map { ($0, stage.store[$0]) }))

        #expect(stage.console.messages.messages.allSatisfy { $0.text != "Cannot reach adm." || $0.isRead })
    }

    @Test func `have their users read though one of them can never be listed`() throws {
        var stage = Stage(100, 30)
        stage.store.sessions = People.sessions
        var facts = People.facts
        facts.listsContent = false
        stage.send(.opened(facts))
        for (place, store) in People.stores.enumerated() {
            stage.send(.news(.connected(store.examination.feed), store: place))
        }
        let first = try #require(stage.takeWaiting().compactMap(\.scanTicket).last)
        stage.send(.page(first, Sample.page(People.sessions.filter { SharedKey.place(of: $0.key) != 1 })))
        stage.send(.scanEnded(first, failure: "Not permitted on adm.", missed: [1]))
        let users = stage.takeWaiting().compactMap { effect in
            if case .scan(let ticket, _, readsContent: true, _) = effect { ticket } else { nil }
        }
        stage.advance(milliseconds: 60_000)

        #expect(users.count == 1)
        #expect(stage.takeWaiting().allSatisfy { effect in users.first.map { effect != .stop($0) } ?? true })
    }

    @Test func `are listed again where a listing of all has missed one`() throws {
        var stage = People.stage(100, 30, isLost: false)
        stage.send(.news(.gap("reconnected after 2.0 s"), store: 0))
        let first = try #require(stage.takeWaiting().compactMap(\.scanTicket).last)
        stage.send(.news(.gap("reconnected after 2.0 s"), store: 2))
        stage.send(.scanEnded(first, failure: "No answer in time from web-prod.", missed: [0]))
        stage.advance(milliseconds: 60_000)
        let both = try #require(stage.takeWaiting().compactMap(\.scanTicket).last)
        let others = People.sessions.filter { SharedKey.place(of: $0.key) != 0 }
        stage.send(.page(both, Sample.page(others)))
        stage.send(.scanEnded(both, failure: "No answer in time from web-prod.", missed: [0]))
        #expect(
            stage.takeWaiting().allSatisfy { effect in
                if case .look = effect { false } else { true }
            })
        #expect(stage.console.blind.keys.sorted() == [0])
        stage.advance(milliseconds: 60_000)

        #expect(
            stage.takeWaiting().contains { effect in
                if case .scan(_, _, _, store: 0) = effect { true } else { false }
            })
    }

    @Test func `say which one is lost`() {
        var stage = People.stage(100, 30)

        #expect(stage.rows[0].contains("1 of 3 STALE"))
        stage.press("5", "j")
        #expect(stage.row("adm")?.contains("STALE") == true)
        #expect(stage.row("cache")?.contains("NOT OPEN") == true)
    }
}
