import Operations
import SessionModel
import StoreKit
import Synchronization
import Testing

@Suite struct `An act on many that is stopped` {
    private let desk: Desk
    private let keys: [SessionKey]
    private let stop = StopSign()

    init() async throws {
        desk = try Desk()
        let (desk, stop) = (desk, stop)
        keys = (0..<450).map { desk.key("session-\($0)") }
        for key in keys { desk.memory.put(key, #"{"user_id": 7}"#, lifetime: 60_000) }
        _ = desk.memory.watch { change in
            if case .touched = change { stop.raise() }
        }
    }

    private func counts(_ receipt: Receipt) -> [Int] { [receipt.count(.done), receipt.count(.refused)] }

    @Test func `ends after its batch, says what was done, and does the rest when it is done again`() async throws {
        let outcome = try await desk.operations.destroy(keys, reason: nil, until: stop)

        #expect(counts(outcome.receipt) == [100, 350])
        #expect(outcome.receipt.wasStopped)
        #expect(desk.memory.keys.count == 350)
        let left = outcome.receipt.lines.filter { $0.result == .refused }.map(\.key)
        #expect(try await desk.operations.destroy(left, reason: nil).receipt.isComplete)
        #expect(desk.memory.keys.isEmpty)
    }

    @Test func `takes the answer to what was sent when its task is cancelled meanwhile`() async throws {
        let (desk, keys) = (desk, keys)
        let (calls, call) = AsyncStream<Void>.makeStream()
        let ending = Mutex<Task<Operations.Outcome, any Error>?>(nil)
        desk.store.afterEnding { _ in ending.withLock { $0 }?.cancel() }

        let task = Task {
            for await _ in calls { break }
            return try await desk.operations.destroy(keys, reason: nil)
        }
        ending.withLock { $0 = task }
        call.yield()
        let outcome = try await task.value

        #expect(counts(outcome.receipt) == [100, 350])
        #expect(outcome.undo?.keys.count == 100)
        #expect(outcome.receipt.lines.allSatisfy { !$0.isUncertain })
    }

    @Test func `is in doubt about what was sent when the store was closed under it`() async throws {
        let desk = desk
        desk.store.fail("ending", StoreError(.cancelled, while: "ending", on: "memory", detail: "the store is closed"))

        let failure = await #expect(throws: OperationError.self) {
            _ = try await desk.operations.destroy([desk.key("session-1")], reason: nil)
        }

        #expect(failure?.leavesDoubt == true)
        #expect(try await desk.journal.lines().last?.result == "unknown 1")
    }

    @Test func `moves the deadlines of a batch`() async throws {
        let outcome = try await desk.operations.setDeadlines(
            of: keys, to: .by(milliseconds: 1_000), reason: nil, until: stop)

        #expect(counts(outcome.receipt) == [200, 250])
        let ends = keys.compactMap { desk.memory[$0]?.expiry }
        #expect(ends.count { $0 == desk.later(61_000) } == 200)
        #expect(ends.count { $0 == desk.later(60_000) } == 250)
    }

    @Test func `is undone in two goes`() async throws {
        let gone = try await desk.operations.destroy(keys, reason: nil)
        let step = try #require(gone.undo)
        let again = StopSign()
        let number = desk.memory.watch { change in
            if case .touched = change { again.raise() }
        }

        let first = try await desk.operations.undo(step, reason: nil, until: again)
        desk.memory.stopWatching(number)
        let second = try await desk.operations.undo(step, reason: nil)

        #expect(counts(first.receipt) == [1, 449])
        #expect(counts(second.receipt) == [449, 1])
        #expect(desk.memory.keys.count == 450)
    }
}
