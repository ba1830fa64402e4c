import Operations
import SessionModel
import StoreKit
import Testing

@Suite struct `Why a session ended` {
    private var film: Film

    init() throws { film = try Film() }

    /// What is said of a session that is there and then is not.
    private mutating func cause(
        lifetime: Int64? = 3_600_000, passing: Int64 = 1_000, source: SessionEvent.Source = .push,
        blindSince: Timestamp? = nil, _ change: (inout Observation) -> Void = { _ in }
    ) async throws -> EndCause {
        film.put("p", #"{"user_id":7}"#, lifetime: lifetime)
        try await film.look("p")
        film.desk.memory.pass(milliseconds: passing)
        film.remove("p")
        let events = try await film.look("p", source: source, blindSince: blindSince, change)
        return try #require(events.first?.cause)
    }

    @Test mutating func `is certain where the store says that its time was up`() async throws {
        let cause = try await cause { $0.saidExpired = true }

        #expect(cause.kind == .expired)
        #expect(cause.sentence == "It expired on time (certain): the store itself said that its time was up.")
    }

    @Test mutating func `is likely its deadline where that had passed`() async throws {
        let cause = try await cause(lifetime: 5_000, passing: 6_000)

        #expect(cause.kind == .expired)
        #expect(cause.certainty == .likely)
        #expect(cause.evidence.hasSuffix("had passed when it was found gone 1s later"))
    }

    @Test mutating func `is the application or another client where it went early and all was watched`() async throws {
        let cause = try await cause()

        #expect(cause.kind == .application)
        #expect(cause.certainty == .certain)
        #expect(
            cause.evidence
                == "it went 59m59s before its deadline, no operator's act is known, and changes were followed all the time"
        )
        #expect(try await self.cause(source: .poll).certainty == .likely)
    }

    @Test mutating func `is eviction only where the store says so`() async throws {
        #expect(try await cause { $0.saidEvicted = true }.kind == .evicted)
        let silent = try await cause { $0.eviction = .some(3) }
        #expect(silent.kind == .unknown)
        #expect(silent.evidence.contains("has thrown out 3 records for want of memory meanwhile"))
        #expect(try await cause { $0.eviction = .unknown }.kind == .unknown)
        #expect(try await cause { $0.eviction = Eviction.none }.kind == .application)
    }

    @Test mutating func `is not known where it ended in a gap`() async throws {
        let since = film.desk.memory.now
        let cause = try await cause(source: .poll, blindSince: since)

        #expect(cause.kind == .gap)
        #expect(cause.certainty == .unknown)
        #expect(cause.evidence.contains("59m59s were left when the store was listed again"))
        let passed = try await self.cause(lifetime: 5_000, passing: 9_000, source: .poll, blindSince: since)
        #expect(passed.kind == .gap)
        #expect(passed.evidence.hasSuffix("its deadline passed meanwhile"))
    }

    @Test mutating func `is told by the store itself even in a gap`() async throws {
        #expect(try await cause(blindSince: film.desk.memory.now).kind == .application)
    }

    @Test(arguments: [Int64.min, .min + 1, .max - 1, .max])
    func `is told of ends that no calendar holds`(moment: Int64) throws {
        var interpreter = ChangeInterpreter()
        var table = SessionTable(layouts: [])
        let (key, now) = (film.desk.key("p"), film.desk.memory.now)
        let record = StoredRecord(key: key, content: .bytes(Array("{}".utf8)))
        var session = Session(record: record, format: "tina4", content: .payload(try Payload(parsing: "{}")))
        session.clocks = [SessionClock(.idle, .at(Timestamp(milliseconds: moment)), source: "a field")]
        func cause(since: Timestamp? = nil) -> EndCause? {
            let observations = [Observation(key: key, session: session), Observation(key: key)]
            let events = observations.map {
                interpreter.interpret(
                    $0, source: .poll, table: &table, at: now, storeTime: now, blindSince: since)
            }
            return events[1]?.cause
        }

        #expect(cause()?.kind == (moment < 0 ? .expired : .unknown))
        #expect(cause(since: now)?.kind == .gap)
    }

