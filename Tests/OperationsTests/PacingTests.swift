import Glibc
import Operations
import SessionModel
import StoreKit
import Synchronization
import Testing

/// Acts on many that are to leave a production store to its visitors for three quarters of the time.
enum ActOnMany: String, CaseIterable, CustomStringConvertible {
    case destroy, ttl, restore, undo, redo

    var description: String { rawValue }

    /// Puts so many sessions there, or what is left of them, and gives the act on them.
    func prepared(
        _ count: Int, at desk: Desk
    ) async throws -> @Sendable () async throws -> Operations.Outcome {
        let operations = desk.operations
        let keys = (0..<count).map { desk.key("session-\($0)") }
        let records = keys.map { ArchivedRecord(key: $0, content: Array("{}".utf8)) }
        if self != .restore { for key in keys { desk.memory.put(key, "{}") } }
        switch self {
        case .destroy: return { try await operations.destroy(keys, reason: "drill") }
        case .ttl:
            return { try await operations.setDeadlines(of: keys, to: .by(milliseconds: 1_000), reason: "drill") }
        case .restore: return { try await operations.restore(records, reason: "drill") }
        case .undo:
            let writes = records.map { record in
                RecordWrite(key: record.key, expecting: Revision(content: record.content), content: Array("{ }".utf8))
            }
            let step = UndoStep.several(writes.map(UndoStep.write))
            return { try await operations.undo(step, reason: "drill") }
        case .redo:
            return { try await operations.undo(.end(keys.map { EndRequest($0) }), verb: .redo, reason: "drill") }
        }
    }
}

@Suite struct `An act on many in production` {
    @Test(arguments: ActOnMany.allCases)
    func `leaves the store alone for three times as long as it takes`(act: ActOnMany) async throws {
        let desk = try Desk(isProduction: true)
        let run = try await act.prepared(220, at: desk)
        let pauses = Mutex((last: ContinuousClock.now, sum: Duration.zero))
        _ = desk.memory.watch { change in
            guard case .touched = change else { return }
            pauses.withLock { pauses in
                let pause = pauses.last.duration(to: .now)
                if pause > .milliseconds(50) { pauses.sum += pause }
                usleep(1_000)
                pauses.last = .now
            }
        }

        let outcome = try await run()

        #expect(outcome.receipt.count(.done) == 220)
        // Of the 220 milliseconds that it takes at least, 200 are each followed by three.
        #expect(pauses.withLock { $0.sum } >= .milliseconds(600))
    }
}
