import Operations
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite struct `A change that gets no answer` {
    private let desk: Desk
    private let unanswered = UnansweredAct()
    private static let before = #"{"user_id": 7, "n": 1.0}"#

    init() throws { desk = try Desk() }

    /// Edits a field, and gets no answer; gives the payload that was sent.
    private func editInVain() async throws -> Payload {
        let session = try await desk.session("p", Self.before)
        let payload = try #require(session.payload).with("user_id", "8")
        desk.store.fail("writing", unplugged)
        await #expect(throws: OperationError.self) {
            _ = try await desk.operations.noting(unanswered).edit(session, to: payload, reason: nil)
        }
        desk.store.fail("writing", nil)
        return payload
    }

    @Test func `of a field is taken back where it was done`() async throws {
        let (desk, unanswered) = (desk, unanswered)
        let payload = try await editInVain()
        desk.memory.put(desk.key("p"), payload.source, lifetime: 3_600_000)

        let outcome = try await desk.operations.undo(#require(unanswered.step), reason: nil)

        #expect(outcome.result == .done)
        #expect(desk.text("p") == Self.before)
    }

    @Test func `of a field is not taken back over what was changed since`() async throws {
        let (desk, unanswered) = (desk, unanswered)
        _ = try await editInVain()
        desk.memory.put(desk.key("p"), #"{"other": 1}"#)

        let outcome = try await desk.operations.undo(#require(unanswered.step), reason: nil)

        #expect(outcome.result == .changed)
        #expect(desk.text("p") == #"{"other": 1}"#)
    }

    @Test func `of a deadline is taken back where it was done`() async throws {
        let (desk, unanswered) = (desk, unanswered)
        let session = try await desk.session("p", Self.before)
        let deadline = desk.deadline("p")
        desk.store.fail("writing", unplugged)
        await #expect(throws: OperationError.self) {
            _ = try await desk.operations.noting(unanswered).setDeadline(
                session, to: desk.later(7_200_000), reason: nil)
        }
        desk.store.fail("writing", nil)
        desk.memory.put(desk.key("p"), Self.before, lifetime: 7_200_000)

        let outcome = try await desk.operations.undo(#require(unanswered.step), reason: nil)

        #expect(outcome.result == .done)
        #expect(desk.deadline("p") == deadline)
    }

    @Test func `of an id is taken back where it was done, and tells the new one`() async throws {
        let (desk, unanswered) = (desk, unanswered)
        let session = try await desk.session("p", Self.before)
        desk.store.fail("moving", unplugged)
        let error = await #expect(throws: OperationError.self) {
            _ = try await desk.operations.noting(unanswered).regenerate(
                session, reason: nil, random: RepeatableRandom(seed: 30))
        }
        desk.store.fail("moving", nil)
        let id = try #require(error?.newID)
        desk.memory.remove(desk.key("p"))
        desk.memory.put(desk.key(id.whole), Self.before)

        let outcome = try await desk.operations.undo(#require(unanswered.step), reason: nil)

        #expect(outcome.result == .done)
        #expect(desk.text(id.whole) == nil)
        #expect(desk.text("p") == Self.before)
    }

    @Test func `has nothing kept where the store refused it`() async throws {
        let (desk, unanswered) = (desk, unanswered)
        let session = try await desk.session("p", Self.before)
        desk.store.fail("moving", StoreError(.notPermitted, while: "moving", on: "memory", detail: "no"))
        await #expect(throws: OperationError.self) {
            _ = try await desk.operations.noting(unanswered).regenerate(
                session, reason: nil, random: RepeatableRandom(seed: 30))
        }

        #expect(unanswered.step == nil)
    }
}
