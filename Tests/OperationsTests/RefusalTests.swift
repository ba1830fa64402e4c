import Operations
import SessionModel
import StoreKit
import TestSupport
import Testing

/// The acts that change something, each on a session.
enum Act: String, CaseIterable, CustomStringConvertible {
    case edit, deadline, regenerate, destroy, restore, undo

    var description: String { rawValue }

    func run(_ session: Session, _ desk: Desk, reason: String?) async throws -> Operations.Outcome {
        let operations = desk.operations
        switch self {
        case .edit:
            return try await operations.edit(session, to: Payload(parsing: #"{"edited":1}"#), reason: reason)
        case .deadline: return try await operations.setDeadline(session, to: .never, reason: reason)
        case .regenerate:
            return try await operations.regenerate(session, reason: reason, random: RepeatableRandom(seed: 31))
        case .destroy: return try await operations.destroy([session.key], reason: reason)
        case .restore:
            return try await operations.restore(
                [ArchivedRecord(key: desk.key("r"), content: Array("{}".utf8))], reason: reason)
        case .undo:
            return try await operations.undo(.end([EndRequest(session.key)]), reason: reason)
        }
    }
}

@Suite struct `An act` {
    private func refusal(_ act: Act, _ desk: Desk, reason: String?) async throws -> OperationError? {
        let session = try await desk.session("p")
        let before = desk.text("p")
        var refusal: OperationError?
        do {
            _ = try await act.run(session, desk, reason: reason)
        } catch let error as OperationError {
            refusal = error
        }
        if refusal != nil {
            #expect(desk.text("p") == before)
            #expect(desk.memory.keys == [desk.key("p")])
            for action in ["writing", "moving", "ending", "restoring"] { #expect(desk.store.calls(action) == 0) }
        }
        return refusal
    }

    @Test(arguments: Act.allCases)
    func `is refused on what is open for reading only`(act: Act) async throws {
        #expect(try await refusal(act, Desk(isReadOnly: true), reason: "because") == .readOnly(store: "shop"))
    }

    @Test func `on what is read-only by its profile is told how that is changed`() {
        #expect(
            OperationError.readOnly(store: "web", isByProfile: true).description
                == "web is read-only by its profile, so nothing was changed; :write 15m REASON in the console opens it for a"
                + " time, or take read_only out of profile 'web'.")
    }

    @Test(arguments: Act.allCases, [nil, ""])
    func `is refused in production without a reason`(act: Act, reason: String?) async throws {
        #expect(try await refusal(act, Desk(isProduction: true), reason: reason) == .reasonMissing(store: "shop"))
    }

    @Test(arguments: Act.allCases)
    func `is refused in production when it can't be written down`(act: Act) async throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("", to: "file")

        let refusal = try await refusal(act, Desk(isProduction: true, journal: file + "/journal"), reason: "because")

        guard case .journal(let error) = refusal else { throw TestFailure("not refused") }
        #expect(error.reason == .notWritable)
    }

    @Test(arguments: Act.allCases)
    func `elsewhere is done with a warning when it can't be written down`(act: Act) async throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("", to: "file")
        let desk = try Desk(journal: file + "/journal")
        let session = try await desk.session("p")

        let outcome = try await act.run(session, desk, reason: nil)

        #expect(outcome.journalWarning?.contains("can't be written") == true)
        #expect(outcome.result == .done)
    }

    @Test(arguments: Act.allCases)
    func `leaves one line in the journal, without the id`(act: Act) async throws {
        let desk = try Desk(isProduction: true)
        let session = try await desk.session("p")

        let outcome = try await act.run(session, desk, reason: "ticket 17")

        let lines = try await desk.journal.lines()
        #expect(lines.count == 1)
        #expect(lines[0].verb == outcome.receipt.verb.rawValue)
        #expect(lines[0].reason == "ticket 17")
        #expect(lines[0].store == "shop")
        #expect(lines[0].who == "kim (sudo by root)")
        #expect(lines[0].from == "10.0.0.7")
        #expect(lines[0].text.contains(#""tty":"pts/3""#))
        #expect(lines[0].result == "done 1")
        for id in Desk.ids.values { #expect(!lines[0].text.contains(id)) }
        #expect(!lines[0].text.contains(SHA256.hexadecimal(session.id?.whole ?? "")))
        #expect(try await desk.journal.verify() == .intact(count: 1))
    }

    @Test func `names one session by the same hash every time, and by another in another journal`() async throws {
        let id = Array("exampleIdForDocs".utf8)
        let (one, other) = (try Desk(), try Desk())

        let first = try await one.journal.hash(id)

        #expect(try await one.journal.hash(id) == first)
        #expect(try await other.journal.hash(id) != first)
        #expect(first.utf8.count == 16)
    }

    @Test func `of looking at hidden values is written down as well`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")

        #expect(await desk.operations.noteReveal(of: session) == nil)

        #expect(try await desk.journal.lines().map(\.verb) == ["reveal"])
    }
}

@Suite struct `Why some of several were refused` {
    private func receipt(_ reasons: [String?]) -> Receipt {
        Receipt(
            .ttl, store: "shop",
            lines: reasons.enumerated().map { number, reason in
                Receipt.Line(
                    key: SessionKey("k\(number)"), result: reason == nil ? .done : .refused, reason: reason)
            })
    }

    @Test func `is told once where all have one reason`() {
        #expect(receipt([nil, "It is locked.", "It is locked."]).refusal == "It is locked")
    }

    @Test func `is told with all reasons there are, the commonest first`() {
        let reasons = ["It is locked.", "It has no end.", "It has no end.", nil]

        #expect(receipt(reasons).refusal == "It has no end (2); It is locked (1)")
        #expect(receipt(["a", "b", "c", "d"]).refusal == "a (1); b (1); c (1); and more")
    }

    @Test func `is not told where none was, or one alone`() {
        #expect(receipt([nil, nil]).refusal == nil)
        #expect(receipt(["It is locked."]).refusal == nil)
    }
}
