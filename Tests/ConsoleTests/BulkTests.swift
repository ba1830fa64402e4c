import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Acts on all that a query finds` {
    private func confirmed(_ stage: Stage) -> [SessionKey] {
        guard case .destroy(let keys, _)? = stage.acts.last?.act else { return [] }
        return keys
    }

    @Test func `take what was found when it was asked, and nothing that came later`() {
        var stage = Stage(Sample.shop)
        stage.command("destroy --where user=alice@shop")
        #expect(stage.shows("End 2 sessions in web?"))
        #expect(stage.shows("All that fit user=alice@shop."))

        let third = Sample.session(Sample.id("new3", "0000"), user: "alice@shop")
        stage.happen { $0[third.key] = third }
        stage.type("2")
        stage.press("Enter", "Enter")

        #expect(Set(confirmed(stage)) == Set(Sample.shop.prefix(2).map(\.key)))
    }

    @Test func `go with what has chosen them, which marks have not`() {
        var stage = Stage(Sample.shop)
        stage.command("destroy --where user=alice@shop")
        stage.type("2")
        stage.press("Enter", "Enter")
        var marking = Stage(Sample.shop)
        marking.press("Space", "Space", "D")
        marking.type("2")
        marking.press("Enter", "Enter")

        #expect(confirmed(stage).count == 2)
        #expect(stage.acts.last?.choice != nil)
        #expect(confirmed(marking).count == 2)
        #expect(marking.acts.last?.choice == nil)
    }

    @Test func `take a query as it is written, quotes and blanks and all`() throws {
        let order = try DestroyOrder(parsing: #"--where plan="two  blanks --dry-run"  x --export "a b.jsonl""#)
        #expect(order.query == #"plan="two  blanks --dry-run"  x"#)
        #expect(order.export == "a b.jsonl")
        #expect(!order.isDryRun)
        #expect(try DestroyOrder(parsing: order.rehearsal.dropFirst(8).description).query == order.query)
        #expect(try DestroyOrder(parsing: order.rehearsal.dropFirst(8).description).export == order.export)

        #expect(throws: EditorFailure.self) { try DestroyOrder(parsing: #"--where plan="gold --dry-run"#) }
        var stage = Stage(Sample.shop)
        stage.command(#"destroy --where plan="gold --dry-run"#)
        #expect(stage.shows("is not closed"))
        #expect(stage.console.dialog == nil)
    }

    @Test func `look through payloads first where that is needed`() {
        var stage = Stage(Sample.shop)
        stage.command("destroy --where role=admin --export /tmp/saved.jsonl")

        #expect(stage.shows("End 2 sessions in web?"))
        #expect(stage.shows("1 could not be read; they stay."))
        #expect(stage.shows("Saved first to /tmp/saved.jsonl."))
        stage.type("2")
        stage.press("Enter", "Enter")
        #expect(stage.acts.last?.export == "/tmp/saved.jsonl")
    }

    /// Gives an act whose query payloads have to be read for, and holds the search back.
    private func beginSearch(_ stage: inout Stage) throws -> Ticket {
        stage.press(":")
        stage.type("destroy --where role=admin")
        stage.send(.keys([.enter]))
        let tickets = stage.takeWaiting().compactMap { if case .search(let ticket, _) = $0 { ticket } else { nil } }
        return try #require(tickets.first)
    }

    @Test func `do nothing where a search did not come to its end`() throws {
        var stage = Stage(Sample.shop)
        let ticket = try beginSearch(&stage)

        stage.send(
            .searched(
                ticket,
                SearchProgress(
                    found: Sample.page(Sample.shop), looked: 3, unreadable: 0, isOver: true, failure: "Lost.")))

        #expect(stage.console.dialog == nil)
        #expect(stage.shows("Not all sessions could be looked through, so nothing is"))
    }

    private static let filters = ["user=alice@shop", "role=admin"]

    /// A list with a filter, the cursor on the second session that fits.
    private func narrowed(_ filter: String) -> Stage {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)
        stage.command("filter \(filter)")
        stage.press("g", "j")
        return stage
    }

    private func searches(_ stage: Stage) -> Int {
        stage.effects.count { if case .search = $0 { true } else { false } }
    }

    private func expectAsBefore(_ stage: Stage, _ before: Stage, _ comment: Comment) {
        #expect(stage.console.sessionsView.filterText == before.console.sessionsView.filterText, comment)
        #expect(stage.console.list.order == before.console.list.order, comment)
        #expect(stage.console.sessionsView.cursorKey == before.console.sessionsView.cursorKey, comment)
        #expect(stage.console.heldFilter == nil, comment)
    }

    @Test(
        arguments: filters,
        [
            "destroy --where ip=198.51.100.4", "destroy --where user=nobody", "destroy --where nothing=here",
            "destroy --where user=carol@shop --dry-run", "destroy --where user=erin",
        ])
    func `leave the filter as it was where nothing comes of them`(_ filter: String, _ line: String) {
        var stage = narrowed(filter)
        let before = stage
        stage.command(line)
        if stage.console.dialog != nil { stage.press("Esc") }

        expectAsBefore(stage, before, "\(stage.text)")
    }

    @Test(arguments: filters) func `give the filter back after they were done, too`(_ filter: String) {
        var stage = narrowed(filter)
        let before = stage
        stage.command("destroy --where user=erin")
        #expect(stage.shows("End this session in web?"))
        #expect(stage.console.sessionsView.filterText == "user=erin")
        stage.press("y")

        #expect(stage.acts.count == 1)
        expectAsBefore(stage, before, "\(stage.text)")
    }

    @Test func `give the filter back after a dry run from their card`() {
        var stage = narrowed("user=alice@shop")
        let before = stage
        stage.command("destroy --where role=admin")
        stage.press("Right", "Right", "Enter")

        #expect(stage.shows("Dry run: destroy would end 2 sessions. 1 could not be read and would stay."))
        expectAsBefore(stage, before, "\(stage.text)")
    }

    @Test func `judge by the filter they found what changes meanwhile`() {
        var stage = narrowed("role=admin")
        let asked = searches(stage)
        stage.command("destroy --where user=erin")
        stage.happen { $0.change(Sample.shop[2].key, to: #"{"user": "bob", "role": "guest"}"#) }
        stage.happen { $0.change(Sample.shop[4].key, to: #"{"user": "carol@shop", "role": "admin"}"#) }
        stage.press("Esc")

        let shown = stage.console.list.order.map { stage.console.list.table.key(Int($0)) }
        #expect(Set(shown) == [Sample.shop[0].key, Sample.shop[4].key])
        #expect(searches(stage) == asked)
    }

    @Test(arguments: [true, false])
    func `leave the filter as it was where the search is stopped, or fails`(_ isStopped: Bool) throws {
        var stage = narrowed("user=alice@shop")
        let before = stage
        let ticket = try beginSearch(&stage)
        if isStopped {
            stage.press("Esc")
        } else {
            stage.send(
                .searched(
                    ticket,
                    SearchProgress(
                        found: Sample.page([]), looked: 3, unreadable: 0, isOver: true, failure: "Lost.")))
        }

        #expect(stage.shows(isStopped ? "The search was stopped, so nothing was done." : "so nothing is ended"))
        expectAsBefore(stage, before, "\(stage.text)")
    }

    @Test func `are forgotten where another filter is given meanwhile`() {
        var stage = Stage(Sample.shop)
        stage.press(":")
        stage.type("destroy --where role=admin")
        stage.send(.keys([.enter]))
        _ = stage.takeWaiting()

        stage.command("filter role=admin")

        #expect(stage.console.dialog == nil && stage.console.pendingBulk == nil)
    }

    @Test(arguments: [false, true])
    func `are only told of in a dry run, where nothing may be changed too`(_ isReadOnly: Bool) {
        var stage = Stage(Sample.shop, facts: Sample.facts(isReadOnly: isReadOnly), columns: 120, rows: 30)
        stage.store[Sample.shop[1].key] = nil

        stage.command("destroy --where user=alice@shop --dry-run")

        #expect(
            stage.shows("Dry run: destroy would end 1 session. 1 more have ended already. Nothing was done."),
            "\(stage.rows.suffix(3))")
        #expect(stage.acts.isEmpty && stage.console.dialog == nil)
    }

    @Test(arguments: [
        ("destroy --were a=b", "destroy takes --where QUERY, --export FILE and --dry-run, not \"--were\"."),
        ("destroy --export", "--export wants a file"), ("destroy --where", "--where wants a query"),
        ("destroy --where user=nobody", "No session fits user=nobody; nothing was done."),
        ("destroy --where (a", "is not closed"), ("export", "Usage: export FILE"), ("restore", "Usage: restore FILE"),
    ])
    func `say what is wrong with the line`(_ line: String, _ words: String) {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)

        stage.command(line)

        #expect(stage.shows(words), "\(stage.rows.suffix(3))")
        #expect(stage.console.dialog == nil)
    }

    @Test func `show how far they are, and stop at Esc`() {
        var stage = Stage(Sample.shop)
        stage.leavesActs = true
        stage.command("destroy --where user=alice@shop")
        stage.type("2")
        stage.press("Enter", "Enter")

        stage.send(.actProgress(done: 1, of: 2))
        #expect(stage.shows("destroy of 2 [#####.....] 50%, Esc stops it"))
        stage.press("Esc")
        #expect(stage.effects.contains(.stopAct))
    }

    @Test func `save what is marked, else what the filter shows`() {
        var stage = Stage(Sample.shop)
        stage.command("filter user=alice@shop")
        stage.command("export out.jsonl")
        #expect(stage.shows("Saved 2 sessions to out.jsonl, whole; restore brings them back."))
        stage.press("g", "Space")
        stage.command("export one.jsonl")

        let saved = stage.effects.compactMap { effect -> Int? in
            if case .export(_, let keys, _) = effect { keys.count } else { nil }
        }
        #expect(saved == [2, 1])
    }

    private static func plan(_ results: [Receipt.Result: Int]) -> RestorePlan {
        let lines = results.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { result, count in
            (0..<count).map {
                Receipt.Line(
                    key: Sample.key("k\($0)"), result: result, reason: result == .done ? nil : "its id lives again")
            }
        }
        let records = lines.map { ArchivedRecord(key: $0.key, content: [1]) }
        return RestorePlan(path: "saved.jsonl", place: 0, records: records, lines: lines)
    }

    @Test func `bring saved sessions back after saying which can't be`() {
        var stage = Stage(Sample.shop)
        stage.send(.restorePlanned(Ticket(number: 1), .success(Self.plan([.done: 3, .refused: 1]))))
        #expect(stage.shows("Bring 3 sessions back into web?"))
        #expect(stage.shows("1 can't be: its id lives again."))
        stage.type("3")
        stage.press("Enter", "Enter")

        guard case .restore(let records, 0)? = stage.acts.last?.act else { return #expect(Bool(false)) }
        #expect(records.count == 3)
        #expect(stage.shows("restored 3"))
    }

    @Test func `say so where nothing can be brought back, or the file is none`() {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)
        stage.send(.restorePlanned(Ticket(number: 1), .success(Self.plan([.refused: 2]))))
        #expect(stage.shows("Nothing of saved.jsonl can be brought back; 2 can't: its id lives again."))
        stage.send(.restorePlanned(Ticket(number: 2), .failure(EditorFailure("Line 1 is no exported session."))))
        #expect(stage.shows("Line 1 is no exported session."))
    }

    @Test(arguments: [(60, 20), (80, 24), (120, 40), (160, 48)], [false, true])
    func `are confirmed on a card`(_ size: (Int, Int), _ isASCII: Bool) {
        var stage = Stage(Sample.shop, columns: size.0, rows: size.1)
        if isASCII { stage.glyphs = .ascii }
        stage.command("destroy --where role=admin --export /srv/saved/admins.jsonl")

        Golden.expect(stage.cells, "destroy-where-\(isASCII ? "ascii-" : "")\(size.0)x\(size.1)")
    }
}
