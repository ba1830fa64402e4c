@testable import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

/// What somebody met who used the console for the first time.
@Suite struct `Somebody new at the console` {
    private static let production = Sample.facts(name: "web-prod", isProduction: true)

    private func count(_ effects: [Effect], _ isMeant: (Effect) -> Bool) -> Int { effects.count(where: isMeant) }

    // MARK: Users

    @Test func `sees the users and the person again after a logout`() {
        var stage = People.stage(100, 30)
        stage.press("2", "Enter", "L")
        stage.confirmLogout()
        let before = stage.effects.count

        stage.hear(.ended(People.receipt, undoTitle: "logout of alice@shop", redoTitle: nil))

        let after = Array(stage.effects.dropFirst(before))
        #expect(count(after) { if case .readUsers = $0 { true } else { false } } == 1)
        #expect(count(after) { if case .planLogout = $0 { true } else { false } } == 1)
    }

    @Test func `sees a session leave the person's list as it ends`() {
        var stage = People.stage(100, 30)
        stage.press("2", "Enter")
        #expect(stage.shows("3 sessions"))

        stage.console.dropFromPerson(SharedKey.make(Sample.key(Sample.id("3f9a", "c21e")), of: 0))
        stage.turn()

        #expect(stage.shows("2 sessions  1 not covered  read 0s ago"))
    }

    @Test func `reads what stays, and why, on the card of a logout`() {
        var stage = People.stage(100, 30)
        var plan = People.plan
        plan.parts[1].refusal = "It was opened read-only."
        stage.store.plan = plan

        stage.press("2", "L")

        #expect(stage.shows("2 sessions, 1 store, 1 store not covered."))
        #expect(stage.shows("adm: nothing is ended there. It was opened read-only."))
    }

    @Test func `is told that nobody of that name is there`() {
        var stage = People.stage(100, 30)
        stage.store.plan = LogoutPlan(user: "alcie", names: ["alcie"], parts: [], uncovered: [])

        stage.command("logout alcie")

        #expect(stage.shows("No session of alcie is live."))
        #expect(!stage.shows("u undoes it"))
    }

    @Test func `is asked whom to log out where nobody is under the cursor`() {
        var stage = People.stage(100, 30)
        stage.press("6", "L")
        #expect(stage.console.prompt?.field.text == "logout ")

        stage = Stage([Sample.session(Sample.id("5d10", "83b2"))])
        stage.press("L")
        #expect(stage.shows("nobody is logged in to (anonymous)  5d10..83b2"))
    }

    // MARK: Typing on cards

    @Test(arguments: ["no longer employed", "you know why", "lost", "destroyed by mistake"])
    func `types the reason at once, and it is the reason`(_ reason: String) {
        var stage = Stage(Sample.shop, facts: Self.production)
        stage.press("D")
        stage.type(reason)
        stage.press("Enter")
        stage.type("1")
        stage.press("Enter", "Enter")

        #expect(stage.acts.map(\.reason) == [reason])
    }

    @Test(arguments: ["stolen laptop", "lost phone", "customer asked", "done with"])
    func `types the reason of a logout at once`(_ reason: String) {
        var stage = People.stage(100, 30)
        stage.press("2", "L")
        stage.store.plan = nil
        stage.type(reason)
        stage.press("Enter")
        stage.type("3")
        stage.press("Enter", "Enter")

        #expect(stage.logout?.order.reason == reason)
    }

    @Test func `tries an act on many without doing it`() {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)
        stage.press("Space", "Space", "D")
        #expect(stage.shows("[>Cancel<]  [ Destroy 2 ]  [ Dry run ]"))

        stage.press("Right", "Right", "Enter")

