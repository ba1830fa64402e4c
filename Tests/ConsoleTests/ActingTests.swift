import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Acts and their dialogs` {
    static let alice = Sample.shop[0].key
    static let production = Sample.facts(name: "web-prod", isProduction: true)

    static func shop(_ facts: StoreFacts = Sample.facts()) -> Stage { Stage(Sample.shop, facts: facts) }

    @Test(arguments: ["D", "I"])
    func `starts on Cancel`(_ key: String) {
        var stage = Self.shop()

        stage.press(key, "Enter")

        #expect(stage.console.dialog == nil)
        #expect(stage.acts.isEmpty)
    }

    @Test func `moves the deadlines of all that are marked once their count is typed`() {
        var stage = Self.shop()
        stage.press("Space", "Space", "t")
        stage.type("+30m")

        stage.press("Enter", "2", "Enter", "Enter")

        let acts = stage.acts.map(\.act)
        guard case .deadlines(let keys, .by(milliseconds: 1_800_000)) = acts.first, acts.count == 1 else {
            Issue.record("\(acts)")
            return
        }
        #expect(keys.count == 2)
    }

    @Test func `drops what was typed on after a letter has closed it`() {
        var stage = Self.shop()
        stage.press("D")

        stage.pressAtOnce("n", "o", "Space", "l", "o", "n", "g", "e", "r", "D")

        #expect(stage.console.dialog == nil)
        #expect(stage.acts.isEmpty)
        #expect(stage.console.list.marked.isEmpty)
        #expect(stage.console.sessionsView.cursorKey == Self.alice)
        stage.press("Space")
        #expect(stage.console.list.marked.count == 1)
    }

    @Test func `is closed by no letter where something is to be typed`() {
        var stage = Self.shop()
        stage.press("Space", "Space", "D", "n")
        #expect(stage.console.dialog != nil)

        var production = Self.shop(Self.production)
        production.press("D", "Tab", "n", "Left", "n", "Right", "n")
        #expect(production.console.dialog != nil)
    }

    @Test func `drops keys that were typed before the dialog was seen`() {
        var stage = Self.shop()

        stage.pressAtOnce("D", "y")

        #expect(stage.console.dialog != nil)
        #expect(stage.acts.isEmpty)
    }

    @Test func `drops keys typed before a dialog that another dialog opened was seen`() {
        var stage = Self.shop()
        stage.press("a")

        stage.pressAtOnce("D", "y")

        #expect(stage.console.dialog != nil)
        #expect(stage.acts.isEmpty)
    }

    @Test func `keeps its target while the list moves behind it`() {
        var stage = Self.shop()
        stage.press("D")

        stage.happen { $0[Self.alice] = nil }
        stage.press("y")

        #expect(
            stage.acts.map(\.act) == [.destroy([Self.alice], ids: [Self.alice: SessionID(Sample.id("3f9a", "c21e"))])])
    }

    @Test func `keeps a dialog that is being answered when something else asks`() {
        var stage = Self.shop()
        stage.pressAtOnce("I")
        stage.press("/", "Esc")
        stage.leavesActs = true
        stage.sendUnseen(.keys([.character("D")]))
        stage.turn()
        let title = stage.console.dialog?.title
        stage.settle()

        #expect(stage.console.dialog?.title == title)
    }

    @Test func `wants the count typed for many`() {
        var stage = Self.shop()
        stage.press("Space", "Space", "D", "y")
        #expect(stage.acts.isEmpty)

        stage.press("3", "Enter")
        #expect(stage.shows("Type 2 to confirm."))
        stage.press("Backspace", "2", "Enter", "Enter")

        #expect(stage.acts.count == 1)
        #expect(stage.shows("destroyed 2"))
    }

    @Test func `wants a reason in production, and more than blanks`() {
        var stage = Self.shop(Self.production)
        stage.press("D", "1", "Enter")
        #expect(stage.shows("Production asks for a reason."))
        stage.press("Shift-Tab")
        stage.type("  ")
        stage.press("Enter", "Enter")
        #expect(stage.shows("Production asks for a reason."))
        #expect(stage.acts.isEmpty)

        stage.press("Shift-Tab")
        stage.type("#4711")
        stage.press("Enter", "Enter", "Enter")

        #expect(stage.acts.map(\.reason) == ["  #4711"])
    }

    @Test(arguments: [["Right"], ["Right", "Right"], ["Tab"]], [false, true])
    func `takes what is typed or pasted at a button as the reason`(_ keys: [String], _ isPasted: Bool) {
        var stage = Self.shop(Self.production)
        stage.press("Space", "Space", "D")
        for key in keys { stage.press(key) }
        if isPasted { stage.send(.keys([.paste("no longer needed")])) } else { stage.type("no longer needed") }
        stage.press("Enter", "2", "Enter", "Enter")

        #expect(stage.acts.map(\.reason) == ["no longer needed"])
    }

    @Test func `takes what is typed at a button for the count where no reason is asked for`() {
        var stage = Self.shop()
        stage.press("Space", "Space", "D", "Right", "Right")
        stage.type("x2")
        #expect(stage.shows("Type 2 to confirm: x2 "))
        stage.press("Home", "Delete", "Enter", "Enter")

        #expect(stage.acts.count == 1)
    }

    @Test func `asks for the reason of acts without a dialog`() {
        var stage = Self.shop(Self.production)
        stage.command("ttl +30m")
        #expect(stage.console.prompt != nil)
        stage.type("   ")
        stage.press("Enter")
        #expect(stage.acts.isEmpty)

        stage.command("ttl +30m")
        stage.type("the customer asked")
        stage.press("Enter")

        #expect(stage.acts.map(\.reason) == ["the customer asked"])
    }

    @Test func `acts on the session the command was given for, wherever the cursor has gone`() {
        var stage = Self.shop()
        stage.press(":")
        stage.type("ttl =1h")
        stage.send(.keys([.enter]))
        stage.send(.keys([.character("j")]))
        stage.settle()

        let keys = stage.acts.map { request -> SessionKey? in
            if case .deadline(let session, _) = request.act { session.key } else { nil }
        }
        #expect(keys.allSatisfy { $0 == Self.alice })
    }

    @Test func `moves the deadline of the session it was asked for, wherever the cursor goes meanwhile`() {
        var stage = Self.shop()
        stage.press("t")
        #expect(stage.rows.last?.contains("ttl of 3f9a..c21e (alice@shop): ") == true)
        stage.happen { $0.move(Self.alice, to: .at(Sample.now.adding(milliseconds: 900_000))) }
        stage.happen { $0[Sample.shop[1].key] = nil }
        stage.type("+30m")
        stage.press("Enter")

        let later = Deadline.at(Sample.now.adding(milliseconds: 2_700_000))
        #expect(stage.acts.map(\.act.keys) == [[Self.alice]])
        #expect(stage.store[Self.alice]?.deadline == later)
    }

    @Test func `does nothing where the session it was asked for ends while a deadline is typed`() {
        var stage = Self.shop()
        stage.press("t")
        stage.happen { $0[Self.alice] = nil }
        stage.advance(milliseconds: 6_000)
        stage.type("+30m")
        stage.press("Enter")

        #expect(stage.acts.isEmpty)
        #expect(stage.shows("ttl: that session has ended meanwhile; nothing was done."))
    }

    @Test(arguments: ["ttl -5m", "destroy", "regenerate", "edit-whole"])
    func `is about the session a line was begun for, and no other where that has ended`(line: String) {
        var stage = Self.shop()
        stage.press(":")
        stage.type(line)
        stage.happen { $0[Self.alice] = nil }
        stage.advance(milliseconds: 6_000)
        stage.press("Enter")

        #expect(stage.acts.isEmpty)
        #expect(stage.console.dialog == nil && stage.console.edits.isEmpty)
        #expect(stage.shows("that session has ended meanwhile; nothing was done."))
    }

    @Test func `is about the session a line was begun for, wherever that has gone in the list`() {
        var stage = Self.shop()
        stage.press(":")
        stage.type("ttl +30m")
        stage.happen { $0.move(Self.alice, to: .at(Sample.now.adding(milliseconds: 90_000_000))) }
        stage.press("Enter")

        #expect(stage.acts.map(\.act.keys) == [[Self.alice]])
    }

    @Test func `is not about the session under the cursor where all that were marked have ended`() {
        var stage = Self.shop()
        stage.press("Space", ":")
        stage.type("ttl -5m")
        stage.happen { $0[Self.alice] = nil }
        stage.advance(milliseconds: 6_000)
        stage.press("Enter")

        #expect(stage.acts.isEmpty)
        #expect(stage.shows("ttl: all that were marked have ended meanwhile; nothing was done."))
    }

    @Test func `moves the deadlines of those that were marked when it was asked`() {
        var stage = Self.shop()
        stage.press("Space", "Space", "Space", "t")
        #expect(stage.rows.last?.contains("ttl of 3 marked: ") == true)
        stage.happen { $0[Self.alice] = nil }
        stage.advance(milliseconds: 6_000)
        stage.type("+30m")
        stage.press("Enter")
        #expect(stage.shows("Move the deadline of 2 sessions in web: +30m?"))
        stage.press("2", "Enter", "Enter")

        #expect(stage.acts.map(\.act.keys) == [[Sample.shop[1].key, Sample.shop[2].key]])
    }

    @Test func `makes nothing immortal in production`() {
        var stage = Self.shop(Self.production)

        stage.command("ttl never")

        #expect(stage.acts.isEmpty)
        #expect(stage.shows("In production no session is made immortal"))
    }

    @Test(arguments: ["e", "E", "t", "D", "I"])
    func `does nothing when the store is open read-only, and says so`(_ key: String) {
        var stage = Self.shop(Sample.facts(isReadOnly: true))

        stage.press(key)

        #expect(stage.console.dialog == nil)
        #expect(stage.shows("web is open read-only"))
        #expect(stage.acts.isEmpty)
    }

    @Test func `says what the store says against an act`() {
        let restriction = StoreExamination.Restriction(
            .end, reason: "ACL of \"ro\" has no DEL.", remedy: "ACL SETUSER ro +del")
        var stage = Self.shop(Sample.facts(abilities: [.list, .push], restrictions: [restriction]))
        stage.press("!", "q", "D")

        #expect(stage.shows("has no DEL"))
        #expect(stage.console.dialog == nil)
    }

    @Test func `undoes and does again what was done`() {
        var stage = Self.shop()
        stage.press("u")
        #expect(stage.shows("there is nothing to undo"))
        stage.press("D", "y")
        #expect(stage.console.undoTitle == "destroy")
        #expect(stage.shows("destroyed 1; u undoes it."))

        stage.press("u")
        #expect(stage.console.redoTitle == "destroy")
        #expect(stage.console.undoTitle == nil)
        #expect(stage.store[Self.alice] != nil)
        stage.press("U")

        #expect(stage.console.undoTitle == "destroy")
        #expect(stage.store[Self.alice] == nil)
    }

    @Test func `names what it has undone, and what does that again`() {
        var stage = Self.shop()
        stage.press("D", "y")
        stage.command("ttl +30m")
        stage.press("u")
        #expect(stage.shows("undone 1 (ttl); U does it again."))
        #expect(!stage.shows("undoes it"))
        stage.press("U")
        #expect(stage.shows("redone 1 (ttl); u undoes it."))
    }

    @Test func `puts notes behind what was done as sentences of their own`() {
        var stage = Stage(Sample.shop, columns: 160, rows: 48)
        stage.leavesActs = true
        stage.press("D", "y")
        var receipt = Receipt(.destroy, store: "web", lines: [.init(key: Self.alice, result: .done)])
        receipt.notes = ["Its copy in cache stays."]
        stage.send(
            .acted(ActReport(request: stage.acts[0], receipt: receipt, undoTitle: "destroy", redoTitle: nil)))

        #expect(stage.shows("destroyed 1; u undoes it. Its copy in cache stays."))
    }

    @Test func `offers no undo of an act that has done nothing`() {
        var stage = Self.shop()
        stage.press("D", "y", "j", "t")
        stage.store.sessions = []
        stage.type("+30m")
        stage.press("Enter")

        #expect(stage.shows("nothing was written"))
        #expect(!stage.shows("undoes it"))
    }

    @Test func `marks its own acts as the operator's, and the feed's echo not again`() {
        var stage = Self.shop()
        stage.press("D", "y")
        stage.send(.news(.observed([Observation(key: Self.alice)])))

        let about = stage.console.events.about(Self.alice)
        #expect(about.map(\.kind) == [.destroyed])
        #expect(about.map(\.source) == [.operator])
    }

    @Test func `takes one echo of an act for its own, not what somebody else does next`() {
        var stage = Self.shop()
        stage.press("t")
        stage.leavesActs = true
        stage.type("=1h")
        stage.press("Enter")
        let before = stage.store
        let report = stage.takeWaiting().flatMap { stage.store.answer($0, at: stage.now) }
        stage.send(.news(.observed(stage.store.differences(since: before))))
        report.forEach { stage.send($0) }
        stage.happen { $0.change(Self.alice, to: "{\"user\":\"alice@shop\"}") }

        #expect(stage.console.events.about(Self.alice).map(\.source) == [.operator, .push])
    }

    @Test(arguments: ["u", "U"])
    func `takes what others do while it undoes or does again for theirs`(_ key: String) {
        var stage = Self.shop()
        stage.press("D", "y")
        if key == "U" { stage.press("u") }
        stage.leavesActs = true
        stage.press(key)
        stage.happen { $0.change(Sample.shop[2].key, to: "{\"user\":\"bob\"}") }
        let before = stage.store
        let report = stage.takeWaiting().flatMap { stage.store.answer($0, at: stage.now) }
        stage.send(.news(.observed(stage.store.differences(since: before))))
        report.forEach { stage.send($0) }

        let others = stage.console.events.about(Sample.shop[2].key)
        #expect(others.first?.source == .push)
        #expect(!others.contains { $0.source == .operator }, "\(others)")
        #expect(stage.console.events.about(Self.alice).last?.source == .operator)
    }

    @Test(arguments: ["destroy", "ttl +30m", "edit"])
    func `takes nothing that comes after an act that was refused for its own`(_ act: String) {
        var stage = Self.shop()
        stage.store.failure = act == "edit" ? nil : "Not permitted on redis: NOPERM."
        switch act {
        case "destroy": stage.press("D", "y")
        case "edit":
            stage.press("Enter", "j", "j", "e", "Ctrl-u")
            stage.type("\"user\"")
            stage.store.change(Self.alice, to: "{\"user\":\"alice@shop\",\"role\":\"guest\"}")
            stage.press("Enter")
        default: stage.command(act)
        }
        #expect(stage.acts.count == 1)
        stage.happen { $0[Self.alice] = nil }

        let end = stage.console.events.about(Self.alice).last
        #expect(end?.kind == .destroyed)
        #expect(end?.source == .push)
        #expect(end?.cause?.kind != .operator)
    }

    @Test func `takes nothing for its own of sessions of many that were refused`() {
        var stage = Self.ending()
        guard let request = stage.acts.last, case .destroy(let keys, _) = request.act else {
            return #expect(Bool(false), "Nothing was asked for.")
        }
        let lines = keys.map { Receipt.Line(key: $0, result: $0 == Self.alice ? .refused : .done, reason: "no") }
        stage.send(.acted(ActReport(request: request, receipt: Receipt(.destroy, store: "web", lines: lines))))
        stage.happen { $0[Self.alice] = nil }

        #expect(stage.console.events.about(Self.alice).map(\.source) == [.push])
    }

    @Test func `shows a new id as one event of the operator's, and goes on with the new session`() {
        var stage = Self.shop()
        stage.press("Enter", "I", "y")
        #expect(stage.shows("tina4_session=") == (stage.console.dialog != nil))
        stage.press("Esc")
        let fresh = Sample.key(Sample.id("new1", "d0d0"))

        let event = stage.console.events.about(Self.alice).last
        #expect(event?.kind == .regenerated)
        #expect(event?.source == .operator)
        #expect(stage.console.inspector?.session.key == fresh)
        #expect(stage.console.inspector?.hasEnded == false)
        stage.press("q")
        #expect(stage.row("new1..d0d0")?.contains("+new") == true)
        #expect(stage.row("3f9a..c21e")?.contains("x new id") == true)
        #expect(stage.selectedRow?.contains("new1..d0d0") == true)
    }

    @Test(arguments: [false, true])
    func `shows a new id as one event when the feed tells of it first`(isOldFirst: Bool) {
        var stage = Self.shop()
        let fresh = Sample.key(Sample.id("new1", "d0d0"))
        stage.press("I")
        stage.leavesActs = true
        stage.press("y")
        let before = stage.store
        let report = stage.takeWaiting().flatMap { stage.store.answer($0, at: stage.now) }
        var echo = stage.store.differences(since: before)
        if (echo.first?.key == Self.alice) != isOldFirst { echo.reverse() }
        for observation in echo { stage.send(.news(.observed([observation]))) }
        report.forEach { stage.send($0) }
        stage.settle()

        let events = (0..<stage.console.events.total).compactMap { stage.console.events.event($0) }
            .filter { $0.key == fresh || $0.key == Self.alice }
        #expect(echo.count == 2)
        #expect(events.map(\.kind) == [.regenerated])
        #expect(events.map(\.source) == [.operator])
        #expect(events.first?.id?.short == "new1..d0d0")
        #expect(events.first?.oldKey == Self.alice)
    }

    @Test(arguments: [0, 10_000], [false, true])
    func `shows a new id that is taken back, and given again, as one event each`(pause: Int64, tellsFirst: Bool) {
        var stage = Self.shop()
        let fresh = Sample.key(Sample.id("new1", "d0d0"))
        stage.press("I", "y", "Esc")
        stage.leavesActs = true
        for key in ["u", "U"] {
            stage.advance(milliseconds: pause)
            stage.press(key)
            let before = stage.store
            let report = stage.takeWaiting().flatMap { stage.store.answer($0, at: stage.now) }
            if !tellsFirst { report.forEach { stage.send($0) } }
            for observation in stage.store.differences(since: before) { stage.send(.news(.observed([observation]))) }
            if tellsFirst { report.forEach { stage.send($0) } }
            stage.settle()
        }

        let events = (0..<stage.console.events.total).compactMap { stage.console.events.event($0) }
            .filter { $0.key == fresh || $0.key == Self.alice }
        #expect(events.map(\.kind) == [.regenerated, .regenerated, .regenerated])
        #expect(events.map(\.source) == [.operator, .operator, .operator])
        #expect(events.map(\.oldKey) == [Self.alice, fresh, Self.alice])
        #expect(stage.console.sessionsView.cursorKey == fresh)
    }

    @Test func `tells what the feed told meanwhile when a new id was refused`() {
        var stage = Self.shop()
        stage.press("I")
        stage.leavesActs = true
        stage.press("y")
        stage.store[Self.alice] = nil
        let report = stage.takeWaiting().flatMap { stage.store.answer($0, at: stage.now) }
        stage.send(.news(.observed([Observation(key: Self.alice)])))
        #expect(stage.console.events.about(Self.alice).isEmpty)
        report.forEach { stage.send($0) }

        #expect(stage.console.events.about(Self.alice).map(\.kind) == [.destroyed])
    }

    @Test func `is no longer said to have ended once it was brought back`() {
        var stage = Self.shop()
        stage.press("Enter", "D", "y")
        #expect(stage.shows("ENDED"))
        stage.press("u")

        #expect(!stage.shows("ENDED"))
        #expect(stage.console.list.table.row(of: Self.alice).map { stage.console.list.isDying($0) } == false)
    }

    @Test func `tells of a session that came back`() {
        var stage = Self.shop()
        stage.press("D", "y")
        stage.advance(milliseconds: 1_300)
        stage.send(.looked([Observation(key: Self.alice, session: Sample.shop[0])]))

        #expect(stage.console.events.about(Self.alice).last?.kind == .returned)
        #expect(stage.shows("A session that was ended is there again"))
        #expect(stage.row("3f9a..c21e")?.contains("+BACK") == true)
    }

    @Test func `asks before leaving when something could still be undone`() {
        var stage = Self.shop()
        stage.press("D", "y", "q")
        #expect(stage.shows("Quit?"))
        stage.press("Enter")
        #expect(!stage.console.hasQuit)
        stage.press("Ctrl-c", "y")

        #expect(stage.console.hasQuit)
        #expect(stage.effects.last == .quit)
    }

    @Test func `leaves at once when nothing would be lost`() {
        var stage = Self.shop()

        stage.press("q")

        #expect(stage.console.hasQuit)
    }

    @Test func `does one act at a time`() {
        var stage = Self.shop()
        stage.leavesActs = true
        stage.press("D", "y", "j", "D")

        #expect(stage.console.dialog == nil)
        #expect(stage.shows("destroy is still under way"))
    }

    // MARK: Stopping

    /// Everything marked, and its end asked for and confirmed.
    static func ending() -> Stage {
        var stage = Stage(Sample.shop, columns: 160, rows: 48)
        stage.leavesActs = true
        stage.press("*", "D")
        stage.type("9")
        stage.press("Enter", "Enter")
        return stage
    }

    @Test func `stops an act on many at Esc, once, and says what was done`() {
        var stage = Self.ending()
        #expect(stage.shows("Esc stops it"))
        stage.press("Esc")
        stage.press("Esc")

        #expect(stage.effects.count { $0 == .stopAct } == 1)
        guard let request = stage.acts.last, case .destroy(let keys, _) = request.act else {
            Issue.record("Nothing was asked for.")
            return
        }
        let lines = keys.enumerated().map { place, key in
            Receipt.Line(
                key: key, result: place < 2 ? .done : .refused,
                reason: place < 2 ? nil : "it was stopped before its turn came; do it again for the rest")
        }
        stage.send(.acted(ActReport(request: request, receipt: Receipt(.destroy, store: "web", lines: lines))))

        #expect(stage.shows("destroyed 2, refused 7; it was stopped: do it again for the rest"))
        #expect(!stage.shows("under way"))
        #expect(stage.console.list.marked.count == 7)
    }

    @Test(arguments: [Verb.undo, .redo])
    func `says that what the store refused to take back can be taken back again`(_ verb: Verb) {
        var stage = Stage(Sample.shop, columns: 160, rows: 48)
        let lines = Sample.shop.prefix(3).enumerated().map { place, session in
            Receipt.Line(
                key: session.key, result: place == 0 ? .done : .refused, reason: place == 0 ? nil : "No room is left.")
        }

        stage.send(
            .acted(
                ActReport(
                    request: ActRequest(verb == .undo ? .undo : .redo),
                    receipt: Receipt(verb, store: "web", lines: lines), undoTitle: "destroy", redoTitle: "destroy",
                    rest: .next)))

        let key = verb == .undo ? "u" : "U"
        #expect(
            stage.shows("\(verb.done) 1, refused 2; \(key) \(verb.rawValue)es the rest; No room is left; "))
    }

    @Test(arguments: [Verb.undo, .redo])
    func `says that what was refused again has its turn after all others`(_ verb: Verb) {
        var stage = Stage(Sample.shop, columns: 160, rows: 48)
        let lines = Sample.shop.prefix(3).map { session in
            Receipt.Line(key: session.key, result: .refused, reason: "No room is left.")
        }

        stage.send(
            .acted(
                ActReport(
                    request: ActRequest(verb == .undo ? .undo : .redo),
                    receipt: Receipt(verb, store: "web", lines: lines), undoTitle: "ttl", redoTitle: "ttl",
                    rest: .later)))

        #expect(stage.shows("refused 3; it stays, to be \(verb.done) later; No room is left"))
    }

    @Test(arguments: [Verb.undo, .redo])
    func `says the same of what failed again as a whole`(_ verb: Verb) {
        var stage = Stage(Sample.shop, columns: 160, rows: 48)

        stage.send(
            .acted(
                ActReport(
                    request: ActRequest(verb == .undo ? .undo : .redo), receipt: nil, failure: "Cannot reach web.",
                    undoTitle: "ttl", redoTitle: "ttl", rest: .later)))

        #expect(stage.shows("Cannot reach web. It stays, to be \(verb.done) later."))
    }

    @Test func `has nothing to stop in an act on one`() {
        var stage = Stage(Sample.shop)
        stage.leavesActs = true
        stage.press("D", "y", "Esc")

        #expect(stage.acts.count == 1)
        #expect(!stage.effects.contains(.stopAct))
    }

    @Test func `asks before an expired session is revived`() {
        let old = Sample.session(Sample.id("old0", "0000"), user: "eve", left: -60_000)
        var stage = Stage([old], columns: 160, rows: 48)
        stage.command("ttl =1h")
        #expect(stage.acts.isEmpty)
        #expect(stage.shows("Let this session of web live again?"))
        stage.press("y")

        #expect(stage.acts.map(\.act) == [.deadline(old, .at(stage.now.adding(milliseconds: 3_600_000)))])
    }

    // MARK: Cut off

    /// The end of alice's session asked for, and the store lost before it answered.
    static func cutOff() -> Stage {
        var stage = Stage(Sample.shop)
        stage.leavesActs = true
        stage.press("D", "y")
        stage.send(.news(.lost(StoreError(.lost, while: "listening", on: "redis://h", detail: "reset"))))
        guard let request = stage.acts.last else { return stage }
        stage.send(
            .acted(
                ActReport(
                    request: request, receipt: nil, failure: "Lost the connection to redis://h while ending sessions.",
                    isUncertain: true)))
        return stage
    }

    @Test func `says when the store is back that an act that was cut off was done`() {
        var stage = Self.cutOff()
        let before = stage.waiting.contains(.look([Self.alice]))
        stage.store[Self.alice] = nil
        stage.send(.news(.connected(.push("tracking"))))
        stage.settle()

        #expect(!before)
        #expect(stage.effects.contains(.look([Self.alice])))
        #expect(
            stage.console.messages.messages.last { $0.text.hasPrefix("The destroy") }?.text
                == "The destroy that was cut off was done.")
        #expect(stage.console.doubts.isEmpty)
    }

    @Test func `shows whole the new id of a session whose answer was lost`() {
        var stage = Stage(Sample.shop, columns: 120)
        let id = Sample.id("new1", "d0d0")
        var report = ActReport(
            request: ActRequest(.regenerate(Sample.shop[0])), receipt: nil, failure: "The answer was lost.",
            isUncertain: true)
        report.newID = SessionID(id)

        stage.send(.acted(report))

        #expect(stage.console.dialog?.title == "New id")
        #expect(stage.shows(id))
        stage.press("Enter")
        #expect(stage.console.dialog == nil)
    }

    @Test func `says that it was not done, where the session is as it was`() {
        var stage = Self.cutOff()
        stage.send(.news(.connected(.push("tracking"))))
        stage.settle()

        #expect(stage.console.messages.messages.contains { $0.text == "The destroy that was cut off was not done." })
    }

    @Test func `names the new id where a change of the id that was cut off was done`() throws {
        var stage = Self.shop()
        stage.press("I")
        stage.leavesActs = true
        stage.press("y")
        var report = ActReport(
            request: try #require(stage.acts.last), receipt: nil, failure: "No answer in time from redis.",
            isUncertain: true)
        report.newID = SessionID(Sample.id("new1", "d0d0"))
        stage.store[Self.alice] = nil
        stage.send(.acted(report))
        stage.settle()

        let start = "The regenerate that was cut off was done; the new id is new1..d0d0, "
        #expect(stage.console.messages.messages.contains { $0.text.hasPrefix(start) })
    }

    @Test func `has it taken out of what can be undone where it was not done, and there alone`() {
        let act = Effect.notDone(CutOffAct("destroy", keys: [Self.alice]))
        var undone = Self.cutOff()
        undone.send(.news(.connected(.push("tracking"))))
        undone.settle()
        var done = Self.cutOff()
        done.store[Self.alice] = nil
        done.send(.news(.connected(.push("tracking"))))
        done.settle()

        #expect(undone.effects.count { $0 == act } == 1)
        #expect(!done.effects.contains(act))
        undone.send(.undoable(undo: "ttl", redo: nil))
        #expect(undone.console.undoTitle == "ttl")
    }

    @Test(arguments: ["ttl", nil])
    func `says of an act that was cut off that nothing takes it back`(_ older: String?) {
        var stage = Stage(Sample.shop)
        var report = ActReport(request: ActRequest(.undo), receipt: nil, undoTitle: older)
        report.lost = CutOffAct("destroy", keys: [Self.alice])
        stage.send(.acted(report))

        let text = stage.console.messages.messages.last?.text ?? ""
        #expect(text.hasPrefix("The destroy was cut off at alice@shop  3f9a..c21e, so nothing is kept to take it back"))
        #expect(
            text.hasSuffix(
                older == nil
                    ? "there is nothing to undo before it." : "u again takes back the act before it: ttl."))
        #expect(stage.console.isActing == nil)
    }
}
