import Operations
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite struct `Regenerating a session` {
    private func regenerate(_ session: Session, _ desk: Desk) async throws -> Operations.Outcome {
        try await desk.operations.regenerate(session, reason: nil, random: RepeatableRandom(seed: 30))
    }

    @Test func `moves everything under a fresh id`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let before = desk.text("p")
        let deadline = desk.deadline("p")

        let outcome = try await regenerate(session, desk)

        let id = try #require(outcome.receipt.newID)
        #expect(outcome.result == .done)
        #expect(id.whole.utf8.count == 43)
        #expect(desk.text("p") == nil)
        #expect(desk.text(id.whole) == before)
        #expect(desk.deadline(id.whole) == deadline)
        #expect(outcome.receipt.newKey == desk.key(id.whole))
        #expect(outcome.receipt.cookie == "tina4_session=\(id.whole)")
        #expect(outcome.session?.id == id)
    }

    @Test func `tries another id where the first is taken, and gives up over none alive`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let first = try #require(try await regenerate(session, desk).receipt.newID)
        let again = try await desk.session("p")

        let outcome = try await regenerate(again, desk)

        #expect(outcome.result == .done)
        #expect(outcome.receipt.newID != first)
        #expect(desk.text(first.whole) == #"{"user_id": 7, "n": 1.0}"#)
    }

    @Test func `does nothing to what has changed or ended meanwhile`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        desk.memory.put(desk.key("p"), #"{"other":1}"#)

        #expect(try await regenerate(session, desk).result == .changed)
        #expect(desk.memory.keys == [desk.key("p")])
        desk.memory.remove(desk.key("p"))
        #expect(try await regenerate(session, desk).result == .gone)
        #expect(desk.memory.keys.isEmpty)
    }

    @Test func `names the new id where the answer is lost, and none where nothing can have changed`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        desk.store.fail("moving", StoreError(.lost, while: "moving", on: "memory", detail: "it closed the connection"))

        let lost = await #expect(throws: OperationError.self) { _ = try await regenerate(session, desk) }
        desk.store.fail("moving", StoreError(.full, while: "moving", on: "memory", detail: "no room"))
        let full = await #expect(throws: OperationError.self) { _ = try await regenerate(session, desk) }

        let id = try #require(lost?.newID)
        #expect(id.whole.utf8.count == 43)
        #expect(lost?.leavesDoubt == true)
        #expect(
            lost?.description
                == "Lost the connection to memory while moving: it closed the connection. Whether it was done is not known: "
                + "look for the new id, \(id.whole), before you do it again.")
        #expect(full?.newID == nil)
        #expect(try await desk.journal.lines().map(\.result) == ["unknown 1", "refused 1"])
    }

    @Test func `is undone to the old id`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let outcome = try await regenerate(session, desk)

        let undo = try await desk.operations.undo(#require(outcome.undo), reason: nil)

        #expect(undo.result == .done)
        #expect(desk.memory.keys == [desk.key("p")])
        let redo = try await desk.operations.undo(#require(undo.undo), verb: .redo, reason: nil)
        #expect(redo.result == .done)
        #expect(desk.memory.keys == [try #require(outcome.receipt.newKey)])
    }

    @Test func `is not undone over the old id when that lives again`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let outcome = try await regenerate(session, desk)
        desk.memory.put(desk.key("p"), #"{"newcomer":1}"#)

        let undo = try await desk.operations.undo(#require(outcome.undo), reason: nil)

        #expect(undo.result == .refused)
        #expect(desk.text("p") == #"{"newcomer":1}"#)
        #expect(desk.memory.keys.count == 2)
    }
}

@Suite struct `Destroying sessions` {
    @Test func `ends them all and says so one by one`() async throws {
        let desk = try Desk()
        for number in 0..<250 { desk.memory.put(desk.key("s\(number)"), #"{"n":1}"#) }
        let keys = (0..<251).map { desk.key("s\($0)") }

        let outcome = try await desk.operations.destroy(keys, reason: nil)

        #expect(outcome.receipt.lines.map(\.key) == keys)
        #expect(outcome.receipt.count(.done) == 250)
        #expect(outcome.receipt.count(.gone) == 1)
        #expect(desk.memory.keys.isEmpty)
        #expect(outcome.receipt.summary == "destroyed 250, gone already 1")
    }

    @Test func `leaves alone what there is an objection to by now, and ends the others`() async throws {
        let desk = try Desk()
        let keys = (0..<250).map { desk.key("s\($0)") }
        for (number, key) in keys.enumerated() { desk.memory.put(key, "{\"n\":\(number)}") }
        let changed = [0, 99, 100, 249].map { keys[$0] }
        for key in changed { desk.memory.put(key, #"{"user_id":12}"#) }

        let outcome = try await desk.operations.destroy(
            keys, unless: { $0.user == "12" ? "it does not fit any more" : nil }, reason: nil)

        #expect(outcome.receipt.lines.map(\.key) == keys)
        #expect(outcome.receipt.count(.done) == 246)
        #expect(outcome.receipt.lines.filter { $0.result == .changed }.map(\.key) == changed)
        #expect(outcome.receipt.lines[0].reason == "it does not fit any more")
        #expect(desk.memory.keys == changed.sorted())
        #expect(outcome.undo?.keys.count == 246)
        #expect(try await desk.journal.lines().last?.result == "changed 4, done 246")
    }

    @Test func `asks the store to end nothing where there is an objection to all`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")

        let outcome = try await desk.operations.destroy(
            [session.key], unless: { _ in "it does not fit any more" }, reason: nil)

        #expect(outcome.result == .changed)
        #expect(outcome.undo == nil)
        #expect(desk.store.calls("ending") == 0)
        #expect(desk.text("p") != nil)
    }

    @Test func `takes what has ended by itself for gone, whatever was asked of it`() async throws {
        let desk = try Desk()

        let outcome = try await desk.operations.destroy(
            [desk.key("p")], unless: { _ in "it does not fit any more" }, reason: nil)

        #expect(outcome.result == .gone)
    }

    @Test func `ends one whatever it holds by now`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        desk.memory.put(desk.key("p"), #"{"changed":1}"#)

        let outcome = try await desk.operations.destroy([session.key], reason: nil)

        #expect(outcome.result == .done)
        #expect(desk.memory.keys.isEmpty)
    }

    @Test func `tells when one is there again`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        let memory = desk.memory
        desk.store.afterEnding { memory.put($0, #"{"saved":"by a request in flight"}"#) }

        let outcome = try await desk.operations.destroy([session.key], reason: nil)

        #expect(outcome.result == .cameBack)
        #expect(desk.text("p") == #"{"saved":"by a request in flight"}"#)
    }

    @Test func `is undone to the same bytes and the same moment`() async throws {
        let desk = try Desk()
        _ = try await desk.session("p")
        _ = try await desk.session("q", lifetime: nil)
        let before = (desk.text("p"), desk.deadline("p"))
        let outcome = try await desk.operations.destroy([desk.key("p"), desk.key("q")], reason: nil)
        desk.memory.pass(milliseconds: 60_000)

        let undo = try await desk.operations.undo(#require(outcome.undo), reason: nil)

        #expect(undo.receipt.count(.done) == 2)
        #expect(desk.text("p") == before.0)
        #expect(desk.deadline("p") == before.1)
        #expect(desk.deadline("q") == .never)
        let redo = try await desk.operations.undo(#require(undo.undo), verb: .redo, reason: nil)
        #expect(redo.receipt.count(.done) == 2)
        #expect(desk.memory.keys.isEmpty)
    }

    @Test func `ends what can't be kept, and says that it stays ended`() async throws {
        let desk = try Desk()
        desk.memory.change(desk.key("p")) { $0 = Memory.Entry(content: .foreign("list"), expiry: .never) }

        let outcome = try await desk.operations.destroy([desk.key("p")], reason: nil)

        #expect(outcome.result == .done)
        #expect(outcome.receipt.notes == ["One can't be brought back: it was no record."])
        #expect(desk.memory.keys.isEmpty)
        let undo = try await desk.operations.undo(#require(outcome.undo), reason: nil)
        #expect(undo.receipt.lines.map(\.reason) == ["it was not kept: it was no record"])
        #expect(desk.memory.keys.isEmpty)
    }

    @Test func `is not undone after the deadline, nor over a session that lives again`() async throws {
        let desk = try Desk()
        _ = try await desk.session("p", lifetime: 60_000)
        _ = try await desk.session("q")
        let outcome = try await desk.operations.destroy([desk.key("p"), desk.key("q")], reason: nil)
        desk.memory.pass(milliseconds: 60_000)
        desk.memory.put(desk.key("q"), #"{"newcomer":1}"#)

        let undo = try await desk.operations.undo(#require(outcome.undo), reason: nil)

        #expect(undo.receipt.lines.map(\.result) == [.refused, .refused])
        #expect(undo.receipt.lines.map(\.reason) == ["its deadline has passed meanwhile", "its id lives again"])
        #expect(desk.memory.keys == [desk.key("q")])
        #expect(desk.text("q") == #"{"newcomer":1}"#)
        #expect(undo.undo == nil)
    }

    @Test func `redone after an undo ends nothing that was changed since`() async throws {
        let desk = try Desk()
        _ = try await desk.session("p")
        let outcome = try await desk.operations.destroy([desk.key("p")], reason: nil)
        let undo = try await desk.operations.undo(#require(outcome.undo), reason: nil)
        desk.memory.put(desk.key("p"), #"{"since":1}"#)

        let redo = try await desk.operations.undo(#require(undo.undo), verb: .redo, reason: nil)

        #expect(redo.result == .changed)
        #expect(desk.text("p") == #"{"since":1}"#)
    }

    @Test func `tells what was ended before the store was lost`() async throws {
        let desk = try Desk()
        for number in 0..<150 { desk.memory.put(desk.key("s\(number)"), #"{"n":1}"#) }
        let store = desk.store
        store.afterEnding { key in
            if key.text.hasSuffix(":s99") {
                store.fail("ending", StoreError(.lost, while: "ending", on: "x", detail: "gone"))
            }
        }

        let outcome = try await desk.operations.destroy((0..<150).map { desk.key("s\($0)") }, reason: nil)

        #expect(outcome.receipt.count(.done) == 100)
        #expect(outcome.receipt.count(.refused) == 50)
        #expect(desk.memory.keys.count == 50)
        guard case .restore(let records) = outcome.undo else { throw TestFailure("no undo") }
        #expect(records.count == 100)
    }

    @Test func `of very many is in the journal before it begins`() async throws {
        let desk = try Desk()
        let keys = (0...1000).map { desk.key("session-\($0)") }
        for key in keys { desk.memory.put(key, #"{"user_id": 7}"#) }

        _ = try await desk.operations.destroy(keys, reason: nil)

        #expect(try await desk.journal.lines().map(\.result) == ["begun 1001", "done 1001"])
    }

    @Test func `fails as a whole when nothing was ended, and is in the journal`() async throws {
        let desk = try Desk()
        let session = try await desk.session("p")
        desk.store.fail("ending", StoreError(.lost, while: "ending", on: "x", detail: "gone"))

        await #expect(throws: OperationError.self) { try await desk.operations.destroy([session.key], reason: nil) }

        #expect(desk.text("p") != nil)
        #expect(try await desk.journal.lines().map(\.result) == ["unknown 1"])
    }

    @Test func `of a file without expiry is not undone when the deadline in it has passed`() async throws {
        let desk = try Desk()
        var record = ArchivedRecord(
            key: SessionKey(String(repeating: "a", count: 64) + ".json"),
            content: Array(#"{"_data":{"a":1},"_expires":5}"#.utf8))
        record.expiry = nil
        var target = desk.target
        target.context = FormatContext(layouts: SessionFormat.tina4.layouts)
        let memory = desk.memory
        let operations = Operations(on: target, journal: desk.journal, person: Desk.person) { memory.now }

        let outcome = try await operations.restore([record], reason: nil)

        #expect(outcome.result == .refused)
        #expect(desk.store.calls("restoring") == 0)
    }
}
