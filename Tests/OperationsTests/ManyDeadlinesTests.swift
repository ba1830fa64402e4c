import Operations
import SessionModel
import StoreKit
import Testing

@Suite struct `Moving many deadlines` {
    @Test func `moves each from where it was, tells which are gone, and is undone as one`() async throws {
        let desk = try Desk()
        _ = try await desk.session("p", lifetime: 1_000_000)
        _ = try await desk.session("q", lifetime: 2_000_000)
        let before = [desk.deadline("p"), desk.deadline("q")]

        let outcome = try await desk.operations.setDeadlines(
            of: [desk.key("p"), desk.key("gone"), desk.key("q")], to: .by(milliseconds: 60_000), reason: nil)

        #expect(outcome.receipt.lines.map(\.result) == [.done, .gone, .done])
        #expect(desk.deadline("p") == desk.later(1_060_000))
        #expect(desk.deadline("q") == desk.later(2_060_000))
        let undo = try #require(outcome.undo)
        let undone = try await desk.operations.undo(undo, reason: nil)
        #expect(undone.receipt.isComplete)
        #expect([desk.deadline("p"), desk.deadline("q")] == before)
        let redo = try #require(undone.undo)
        #expect(try await desk.operations.undo(redo, verb: .redo, reason: nil).receipt.isComplete)
        #expect(desk.deadline("q") == desk.later(2_060_000))
    }

    @Test func `refuses those alone that a request is at work on`() async throws {
        let desk = try Desk()
        _ = try await desk.session("p")
        _ = try await desk.session("q")
        let held = StoreError(.notPermitted, while: "writing", on: "x", detail: StoreError.heldByRequest)
        desk.store.fail("writing", held)

        let outcome = try await desk.operations.setDeadlines(
            of: [desk.key("p"), desk.key("q"), desk.key("gone")], to: .by(milliseconds: 1_000), reason: nil)

        #expect(outcome.receipt.lines.map(\.result) == [.refused, .refused, .gone])
        #expect(outcome.receipt.lines[0].reason?.contains("try again when it is done") == true)
    }

    @Test func `moves the others where the store refuses one`() async throws {
        let desk = try Desk()
        let keys = ["p", "q", "r"].map(desk.key)
        for id in ["p", "q", "r"] { _ = try await desk.session(id, lifetime: 1_000_000) }
        desk.store.refuse(keys[1], StoreError(.full, while: "writing", on: "x", detail: "no space"))

        let outcome = try await desk.operations.setDeadlines(of: keys, to: .by(milliseconds: 1_000), reason: nil)

        #expect(outcome.receipt.lines.map(\.result) == [.done, .refused, .done])
        #expect(outcome.receipt.lines[1].reason?.contains("no space") == true)
        #expect(desk.deadline("r") == desk.later(1_001_000))
        #expect(outcome.undo?.keys == [keys[2], keys[0]])
    }

    @Test func `asks a store that is away once, and throws what failed at every one`() async throws {
        let desk = try Desk()
        let keys = ["p", "q", "r"].map(desk.key)
        for id in ["p", "q", "r"] { _ = try await desk.session(id, lifetime: 1_000_000) }
        desk.store.fail("writing", StoreError(.lost, while: "writing", on: "x", detail: "closed"))

        await #expect(throws: OperationError.self) {
            try await desk.operations.setDeadlines(of: keys, to: .by(milliseconds: 1_000), reason: nil)
        }

        #expect(desk.store.calls("writing") == 1)
    }

    @Test func `leaves one journal line for all`() async throws {
        let desk = try Desk()
        _ = try await desk.session("p")
        _ = try await desk.session("q")

        _ = try await desk.operations.setDeadlines(
            of: [desk.key("p"), desk.key("q")], to: .fromNow(milliseconds: 5_000), reason: "drill")

        let lines = try await desk.journal.lines()
        #expect(lines.map(\.verb) == ["ttl"])
        #expect(lines.map(\.count) == [2])
        #expect(desk.deadline("p") == desk.later(5_000))
    }
}
