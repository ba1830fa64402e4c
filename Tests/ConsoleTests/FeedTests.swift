import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Feed and time` {
    static let alice = Sample.shop[0].key
    static let bob = Sample.shop[2].key

    static func kinds(_ stage: Stage, of key: SessionKey) -> [SessionEvent.Kind] {
        stage.console.events.about(key).map(\.kind)
    }

    /// A store that is read again and again, with one listing behind it.
    static func polled() -> Stage { Stage(Sample.shop, facts: Sample.facts(feed: .poll(seconds: 5))) }

    // MARK: Polling

    @Test func `finds what changed, came and went by listing again`() {
        var stage = Self.polled()
        let eve = Sample.session(Sample.id("eve0", "0000"), user: "eve", left: 600_000, payload: "{\"user\":\"eve\"}")
        stage.store.move(Self.alice, to: .at(Sample.now.adding(milliseconds: 500_000)))
        stage.store[Self.bob] = nil
        stage.store[eve.key] = eve
        stage.send(.news(.due))
        stage.settle()

        #expect(Self.kinds(stage, of: Self.alice) == [.touched])
        #expect(Self.kinds(stage, of: Self.bob) == [.destroyed])
        #expect(Self.kinds(stage, of: eve.key) == [.created])
        #expect(stage.console.events.about(eve.key).map(\.source) == [.poll])
        #expect(stage.row("a7c4..0f3e")?.contains("x ended") == true)
        #expect(stage.row("eve0..0000")?.contains("+new") == true)
    }

    @Test func `does not list again while a listing runs`() {
        var stage = Self.polled()
        stage.send(.news(.due))
        let first = stage.takeWaiting().count
        stage.send(.news(.due))

        #expect(first == 1)
        #expect(stage.takeWaiting().isEmpty)
    }

    @Test func `drops pages of a listing that was given up`() {
        var stage = Self.polled()
        stage.send(.news(.due))
        guard case .scan(let ticket, _, _, _)? = stage.takeWaiting().first else {
            Issue.record("It did not list.")
            return
        }
        stage.press("Esc")
        let eve = Sample.session(Sample.id("eve0", "0000"), user: "eve")
        stage.send(.page(ticket, Sample.page([eve])))

        #expect(stage.effects.contains(.stop(ticket)))
        #expect(stage.console.list.table.row(of: eve.key) == nil)
    }

    // MARK: Gaps and lost connections

    @Test func `lists again after a gap, and tells of both`() {
        var stage = Stage(Sample.shop)
        stage.store[Self.bob] = nil
        stage.send(.news(.gap("connection lost for 2.1 s")))
        stage.settle()

        let kinds = (0..<stage.console.events.total).compactMap { stage.console.events.event($0)?.kind }
        #expect(kinds == [.gap, .resynced, .destroyed])
    }

    @Test func `takes no first listing for a flood of new sessions when a gap comes in between`() {
        var stage = Stage()
        stage.open()
        guard case .scan(let ticket, _, _, _)? = stage.takeWaiting().first else {
            Issue.record("It did not list.")
            return
        }
        stage.send(.page(ticket, Sample.page(Array(Sample.shop.prefix(4)), progress: 0.4)))
        stage.store.sessions = Array(Sample.shop.dropFirst())
        stage.send(.news(.gap("connection lost for 1 s")))
        #expect(stage.takeWaiting().allSatisfy { $0.scanTicket == nil })
        stage.send(.scanEnded(ticket, failure: nil))
        stage.settle()

        let kinds = (0..<stage.console.events.total).compactMap { stage.console.events.event($0)?.kind }
        #expect(!kinds.contains(.created))
        #expect(stage.console.list.table.row(of: Self.alice).map { stage.console.list.isDying($0) } != false)
    }

    @Test func `reads the users after all when a gap cuts their reading off`() {
        var stage = Stage()
        stage.store.sessions = Sample.shop
        stage.open()
        guard case .scan(let ticket, _, _, _)? = stage.takeWaiting().first else {
            Issue.record("It did not list.")
            return
        }
        stage.send(.page(ticket, Sample.page(Sample.shop)))
        stage.send(.scanEnded(ticket, failure: nil))
        #expect(stage.takeWaiting().contains { $0.isReadingContent })
        stage.send(.news(.gap("the store was emptied")))
        guard case .scan(let resync, _, false, _)? = stage.takeWaiting().last else {
            Issue.record("It did not list again.")
            return
        }
        stage.send(.page(resync, Sample.page(Sample.shop)))
        stage.send(.scanEnded(resync, failure: nil))

        #expect(stage.takeWaiting().contains { $0.isReadingContent })
    }

    @Test func `ends the listing it is at when more is missed, and lists again after a pause`() {
        var stage = Stage(Sample.shop)
        stage.send(.news(.gap("the server left changes out")))
        guard case .scan(let first, _, false, _)? = stage.takeWaiting().last else {
            Issue.record("It did not list again.")
            return
        }
        stage.store[Self.bob] = nil
        for _ in 0..<20 {
            stage.advance(milliseconds: 100)
            stage.send(.news(.gap("the server left changes out")))
        }
        #expect(stage.takeWaiting().allSatisfy { $0.scanTicket == nil && $0 != .stop(first) })
        stage.send(.page(first, Sample.page(Sample.shop)))
        stage.send(.scanEnded(first, failure: nil))
        #expect(stage.takeWaiting().allSatisfy { $0.scanTicket == nil })
        #expect(stage.console.blindSince(Self.bob) != nil)
        stage.advance(milliseconds: 900)
        #expect(stage.takeWaiting().allSatisfy { $0.scanTicket == nil })
        stage.advance(milliseconds: 1_200)
        stage.settle()

        #expect(stage.console.blindSince(Self.bob) == nil)
        #expect(stage.console.list.table.row(of: Self.bob).map { stage.console.list.isDying($0) } != false)
        let kinds = (0..<stage.console.events.total).compactMap { stage.console.events.event($0)?.kind }
        #expect(kinds == [.gap, .resynced, .resynced, .destroyed])
    }

    @Test func `lists again what a failed listing has not seen`() throws {
        var stage = Stage(Sample.shop)
        stage.send(.news(.gap("connection lost for 2.1 s")))
        stage.store[Self.bob] = nil
        for _ in 0..<3 {
            let ticket = try #require(stage.takeWaiting().compactMap(\.scanTicket).last)
            stage.send(.scanEnded(ticket, failure: "No answer in time.", missed: [0]))
            #expect(stage.takeWaiting().allSatisfy { $0.scanTicket == nil })
            #expect(stage.console.blindSince(Self.bob) != nil)
            stage.advance(milliseconds: 30_000)
        }
        #expect(stage.console.messages.messages.count { $0.text == "No answer in time." } == 1)
        stage.settle()

        #expect(stage.console.blindSince(Self.bob) == nil)
        let kinds = (0..<stage.console.events.total).compactMap { stage.console.events.event($0)?.kind }
        #expect(kinds == [.gap, .resynced, .destroyed])
    }

    @Test func `sees by a listing that was asked for what a stopped one would have seen`() throws {
        var stage = Stage(Sample.shop)
        stage.send(.news(.gap("connection lost for 2.1 s")))
        let ticket = try #require(stage.takeWaiting().compactMap(\.scanTicket).last)
        stage.press("Esc")
        #expect(stage.effects.contains(.stop(ticket)))
        #expect(stage.console.blindSince(Self.bob) != nil)
        stage.command("refresh")
        stage.settle()

        #expect(stage.console.blindSince(Self.bob) == nil)
    }

    @Test func `leaves what cannot be read told of when a listing has gone well`() {
        var stage = Stage(Sample.shop)
        stage.send(.readFailed([Self.bob], "Not permitted: no GETRANGE."))
        stage.press("R")

        #expect(stage.console.messages.messages.contains { $0.text == "Not permitted: no GETRANGE." && !$0.isRead })
    }

    @Test func `tells that it cannot list for as long as that is so`() throws {
        var stage = Stage(Sample.shop)
        let sentence = "No answer in time."
        func isTold(_ stage: Stage) -> Bool {
            stage.console.messages.messages.contains { $0.text == sentence && !$0.isRead }
        }
        stage.send(.news(.gap("connection lost for 2.1 s")))
        let ticket = try #require(stage.takeWaiting().compactMap(\.scanTicket).last)
        stage.send(.scanEnded(ticket, failure: sentence, missed: [0]))
        #expect(isTold(stage))
        stage.advance(milliseconds: 30_000)
        stage.settle()

        #expect(!isTold(stage))
    }

    @Test func `takes back what it told of reading when reading goes well`() throws {
        var stage = Stage(Sample.shop)
        stage.send(.readFailed([Self.bob], "No answer in time."))
        #expect(stage.console.messages.current?.text == "No answer in time.")
        stage.send(.read([(Self.bob, stage.store[Self.bob])]))

        #expect(stage.console.messages.current?.text != "No answer in time.")
    }

    @Test func `takes back each reason for which it could not list`() throws {
        var stage = Stage(Sample.shop)
        stage.send(.news(.gap("connection lost for 2.1 s")))
        for sentence in ["No answer in time.", "Cannot reach redis."] {
            let ticket = try #require(stage.takeWaiting().compactMap(\.scanTicket).last)
            stage.send(.scanEnded(ticket, failure: sentence, missed: [0]))
            stage.advance(milliseconds: 30_000)
        }
        stage.settle()

        #expect(stage.console.messages.unreadCount == 0)
    }

    @Test func `knows that changes are missed while the feed is lost, whatever is listed meanwhile`() {
        var stage = Stage(Sample.shop)
        stage.send(.news(.lost(StoreError(.lost, while: "listening", on: "redis://h", detail: "reset"))))
        stage.press("R")

        #expect(stage.console.blindSince(Self.bob) != nil)
    }

    @Test func `lists again what could not be listed at first`() throws {
        var stage = Stage()
        stage.store.sessions = Sample.shop
        stage.open()
        let ticket = try #require(stage.takeWaiting().compactMap(\.scanTicket).last)
        stage.send(.scanEnded(ticket, failure: "No answer in time.", missed: [0]))
        stage.advance(milliseconds: 1_000)
        stage.settle()

        #expect(stage.console.list.liveCount == Stage(Sample.shop).console.list.liveCount)
        #expect(stage.console.blindSince(Self.bob) == nil)
    }

    @Test func `makes the pause longer while more is missed each time`() {
        var stage = Stage(Sample.shop)
        var listings: [Int64] = []
        for tenth in 0..<600 {
            stage.advance(milliseconds: 100)
            stage.send(.news(.gap("the server left changes out")))
            for effect in stage.takeWaiting() {
                guard let ticket = effect.scanTicket else { continue }
                listings.append(Int64(tenth))
                stage.send(.page(ticket, Sample.page(Sample.shop)))
                stage.send(.scanEnded(ticket, failure: nil))
            }
        }
        #expect((4...8).contains(listings.count))
    }

    @Test func `keeps the list and says that it is stale while the connection is lost`() {
        var stage = Stage(Sample.shop)
        stage.send(.news(.lost(StoreError(.lost, while: "listening", on: "redis://h", detail: "reset"))))
        stage.send(.news(.lost(StoreError(.lost, while: "listening", on: "redis://h", detail: "refused"))))

        #expect(stage.shows("STALE"))
        #expect(stage.shows("9 of 9 shown"))
        #expect(stage.console.messages.messages.count { $0.level == .error } == 1)
        #expect(stage.takeWaiting().isEmpty)
        stage.send(.news(.connected(.push("tracking"))))
        #expect(!stage.shows("STALE"))
        #expect(stage.console.messages.messages.last?.text == "Connected again.")
    }

    @Test func `shows how late looking is and what it costs, for as long as it looks`() {
        var stage = Stage(Sample.shop, columns: 160, rows: 48)
        stage.send(.news(.connected(.poll(seconds: 2))))
        stage.send(.news(.measured(FeedMeasure(lag: 2040, share: 0.004))))
        #expect(stage.shows("ev:poll 2s lag<2.1s 0.4%  rtt"))

        stage.send(.news(.connected(.push("LISTEN"))))
        #expect(stage.shows("ev:LISTEN  rtt"))
    }

    @Test func `takes back what it told of the loss when the connection is there again`() {
        var stage = Stage(Sample.shop)
        stage.send(.news(.lost(StoreError(.lost, while: "listening", on: "redis://h", detail: "reset"))))
        stage.send(.readFailed([Self.alice], "Cannot reach redis://h while reading sessions: refused."))
        stage.press("j")
        let before = stage.console.messages.unreadCount
        stage.send(.news(.connected(.push("tracking"))))
        stage.press("k")

        #expect(before == 2)
        #expect(stage.console.messages.unreadCount == 0)
        #expect(stage.console.messages.messages.contains { $0.text.contains("reset") })
    }

    @Test func `tells in one event that very many ended at once`() {
        let many = (0..<700).map { Sample.session(Sample.id("m\($0)x", "0000"), user: "u\($0)") }
        var stage = Stage(many)
        let before = stage.console.events.total
        stage.store.sessions = []
        stage.send(.news(.gap("the store was emptied")))
        stage.settle()
        stage.press("3")

        let events = (before..<stage.console.events.total).compactMap { stage.console.events.event($0) }
        #expect(events.map(\.kind) == [.gap, .resynced, .destroyed])
        #expect(events.last?.count == 700)
        #expect(stage.shows("700 sessions ended at once"))
        #expect(stage.console.list.liveCount == 0)
    }

    @Test func `tells that what ended had no deadline`() {
        var stage = Stage(Sample.shop, columns: 160, rows: 48)
        stage.happen { $0[Sample.shop[6].key] = nil }
        stage.press("3")

        #expect(stage.row("destroyed")?.contains("it had no deadline") == true)
    }

    @Test func `tells of a few that ended one by one`() {
        let some = (0..<20).map { Sample.session(Sample.id("m\($0)x", "0000"), user: "u\($0)") }
        var stage = Stage(some)
        stage.happen { $0.sessions = [] }

        #expect(
            (0..<stage.console.events.total).compactMap { stage.console.events.event($0)?.kind }.count {
                $0 == .destroyed
            } == 20)
    }

    @Test func `looks again at what could not be looked at`() {
        var stage = Stage(Sample.shop)
        stage.store[Self.alice] = nil
        stage.send(.lookFailed([Self.alice], "Lost the connection to redis while reading sessions."))
        let atOnce = stage.takeWaiting().contains(.look([Self.alice]))
        stage.advance(milliseconds: 2_000)
        stage.settle()

        #expect(!atOnce)
        #expect(Self.kinds(stage, of: Self.alice) == [.destroyed])
    }

    @Test func `does not take for ended what one listing has missed`() {
        var stage = Self.polled()
        let before = stage.console.list.liveCount
        stage.send(.news(.due))
        guard case .scan(let ticket, _, _, _)? = stage.takeWaiting().first else {
            Issue.record("It did not list.")
            return
        }
        let seen = Sample.shop.filter { $0.key != Self.alice }
        stage.send(.page(ticket, Sample.page(seen)))
        stage.send(.scanEnded(ticket, failure: nil))

        #expect(stage.waiting.contains(.look([Self.alice])))
        stage.settle()
        #expect(Self.kinds(stage, of: Self.alice).isEmpty)
        #expect(stage.console.list.liveCount == before)
    }

    @Test func `knows the format of a row by what was read, else by the only one there is`() {
        var strange = Sample.session(Sample.id("odd0", "0000"), user: "eve")
        strange.format = "php"
        var facts = Sample.facts()
        facts.formats = ["tina4": Sample.layouts]
        let only = Stage([strange, Sample.shop[0]], facts: facts)

        let list = only.console.list
        #expect(list.table.row(of: strange.key).flatMap(list.format) == "php")
        #expect(list.table.row(of: Self.alice).flatMap(list.format) == "tina4")
        #expect(Self.unread(facts.formats.merging(["php": Sample.layouts]) { $1 }) == .some(nil))
        let others: [Layout] = [.keyValue(KeyValueLayout(prefix: "PHPREDIS_SESSION:"))]
        #expect(Self.unread(facts.formats.merging(["php": others]) { $1 }) == "tina4")
    }

    /// The format of a row that is listed and was not read yet, where a store has these; nil where there is no row.
    private static func unread(_ formats: [String: [Layout]]) -> String?? {
        var facts = Sample.facts()
        facts.formats = formats
        var stage = Stage()
        stage.open(facts)
        stage.store.sessions = [Sample.shop[0]]
        for effect in stage.takeWaiting() { stage.store.answer(effect, at: stage.now).forEach { stage.send($0) } }
        let list = stage.console.list
        return list.table.row(of: Self.alice).map(list.format)
    }

    @Test func `reads again after a while what could not be read, and says so once`() {
        var stage = Stage()
        stage.open()
        stage.store.sessions = Sample.shop
        for effect in stage.takeWaiting() { stage.store.answer(effect, at: stage.now).forEach { stage.send($0) } }
        func failures() -> [Effect] { stage.takeWaiting().filter { if case .read = $0 { true } else { false } } }
        let first = failures()
        stage.send(.readFailed(Sample.shop.map(\.key), "Not permitted on redis: NOPERM."))
        let atOnce = failures()
        stage.send(.readFailed(Sample.shop.map(\.key), "Not permitted on redis: NOPERM."))
        stage.advance(milliseconds: 2_000)

        #expect(first.count == 1)
        #expect(atOnce.isEmpty)
        #expect(failures().count == 1)
        #expect(stage.console.messages.messages.count { $0.text.contains("NOPERM") } == 1)
    }

    // MARK: Deadlines

    @Test func `asks once whether a session is over when its time is up`() {
        var stage = Stage(Sample.shop)
        stage.store[Self.alice] = nil
        stage.advance(milliseconds: 41_000)
        #expect(stage.takeWaiting() == [.look([Self.alice])])
        stage.advance(milliseconds: 1_000)

        #expect(stage.takeWaiting().isEmpty)
        stage.send(.looked([Observation(key: Self.alice)]))
        #expect(Self.kinds(stage, of: Self.alice) == [.expired])
        #expect(stage.console.events.about(Self.alice).last?.source == .derived)
        #expect(stage.row("3f9a..c21e")?.contains("x expired") == true)
    }

    @Test func `keeps a session whose deadline was moved meanwhile`() {
        var stage = Stage(Sample.shop)
        stage.store.move(Self.alice, to: .at(Sample.now.adding(milliseconds: 1_841_000)))
        stage.advance(milliseconds: 41_000)
        stage.settle()

        #expect(stage.row("3f9a..c21e")?.contains("00:30:00") == true)
        #expect(Self.kinds(stage, of: Self.alice) == [.touched])
    }

    @Test func `shows sessions whose time is up and which the store still holds`() {
        var stage = Stage(Sample.shop)
        stage.advance(milliseconds: 41_000)
        stage.settle()

        #expect(stage.row("3f9a..c21e")?.contains("expired") == true)
        #expect(stage.row("3f9a..c21e")?.contains("unswept") == true)
        #expect(stage.shows("2 unswept"))
        #expect(Self.kinds(stage, of: Self.alice) == [.expired])
        stage.advance(milliseconds: 60_000)
        #expect(stage.takeWaiting().isEmpty)
    }

    @Test func `takes ended sessions off the list after five seconds`() {
        var stage = Stage(Sample.shop)
        stage.happen { $0[Self.bob] = nil }
        stage.advance(milliseconds: 4_999)
        #expect(stage.row("a7c4..0f3e") != nil)
        stage.advance(milliseconds: 1)

        #expect(!stage.rows[4..<15].contains { $0.contains("a7c4..0f3e") })
        #expect(stage.shows("8 of 8 shown"))
    }

    @Test func `does not tell twice that a session has ended when it was being read`() {
        var stage = Stage()
        stage.open()
        stage.store.sessions = Sample.shop
        for effect in stage.takeWaiting() { stage.store.answer(effect, at: stage.now).forEach { stage.send($0) } }
        stage.send(.news(.observed([Observation(key: Self.bob)])))
        stage.send(.read([(Self.bob, nil)]))

        #expect(Self.kinds(stage, of: Self.bob) == [.destroyed])
    }

    @Test func `notices on opening that a session is gone`() {
        var stage = Self.polled()
        stage.store[Self.alice] = nil
        stage.press("g", "Enter")

        #expect(stage.shows("That session has ended meanwhile."))
        #expect(Self.kinds(stage, of: Self.alice) == [.destroyed])
    }

    @Test func `counts down by the store's clock`() {
        var stage = Stage(Sample.shop, facts: Sample.facts(clockSkew: 11_000))

        #expect(stage.row("3f9a..c21e")?.contains("00:00:30") == true)
        #expect(stage.shows("The store's clock is 11s ahead of ours"))
        stage.advance(milliseconds: 1_000)
        #expect(stage.row("3f9a..c21e")?.contains("00:00:29") == true)
    }

    @Test func `keeps a filter by deadline true as time goes by`() {
        var stage = Stage(Sample.shop)
        stage.command("filter ttl<1m")
        #expect(stage.shows("2 of 9 shown"))
        stage.advance(milliseconds: 200_000)
        stage.settle()

        #expect(stage.rows[4..<8].contains { $0.contains("9b02..77d1") })
    }

    @Test func `takes the same payload under another key for a new id`() {
        var stage = Stage(Sample.shop)
        var moved = Sample.shop[2]
        moved.id = SessionID(Sample.id("mov1", "d1d1"))
        moved.record = StoredRecord(
            key: Sample.key(Sample.id("mov1", "d1d1")), content: moved.record.content, expiry: moved.record.expiry)
        stage.happen {
            $0[moved.key] = moved; $0[Self.bob] = nil
        }

        #expect(Self.kinds(stage, of: moved.key).last == .regenerated)
        #expect(stage.console.events.about(moved.key).last?.id == moved.id)
        #expect(stage.row("a7c4..0f3e")?.contains("x new id") == true)
        #expect(stage.row("mov1..d1d1")?.contains("+new") == true)
    }

    @Test func `warns whoever edits a session that somebody else has changed`() {
        var stage = Stage(Sample.shop)
        stage.press("Enter", "j", "j", "e")
        stage.happen { $0.change(Self.alice, to: "{\"user\":\"alice@shop\"}") }

        #expect(stage.console.messages.current?.text.contains("was changed by somebody else") == true)
        #expect(stage.console.dialog is ValueDialog)
    }

    // MARK: When the screen moves

    @Test func `sleeps while nothing on screen moves`() {
        let stage = Stage()
        #expect(stage.console.nextChange(after: stage.now) == nil)
        var failed = Stage()
        failed.send(.openFailed("No.", help: []))

        #expect(failed.console.nextChange(after: failed.now) == nil)
    }

    @Test(arguments: [0, 250, 999])
    func `wakes at the next whole second of the store while a list ticks`(_ milliseconds: Int64) {
        var stage = Stage(Sample.shop)
        stage.advance(milliseconds: 1_000 + milliseconds)
        stage.settle()

        #expect(stage.console.nextChange(after: stage.now) == Sample.now.adding(milliseconds: 2_000))
    }

    @Test func `wakes by the store's seconds, not by ours`() {
        var stage = Stage(Sample.shop, facts: Sample.facts(clockSkew: -300))
        stage.advance(milliseconds: 1_000)
        stage.settle()

        #expect(stage.console.nextChange(after: stage.now) == Sample.now.adding(milliseconds: 1_300))
    }
}

extension Effect {
    /// Whether it is a listing that looks into every record.
    fileprivate var isReadingContent: Bool {
        if case .scan(_, _, let readsContent, _) = self { readsContent } else { false }
    }
}

extension Effect {
    /// The ticket of a listing.
    var scanTicket: Ticket? {
        if case .scan(let ticket, _, _, _) = self { ticket } else { nil }
    }
}