    @Test mutating func `is another id where the same data goes on under one`() async throws {
        film.put("p", #"{"user_id":7}"#)
        try await film.look("p")
        film.put("q", #"{"user_id":7}"#)
        film.remove("p")

        let events = try await film.look("p") + film.look("q")

        #expect(events.last?.cause?.kind == .idChanged)
        #expect(film.lives.life(of: film.desk.key("p"))?.cause == nil)
    }

    @Test mutating func `is compared with what the store threw out meanwhile`() async throws {
        film.desk.store.evictionCount = 5
        film.put("p", #"{"user_id":7}"#)
        film.put("q", #"{"user_id":8}"#)
        try await film.look("p", "q")
        film.remove("p")
        #expect(try await film.look("p").first?.cause?.kind == .unknown, "There was nothing to compare with yet.")

        film.remove("q")
        #expect(try await film.look("q").first?.cause?.kind == .application)

        film.put("p", #"{"user_id":7}"#)
        try await film.look("p")
        film.desk.store.evictionCount = 6
        film.remove("p")
        #expect(try await film.look("p").first?.cause?.kind == .unknown)
    }

    @Test mutating func `is in the JSON of an event`() async throws {
        film.put("p", #"{"user_id":7}"#)
        try await film.look("p")
        film.remove("p")
        let event = try #require(try await film.look("p").first)

        #expect(
            event.json(store: film.desk.target, isExplained: true).text.contains(
                #""cause":"application","certainty":"certain""#))
    }
}

@Suite struct `What became of a session` {
    private let desk: Desk

    init() throws { desk = try Desk() }

    private func explain(_ id: String, seen: SeenEnd? = nil) async throws -> EndExplanation {
        let names = [desk.key(id).text, Desk.ids[id] ?? id]
        return try await desk.operations.explain([desk.key(id)], names: names, seen: seen)
    }

    @Test func `is that it lives`() async throws {
        _ = try await desk.session("p")

        let explanation = try await explain("p")

        #expect(explanation.cause == nil)
        #expect(explanation.sentence.hasPrefix("It lives: it ends in 1h00m, at "))
    }

    @Test func `is an operator's act where the journal has it, whoever watches`() async throws {
        _ = try await desk.session("p")
        _ = try await desk.operations.destroy([desk.key("p")], reason: "stolen laptop")
        let seen = SeenEnd(at: desk.memory.now, cause: EndCause(.application, .certain, "it went early"))

        for explanation in [try await explain("p"), try await explain("p", seen: seen)] {
            #expect(explanation.cause?.kind == .operator)
            #expect(explanation.cause?.certainty == .certain)
            #expect(explanation.sentence.contains("kim (sudo by root) from 10.0.0.7, destroy at "))
            #expect(explanation.sentence.contains("reason: stolen laptop (line 1 of the journal)"))
        }
    }

    @Test(arguments: [0, 999, 1_000, 1_400])
    func `is an operator's act on each of very many`(number: Int) async throws {
        let keys = (0..<1_500).map { desk.key("session-\($0)") }
        for key in keys { desk.memory.put(key, "{}") }
        let step = try #require(try await desk.operations.destroy(keys, reason: "drill").undo)

        let explanation = try await explain("session-\(number)")

        #expect(explanation.cause?.kind == .operator)
        #expect(explanation.cause?.certainty == .certain)
        #expect(explanation.sentence.contains("reason: drill (line 3 of the journal)"))

        _ = try await desk.operations.undo(step, reason: nil)
        desk.memory.remove(keys[number])
        let later = try await explain("session-\(number)")
        #expect(later.cause?.kind == .unknown)
        #expect(later.isKnown)
    }

    @Test func `is an operator's act also where a later one on it was refused`() async throws {
        _ = try await desk.session("p")
        let outcome = try await desk.operations.destroy([desk.key("p")], reason: "drill")
        desk.memory.pass(milliseconds: 7_200_000)
        _ = try await desk.operations.restore(outcome.undo?.archived ?? [], reason: nil)

        let explanation = try await explain("p")

        #expect(explanation.cause?.kind == .operator)
        #expect(explanation.sentence.contains("reason: drill (line 1 of the journal)"))
    }

    /// What the same operator does in a store that is called otherwise, or is at another address.
    private func operations(_ name: String, address: String, on memory: Memory) -> Operations {
        let target = OpenStore(
            name: name, store: MemoryStore(memory, address: address), formats: desk.target.formats,
            context: desk.target.context)
        return Operations(on: target, journal: desk.journal, person: Desk.person) { memory.now }
    }

    @Test(arguments: [("depot", "memory:depot"), ("shop", "memory:depot"), ("memory:depot", "memory:depot")])
    func `is not known where the act was on another store`(name: String, address: String) async throws {
        let memory = Memory()
        memory.put(desk.key("p"), "{}")
        let outcome = try await operations(name, address: address, on: memory)
            .destroy([desk.key("p")], reason: "drill")
        #expect(outcome.result == .done)

        let explanation = try await explain("p")

        let place = name == "shop" ? address : name
        #expect(explanation.cause?.kind == .unknown)
        #expect(explanation.cause?.certainty == .unknown)
        #expect(!explanation.isKnown)
        #expect(explanation.sentence.contains("ended it here, only one on this id in \(place): destroy at "))
        #expect(explanation.sentence.hasSuffix("(line 1 of the journal)."))
    }

    @Test(arguments: ["shop", "till", "memory:"])
    func `is an operator's act on the same store, whatever it was called`(name: String) async throws {
        _ = try await desk.session("p")
        _ = try await operations(name, address: "memory:", on: desk.memory).destroy([desk.key("p")], reason: "drill")

        let explanation = try await explain("p")

        #expect(explanation.cause?.kind == .operator)
        #expect(explanation.cause?.certainty == .certain)
    }

    @Test func `is an operator's act here whatever was done on another store later`() async throws {
        _ = try await desk.session("p")
        _ = try await desk.operations.destroy([desk.key("p")], reason: "drill")
        let memory = Memory()
        memory.put(desk.key("p"), "{}")
        let depot = operations("depot", address: "memory:depot", on: memory)
        let outcome = try await depot.destroy([desk.key("p")], reason: nil)
        _ = try await depot.restore(outcome.undo?.archived ?? [], reason: nil)

        let explanation = try await explain("p")

        #expect(explanation.cause?.kind == .operator)
        #expect(explanation.sentence.contains("reason: drill (line 1 of the journal)"))
    }

    @Test func `is known of one that was brought back here, and not of one that was elsewhere`() async throws {
        for (name, address) in [("depot", "memory:depot"), ("shop", "memory:")] {
            let memory = Memory()
            memory.put(desk.key("p"), "{}")
            let there = operations(name, address: address, on: memory)
            let outcome = try await there.destroy([desk.key("p")], reason: nil)
            _ = try await there.restore(outcome.undo?.archived ?? [], reason: nil)

            let explanation = try await explain("p")

            #expect(explanation.cause?.kind == .unknown)
            #expect(explanation.isKnown == (name == "shop"))
        }
    }

    /// Writes down an act on sessions.
    private func note(_ verb: String, _ keys: [SessionKey], _ results: [String: Int]) async throws {
        var ids: [String] = []
        for key in keys { ids.append(try await desk.journal.hash(Array(key.text.utf8))) }
        try await desk.journal.append(
            JournalEntry(
                at: desk.memory.now, person: Desk.person, store: "shop", verb: verb, ids: ids, count: keys.count,
                reason: nil, results: results))
    }

    @Test(arguments: [0, 1_400])
    func `may be an operator's act on very many that was cut off, whatever was tried on it later`(
        number: Int
    ) async throws {
        let keys = (0..<1_500).map { desk.key("session-\($0)") }
        try await note("destroy", keys, ["begun": keys.count])
        try await note("destroy", keys, ["begun": keys.count])
        try await note("destroy", keys, ["refused": keys.count])
        try await note("ttl", [keys[number]], ["gone": 1])
        try await note("destroy", [keys[number]], ["gone": 1])

        let explanation = try await explain("session-\(number)")

        #expect(explanation.cause?.kind == .operator)
        #expect(explanation.cause?.certainty == .likely)
        #expect(explanation.sentence.contains("of which it is not known how far it came (line 1 of the journal)"))
    }

    @Test func `is no operator's act on very many that was refused`() async throws {
        let keys = (0..<1_500).map { desk.key("session-\($0)") }
        try await note("destroy", keys, ["begun": keys.count])
        try await note("destroy", keys, ["refused": keys.count])
        try await note("ttl", [keys[0]], ["gone": 1])

        let explanation = try await explain("session-0")

        #expect(explanation.cause?.kind == .unknown)
        #expect(!explanation.isKnown)
    }

    @Test func `may be an operator's act whose answer never came`() async throws {
        _ = try await desk.session("p")
        desk.store.fail("ending", unplugged)
        _ = try? await desk.operations.destroy([desk.key("p")], reason: "drill")
        desk.memory.remove(desk.key("p"))
        let seen = SeenEnd(at: desk.memory.now, cause: EndCause(.application, .certain, "it went early"))

        let explanation = try await explain("p", seen: seen)

        #expect(explanation.cause?.kind == .operator)
        #expect(explanation.cause?.certainty == .likely)
        #expect(explanation.sentence.contains("of which it is not known how far it came"))
    }

    @Test func `is an operator's act that is written down only after the news of the end`() async throws {
        let seen = SeenEnd(at: desk.memory.now, cause: EndCause(.application, .certain, "it went early"))
        var entry = JournalEntry(
            at: desk.memory.now, person: Desk.person, store: "shop", verb: "destroy", ids: ["other"], count: 1,
            reason: nil, results: ["done": 1])
        try await desk.journal.append(entry)

        async let explanation = explain("p", seen: seen)
        try await Task.sleep(for: .milliseconds(250))
        entry.ids = [try await desk.journal.hash(Array(desk.key("p").text.utf8))]
        try await desk.journal.append(entry)

        #expect(try await explanation.sentence.contains("(line 2 of the journal)"))
    }

    @Test func `is what was watched where the journal's act is of another time`() async throws {
        _ = try await desk.session("p")
        _ = try await desk.operations.destroy([desk.key("p")], reason: nil)
        let seen = SeenEnd(
            at: desk.memory.now.adding(milliseconds: 60_000), cause: EndCause(.expired, .likely, "its time was up"))

        #expect(try await explain("p", seen: seen).cause?.kind == .expired)
    }

    @Test func `is not known where nobody watched and no act is written down`() async throws {
        let explanation = try await explain("p")

        #expect(explanation.cause?.kind == .unknown)
        #expect(!explanation.isKnown)
    }
}
