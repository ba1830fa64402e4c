import Operations
import SessionFormats
import SessionModel
import StoreKit
import Testing

@Suite struct `Editing a session` {
    @Test func `writes the field and leaves the rest and the deadline`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let deadline = desk.deadline("p")

        let outcome = try await desk.operations.edit(
            session, to: #require(session.payload).with("user_id", "8"), reason: nil)

        #expect(outcome.result == .done)
        #expect(desk.text("p") == #"{"user_id": 8, "n": 1.0}"#)
        #expect(desk.deadline("p") == deadline)
        #expect(outcome.session?.user == "8")
        #expect(outcome.receipt.lines[0].deadline == deadline)
        #expect(outcome.journalWarning == nil)
    }

    @Test func `writes nothing over what was changed meanwhile, and shows that`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        desk.memory.put(desk.key("p"), #"{"user_id": 7, "n": 2}"#)

        let outcome = try await desk.operations.edit(
            session, to: #require(session.payload).with("user_id", "8"), reason: nil)

        #expect(outcome.result == .changed)
        #expect(outcome.conflict?.payload?.node(at: PayloadPath([.key("n")]))?.rawText == "2")
        #expect(desk.text("p") == #"{"user_id": 7, "n": 2}"#)
        #expect(outcome.undo == nil)
    }

    @Test func `does not bring back what has ended`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        desk.memory.remove(desk.key("p"))

        let outcome = try await desk.operations.edit(
            session, to: #require(session.payload).with("user_id", "8"), reason: nil)

        #expect(outcome.result == .gone)
        #expect(desk.memory.keys.isEmpty)
    }

    @Test func `that changes nothing writes nothing`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")

        let outcome = try await desk.operations.edit(session, to: #require(session.payload), reason: nil)

        #expect(outcome.result == .done)
        #expect(outcome.receipt.notes == ["It says that already; nothing was written."])
        #expect(desk.store.calls("writing") == 0)
    }

    @Test(arguments: ["{}", "[1]", "null"])
    func `is refused where the session would be lost`(payload: String) async throws {
        let desk = try Desk()
        let session = try await desk.session("p")

        let outcome = try await desk.operations.edit(session, to: Payload(parsing: payload), reason: nil)

        #expect(outcome.result == .refused)
        #expect(desk.store.calls("writing") == 0)
    }

    @Test func `is refused for what can't be read`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p", "no JSON")

        let outcome = try await desk.operations.edit(session, to: Payload(parsing: #"{"a":1}"#), reason: nil)

        #expect(outcome.result == .refused)
        #expect(desk.text("p") == "no JSON")
    }

    @Test(arguments: [
        #"{"token":"********"}"#, #"{"token":{"value":"****"}}"#, #"{"a":{"password":["***"]},"token":"s3cret"}"#,
    ])
    func `saves no asterisks for a hidden value`(payload: String) async throws {
        let desk = try Desk()
        let session = try await desk.session("p", #"{"token":"s3cret"}"#)

        let outcome = try await desk.operations.edit(session, to: Payload(parsing: payload), reason: nil)

        #expect(outcome.result == .refused)
        #expect(desk.text("p") == #"{"token":"s3cret"}"#)
    }

    @Test func `may keep a hidden value that really is asterisks`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p", #"{"token":"****","n":1}"#)

        let outcome = try await desk.operations.edit(session, to: #require(session.payload).with("n", "2"), reason: nil)

        #expect(outcome.result == .done)
    }

    @Test func `is undone and redone, byte for byte`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let before = desk.text("p")
        let deadline = desk.deadline("p")
        let edit = try await desk.operations.edit(session, to: #require(session.payload).with("n", "2"), reason: nil)
        let after = desk.text("p")

        let undo = try await desk.operations.undo(#require(edit.undo), reason: nil)
        #expect(undo.result == .done)
        #expect(desk.text("p") == before)
        let redo = try await desk.operations.undo(#require(undo.undo), verb: .redo, reason: nil)
        #expect(redo.result == .done)
        #expect(desk.text("p") == after)
        #expect(desk.deadline("p") == deadline)
    }

    @Test func `is not undone over a change made since`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let edit = try await desk.operations.edit(session, to: #require(session.payload).with("n", "2"), reason: nil)
        desk.memory.put(desk.key("p"), #"{"since":1}"#)

        let undo = try await desk.operations.undo(#require(edit.undo), reason: nil)

        #expect(undo.result == .changed)
        #expect(desk.text("p") == #"{"since":1}"#)
    }

    @Test func `is not undone when the session has ended`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let edit = try await desk.operations.edit(session, to: #require(session.payload).with("n", "2"), reason: nil)
        desk.memory.remove(desk.key("p"))

        let undo = try await desk.operations.undo(#require(edit.undo), reason: nil)

        #expect(undo.result == .gone)
        #expect(desk.memory.keys.isEmpty)
    }
}

@Suite struct `Moving a deadline` {
    @Test func `moves it and nothing else`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let before = desk.text("p")

        let outcome = try await desk.operations.setDeadline(session, to: desk.later(7_200_000), reason: nil)

        #expect(outcome.result == .done)
        #expect(desk.deadline("p") == desk.later(7_200_000))
        #expect(desk.text("p") == before)
        #expect(outcome.receipt.notes.count == 1)
    }

    @Test func `may take it away and give it again`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let deadline = desk.deadline("p")

        let never = try await desk.operations.setDeadline(session, to: .never, reason: nil)
        #expect(desk.deadline("p") == .never)
        let undo = try await desk.operations.undo(#require(never.undo), reason: nil)

        #expect(undo.result == .done)
        #expect(desk.deadline("p") == deadline)
    }

    @Test func `is refused for a moment that has passed, which would end the session`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")

        let outcome = try await desk.operations.setDeadline(session, to: desk.later(-1), reason: nil)

        #expect(outcome.result == .refused)
        #expect(desk.text("p") != nil)
    }

    @Test func `is not undone when the former deadline has passed meanwhile`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p", lifetime: 60_000)
        let longer = try await desk.operations.setDeadline(session, to: desk.later(3_600_000), reason: nil)
        let deadline = desk.deadline("p")
        desk.memory.pass(milliseconds: 120_000)

        let undo = try await desk.operations.undo(#require(longer.undo), reason: nil)

        #expect(undo.result == .refused)
        #expect(desk.text("p") != nil)
        #expect(desk.deadline("p") == deadline)
    }

    @Test func `goes by the store's clock`() async throws {
        let desk = try Desk(clockSkew: 600_000)
        let session = try await desk.session("p")

        let past = try await desk.operations.setDeadline(session, to: desk.later(-300_000), reason: nil)

        #expect(past.result == .refused)
    }

    @Test func `is nothing for what has changed or ended meanwhile`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        desk.memory.put(desk.key("p"), #"{"other":1}"#)

        #expect(
            try await desk.operations.setDeadline(session, to: desk.later(9_000_000), reason: nil).result == .changed)
        #expect(desk.deadline("p") == desk.later(3_600_000))
        desk.memory.remove(desk.key("p"))
        #expect(try await desk.operations.setDeadline(session, to: desk.later(9_000_000), reason: nil).result == .gone)
    }

    @Test func `of its deadline says how long that holds with its framework`() async throws {
        let desk = try Desk()

        let outcome = try await desk.operations.setDeadline(desk.session("p"), to: desk.later(60_000), reason: nil)

        #expect(outcome.receipt.notes == [SessionFormat.tina4.renewal.sentence])
    }
}
