import Operations
import SessionFormats
import SessionModel
import StoreKit
import Synchronization
import Testing

@Suite struct `An undo that the store cuts short` {
    private let desk: Desk
    private let keys: [SessionKey]
    private static let full = StoreError(.full, while: "restoring", on: "memory", detail: "no room")

    init() throws {
        desk = try Desk()
        let desk = desk
        keys = (0..<6).map { desk.key("session-\($0)") }
        for key in keys { desk.memory.put(key, #"{"user_id": 7}"#, lifetime: 60_000) }
    }

    /// Makes an action fail once so many records were changed.
    private func fail(_ action: String, after count: Int, _ error: StoreError = full) {
        let left = Mutex(count)
        let store = desk.store
        _ = desk.memory.watch { change in
            guard case .touched = change else { return }
            let isTime = left.withLock { left in
                left -= 1
                return left == 0
            }
            if isTime { store.fail(action, error) }
        }
    }

    private func counts(_ receipt: Receipt) -> [Int] { [receipt.count(.done), receipt.count(.refused)] }

    @Test func `owes the sessions it could not bring back, and those alone`() async throws {
        let step = try #require(try await desk.operations.destroy(keys, reason: nil).undo)
        fail("restoring", after: 2)

        let first = try await desk.operations.undo(step, reason: nil)
        desk.store.fail("restoring", nil)
        let second = try await desk.operations.undo(try #require(first.owed), reason: nil)

        #expect(counts(first.receipt) == [2, 4])
        #expect(first.undo?.keys == Array(keys[..<2]))
        #expect(counts(second.receipt) == [4, 0])
        #expect(second.owed == nil)
        #expect(desk.memory.keys == keys)
    }

    @Test func `goes on past each session that is refused, the first as well, and says why`() async throws {
        let step = try #require(try await desk.operations.destroy(keys, reason: nil).undo)
        let refusals = [keys[0], keys[3]].map { key in
            StoreError(.failed, while: "restoring", on: "memory", detail: "\(key.text) is of another version")
        }
        for (key, error) in zip([keys[0], keys[3]], refusals) { desk.store.refuse(key, error) }

        let outcome = try await desk.operations.undo(step, reason: nil)

        #expect(outcome.receipt.lines.map(\.key) == keys)
        let reasons = refusals.map(\.description)
        #expect(outcome.receipt.lines.map(\.reason) == [reasons[0], nil, nil, reasons[1], nil, nil])
        #expect(outcome.undo?.keys == [keys[1], keys[2], keys[4], keys[5]])
        #expect(outcome.owed?.keys == [keys[0], keys[3]])
        #expect(try await desk.journal.lines().map(\.result) == ["done 6", "done 4, refused 2"])
    }

    @Test func `fails as a whole where each session is refused, after all had their turn`() async throws {
        let desk = desk
        let step = try #require(try await desk.operations.destroy(keys, reason: nil).undo)
        desk.store.fail("restoring", Self.full)

        let failure = await #expect(throws: OperationError.self) {
            _ = try await desk.operations.undo(step, reason: nil)
        }

        #expect(failure == .store(Self.full))
        #expect(desk.store.calls("restoring") == 6)
        #expect(try await desk.journal.lines().map(\.result) == ["done 6", "refused 6"])
    }

    @Test(arguments: [StoreError.Reason.unreachable, .timedOut, .locked, .loginRefused, .readOnly, .cancelled])
    func `stops at what all others would meet as well`(_ reason: StoreError.Reason) async throws {
        let step = try #require(try await desk.operations.destroy(keys, reason: nil).undo)
        desk.store.refuse(keys[0], Self.full)
        fail("restoring", after: 1, StoreError(reason, while: "restoring", on: "memory", detail: "it is so"))

        let outcome = try await desk.operations.undo(step, reason: nil)

        #expect(outcome.receipt.lines.map(\.result) == [.refused, .done, .refused, .refused, .refused, .refused])
        #expect(outcome.owed?.keys == [0, 2, 3, 4, 5].map { keys[$0] })
        #expect(desk.store.calls("restoring") == 3)
    }

    @Test func `asks a store that is away once, and owes all the rest`() async throws {
        let step = try #require(try await desk.operations.destroy(keys, reason: nil).undo)
        fail("restoring", after: 2, unplugged)

        let first = try await desk.operations.undo(step, reason: nil)

        #expect(counts(first.receipt) == [2, 4])
        #expect(first.receipt.lines.map(\.isUncertain) == [false, false, true, false, false, false])
        #expect(first.owed?.keys == Array(keys[2...]))
        #expect(desk.store.calls("restoring") == 3)
    }

    @Test func `owes the deadlines it could not move back`() async throws {
        let moved = try await desk.operations.setDeadlines(of: keys, to: .by(milliseconds: 1_000), reason: nil)
        fail("writing", after: 2)

        let first = try await desk.operations.undo(try #require(moved.undo), reason: nil)
        desk.store.fail("writing", nil)
        let second = try await desk.operations.undo(try #require(first.owed), reason: nil)

        #expect(counts(first.receipt) == [2, 4])
        #expect(second.receipt.isComplete)
        #expect(keys.allSatisfy { desk.memory[$0]?.expiry == desk.later(60_000) })
    }

    @Test func `moves the other deadlines back where the first is refused`() async throws {
        let moved = try await desk.operations.setDeadlines(of: keys, to: .by(milliseconds: 1_000), reason: nil)
        desk.store.refuse(keys[5], Self.full)

        let first = try await desk.operations.undo(try #require(moved.undo), reason: nil)
        desk.store.refuse(keys[5], nil)
        let second = try await desk.operations.undo(try #require(first.owed), reason: nil)

        #expect(first.receipt.lines.map(\.result) == [.refused, .done, .done, .done, .done, .done])
        #expect(first.owed?.keys == [keys[5]])
        #expect(second.receipt.isComplete)
        #expect(keys.allSatisfy { desk.memory[$0]?.expiry == desk.later(60_000) })
    }

    @Test func `is in doubt of the deadline alone that it got no answer about`() async throws {
        let moved = try await desk.operations.setDeadlines(of: keys, to: .by(milliseconds: 1_000), reason: nil)
        fail("writing", after: 2, unplugged)

        let outcome = try await desk.operations.undo(try #require(moved.undo), reason: nil)

        #expect(outcome.receipt.lines.map(\.isUncertain) == [false, false, true, false, false, false])
        #expect(desk.store.calls("writing") == 9)
    }

    @Test func `leaves what builds on a refused step, and takes the others`() async throws {
        let records = ["one", "two"].map { ArchivedRecord(key: desk.key($0), content: Array("{}".utf8)) }
        let (one, two) = (records[0].key, records[1].key)
        desk.store.refuse(one, Self.full)

        let first = try await desk.operations.undo(
            .several([.restore([records[0]]), .end([EndRequest(one)]), .restore([records[1]])]), reason: nil)
        let there = [one, two].map { desk.memory[$0] != nil }
        desk.store.refuse(one, nil)
        let second = try await desk.operations.undo(try #require(first.owed), reason: nil)

        #expect(first.receipt.lines.map(\.result) == [.refused, .refused, .done])
        #expect(first.receipt.lines[1].reason == "what was to be undone of it before could not be")
        #expect(there == [false, true])
        #expect(second.receipt.lines.map(\.result) == [.done, .done])
        #expect(desk.memory[one] == nil)
    }

    @Test func `owes what it could not end again`() async throws {
        let many = (0..<150).map { desk.key("more-\($0)") }
        for key in many { desk.memory.put(key, "{}") }
        let gone = try await desk.operations.destroy(many, reason: nil)
        let back = try await desk.operations.undo(try #require(gone.undo), reason: nil)
        fail("ending", after: 100)

        let first = try await desk.operations.undo(try #require(back.undo), verb: .redo, reason: nil)
        desk.store.fail("ending", nil)
        let second = try await desk.operations.undo(try #require(first.owed), verb: .redo, reason: nil)

        #expect(counts(first.receipt) == [100, 50])
        #expect(counts(second.receipt) == [50, 0])
        #expect(desk.memory.keys == keys)
    }

    @Test func `owes nothing of what lives again or has run out`() async throws {
        desk.memory.put(keys[1], "{}", lifetime: 5_000)
        let step = try #require(try await desk.operations.destroy(keys, reason: nil).undo)
        desk.memory.put(keys[0], "{}")
        desk.memory.pass(milliseconds: 6_000)

        let outcome = try await desk.operations.undo(step, reason: nil)

        #expect(counts(outcome.receipt) == [4, 2])
        #expect(outcome.owed == nil)
    }

    /// Sessions in one store, of which a framework keeps copies in another.
    private func withCopies(of keys: [SessionKey]) throws -> (House, Operations) {
        let house = try House("database", "cache")
        var database = house["database"].target
        database.formats[0].copiesIn = ["tina4"]
        database.formats[0].isSource = true
        var operations = Operations(on: database, journal: house.journal, person: Desk.person, now: house.now)
        operations.beside = [house["cache"].target]
        for key in keys { for room in house.rooms.values { room.memory.put(key, "{}") } }
        return (house, operations)
    }

    @Test func `owes copies still where the rest is refused for good`() async throws {
        let keys = ["one", "two", "three"].map { desk.key($0) }
        let (house, operations) = try withCopies(of: keys)
        let gone = try await operations.destroy(keys, reason: nil)
        house["database"].store.refuse(keys[0], Self.full)
        house["cache"].store.fail("restoring", Self.full)
        let first = try await operations.undo(try #require(gone.undo), reason: nil)
        house["cache"].store.fail("restoring", nil)
        house["database"].memory.put(keys[0], #"{"n": 2}"#)
        house["database"].store.refuse(keys[0], nil)

        let second = try await operations.undo(try #require(first.owed), reason: nil)
        let third = try await operations.undo(try #require(second.owed), reason: nil)

        #expect(second.receipt.lines.map(\.result) == [.refused])
        #expect(Set(house["cache"].memory.keys) == Set(keys[1...]))
        #expect(third.owed == nil)
    }

    @Test func `ends the copy that was made of a change when the change is undone`() async throws {
        let keys = ["one", "two", "three"].map { desk.key($0) }
        let (house, operations) = try withCopies(of: keys)
        let seen = try #require(try await operations.target.session(keys[0]))
        let changed = try await operations.edit(seen, to: Payload(parsing: Array(#"{"n": 2}"#.utf8)), reason: nil)
        house["cache"].memory.put(keys[0], #"{"n": 2}"#)

        let undone = try await operations.undo(try #require(changed.undo), reason: nil)

        #expect(undone.receipt.isComplete)
        #expect(undone.receipt.notes == ["The copy of it in cache ended as well."])
        #expect(Set(house["cache"].memory.keys) == Set(keys[1...]))
        #expect(undone.owed == nil)
    }

    @Test func `brings no copy back of what is still owed or lives again`() async throws {
        let keys = ["one", "two", "three"].map { desk.key($0) }
        let (house, operations) = try withCopies(of: keys)
        let gone = try await operations.destroy(keys, reason: nil)
        house["database"].store.refuse(keys[0], Self.full)
        house["database"].memory.put(keys[1], #"{"n": 2}"#)

        let first = try await operations.undo(try #require(gone.undo), reason: nil)
        let copied = house["cache"].memory.keys
        house["database"].store.refuse(keys[0], nil)
        let second = try await operations.undo(try #require(first.owed), reason: nil)

        #expect(first.receipt.lines.map(\.result) == [.refused, .refused, .done])
        #expect(copied == [keys[2]])
        #expect(second.receipt.isComplete)
        #expect(second.owed == nil)
        #expect(house["cache"].memory.keys == [keys[0], keys[2]])
    }

    @Test func `owes the copies in another store that was away`() async throws {
        let house = try House("database", "cache")
        var operations = house["database"].operations
        operations.beside = [house["cache"].target]
        let record = ArchivedRecord(key: desk.key("p"), content: Array("{}".utf8))
        house["cache"].store.fail("restoring", Self.full)

        let first = try await operations.undo(
            .several([.restore([record]), .beside("cache", step: .restore([record]))]), reason: nil)
        house["cache"].store.fail("restoring", nil)
        let second = try await operations.undo(try #require(first.owed), reason: nil)

        #expect(first.receipt.isComplete)
        #expect(second.receipt.notes == ["The same was done in cache."])
        #expect(house["cache"].memory.keys == [record.key])
        #expect(second.undo?.archived.isEmpty == true)
        #expect(second.owed == nil)
    }
}