        #expect(stage.shows("Dry run: destroy would end 2 sessions. Nothing was done."))
        #expect(stage.acts.isEmpty && stage.console.dialog == nil)
    }

    // MARK: What is said

    @Test func `reads what was asked for, though an alarm is raised meanwhile`() {
        var log = MessageLog()
        log.add(.info, "Dry run: nothing was done.", at: Sample.now)
        log.add(.warning, "MANY alice", at: Sample.now, isNews: true)
        #expect(log.current?.text == "Dry run: nothing was done.")

        log.acknowledge()
        #expect(log.current?.text == "MANY alice")
    }

    @Test func `reads a warning before an alarm and before what was said earlier`() {
        var log = MessageLog()
        log.add(.info, "Searched 9 payloads.", at: Sample.now)
        log.add(.warning, "A session that was ended is there again.", at: Sample.now)
        log.add(.warning, "MANY alice", at: Sample.now, isNews: true)

        #expect(log.current?.text == "A session that was ended is there again.")
    }

    @Test func `reads what a command came to, though an older error waits`() {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)
        stage.command("theme nosuch")
        #expect(stage.shows("There is no theme"))
        stage.command("destroy --where user=alice@shop --dry-run")
        #expect(stage.shows("Dry run: destroy would end 2 sessions."))
        #expect(stage.shows("1 unread"))
        stage.press("j")

        #expect(stage.shows("There is no theme"))
    }

    @Test func `reads an error that nobody has seen before what only informs`() {
        var log = MessageLog()
        log.acknowledge()
        log.add(.error, "The disk is full.", at: Sample.now)
        log.add(.info, "note", at: Sample.now)

        #expect(log.current?.text == "The disk is full.")
    }

    @Test func `reads an answer whole where it is longer than the line`() {
        var stage = Stage(Sample.shop)

        stage.command("theme nope")

        #expect(stage.shows("There is no theme \"nope\""))
        #expect(stage.shows("monochrome."))
    }

    @Test func `reads why some were not brought back`() {
        var stage = Stage(Sample.shop, columns: 160, rows: 40)
        let lines = Sample.shop.prefix(3).enumerated().map { place, session in
            Receipt.Line(
                key: session.key, result: place == 0 ? .done : .refused,
                reason: place == 0 ? nil : "its deadline has passed meanwhile")
        }
        let report = ActReport(
            request: ActRequest(.undo), receipt: Receipt(.undo, store: "web", lines: lines), undoTitle: nil,
            redoTitle: nil)

        stage.send(.acted(report))

        #expect(stage.shows("undone 1, refused 2; its deadline has passed meanwhile"))
    }

    @Test func `is told which words begin like that`() {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)
        stage.press(":")
        stage.type("st")
        stage.press("Tab")
        #expect(stage.shows("stand-down  stores  strip"))

        stage.type("x")
        stage.press("Tab")
        #expect(stage.shows("Nothing begins with \"stx\"."))
    }

    @Test func `may say the time with the reason for writing`() {
        var facts = Sample.facts(isReadOnly: true)
        facts.canUnlock = true
        var stage = Stage(Sample.shop, facts: facts)
        stage.command("write")
        stage.type("1m because")
        stage.press("Enter")

        #expect(stage.effects.contains(.unlock(store: 0, milliseconds: 60_000, reason: "because")))
    }

    @Test func `is no longer warned of an edit that is over`() {
        var stage = Stage(Sample.shop)
        stage.press("e")
        stage.happen { $0.change(Sample.shop[0].key, to: #"{"user": "alice@shop", "x": 1}"#) }
        #expect(stage.console.messages.unreadCount == 1)

        stage.leaveEditor(with: stage.editor?.text ?? "")

        #expect(stage.console.messages.unreadCount == 0)
    }

    // MARK: Where one is

    @Test func `sees the newest events below the list, wherever the view of the events stands`() {
        var stage = Stage(Sample.shop)
        for number in 0..<8 { stage.happen { $0.change(Sample.shop[2].key, to: "{\"user\":\"bob\",\"n\":\(number)}") } }
        stage.press("3", "g", "1")

        stage.happen { $0.change(Sample.shop[2].key, to: #"{"user":"bob","last":1}"#) }

        #expect(stage.shows("events: following"))
        #expect(stage.shows("+last 1"))
    }

    @Test func `sees by a sign where the cursor is, in colours and without`() {
        var stage = Lived.stage(100, 30)
        stage.press("3", "k")
        #expect(stage.selectedRow?.hasPrefix("▶") == true)
        Lived.inspect(&stage)
        #expect(stage.selectedRow?.hasPrefix("▶") == true)
        stage.press("=")
        #expect(stage.selectedRow?.hasPrefix("▶") == true)
        stage.press("!")
        #expect(stage.selectedRow?.hasPrefix("▶") == true)
        stage.press("?")
        #expect(stage.selectedRow?.hasPrefix("▶") == true)
    }

    @Test func `goes with Tab through all that is named on the bar`() {
        var stage = Lived.stage(100, 30)
        Lived.inspect(&stage)
        #expect(stage.shows("[History]") && stage.shows("Tab raw"))
        stage.press("Tab")
        #expect(stage.shows("[Raw]") && stage.shows("Tab fields"))
        stage.press("Tab")
        #expect(stage.shows("[Fields]") && stage.shows("Tab history"))
    }

    @Test func `sees all of a moment, and compares it with Enter`() {
        var stage = Lived.stage(80, 24)
        Lived.inspect(&stage)
        stage.press("g", "j")
        #expect(stage.shows("cart.items 1 > 3, +csrf_token"))

        stage.press("Enter")

        #expect(stage.console.view == .comparison)
        #expect(stage.shows("W why"))
        #expect(stage.shows("q back"))
    }

    @Test func `sees where long values differ, and that hidden ones do`() {
        let path = PayloadPath([.key("note")])
        let same = String(repeating: "so it goes on ", count: 12)
        let long = FieldChange(path, old: "\"\(same)for ever\"", new: "\"\(same)for now\"").sides(within: 60)
        #expect(long.old?.hasSuffix("for ever\"") == true && (long.old?.count ?? 99) < 40)
        #expect(long.new?.hasPrefix("..") == true)

        let hidden = FieldChange(path, old: "\"********\"", new: "\"********\"").sides(within: 60)
        #expect(hidden.old == "\"********\"" && hidden.new == "\"********\", another one")
    }

    @Test func `sees the words of commands that have no key`() {
        var stage = Stage(Sample.shop)
        stage.press("a", "PgDn", "PgDn", "PgDn")

        #expect(stage.shows(":uncol"))
    }

    @Test func `sees who comes and fits what was searched for, and no longer who does not`() {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)
        stage.command("filter role=owner")
        #expect(stage.shows("0 of "))

        let dave = Sample.session(Sample.id("81b3", "e0d7"), payload: #"{"user": "dave", "role": "owner"}"#)
        stage.happen { $0[dave.key] = dave }
        #expect(stage.shows("1 of "))
        #expect(stage.rows[4].contains("81b3..e0d7"))

        stage.happen { $0.change(dave.key, to: #"{"user": "dave", "role": "guest"}"#) }
        #expect(stage.shows("0 of "))
    }

    @Test func `sees what is over last, whichever way the list is sorted`() {
        var stage = Stage(Sample.shop)
        let over = Sample.session(Sample.id("0bad", "c0de"), left: -90_000)
        stage.happen { $0[over.key] = over }
        stage.press("S", "g")

        #expect(stage.rows[4].contains("never"))
        #expect(stage.rows.contains { $0.contains("expired") && $0.contains("0bad..c0de") })
        stage.press("G")
        #expect(stage.selectedRow?.contains("expired") == true)
    }

    @Test func `finds the order of the list as it was left`() {
        var stage = Stage(Sample.shop)
        stage.press("s", "u", "S")
        #expect(stage.effects.contains(.remember(.sort("user"))))
        #expect(stage.effects.contains(.remember(.sort("-user"))))

        var facts = Sample.facts()
        facts.memory.sort = "-user"
        let again = Stage(Sample.shop, facts: facts)
        #expect(again.console.list.sortField == .user && again.console.list.isDescending)
    }
}
