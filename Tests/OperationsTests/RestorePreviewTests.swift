import Operations
import SessionModel
import StoreKit
import Testing

@Suite struct `What restoring would come to` {
    @Test func `says which live already and which are too late, and does nothing`() async throws {
        let desk = try Desk()
        for (id, lifetime) in [("dead-and-back", 60_000), ("too-late-now", 1_000), ("to-come-back", 60_000)] {
            desk.memory.put(desk.key(id), #"{"user_id": 7}"#, lifetime: Int64(lifetime))
        }
        let keys = ["dead-and-back", "too-late-now", "to-come-back"].map(desk.key)
        let outcome = try await desk.operations.destroy(keys, reason: nil)
        guard case .restore(let records)? = outcome.undo else { throw TestFailure("nothing to restore") }
        desk.memory.pass(milliseconds: 5_000)
        desk.memory.put(desk.key("dead-and-back"), "{}")
        let before = desk.memory.keys

        let lines = try await desk.operations.preview(
            restoring: records + [ArchivedRecord(key: SessionKey("other:x"), content: [])])

        #expect(lines.map(\.result) == [.refused, .refused, .done, .refused])
        #expect(lines[0].reason == "its id lives again")
        #expect(lines[1].reason == "its deadline has passed meanwhile")
        #expect(lines[2].reason == nil)
        #expect(lines[2].deadline == records[2].expiry)
        #expect(lines[3].reason?.contains("none of this store's") == true)
        #expect(desk.memory.keys == before)
    }

    @Test func `refuses what is from another kind of store, though its key would do`() async throws {
        let desk = try Desk()
        var row = ArchivedRecord(key: desk.key("from-a-table"), content: Array(#"{"user_id": 7}"#.utf8), expiry: .never)
        row.kind = .table

        let outcome = try await desk.operations.restore([row], reason: nil)

        #expect(outcome.receipt.lines[0].result == .refused)
        #expect(outcome.receipt.lines[0].reason == "its key is none of this store's; restore it where it was")
        #expect(desk.memory.keys.isEmpty)
        row.kind = .keyValue
        #expect(try await desk.operations.restore([row], reason: nil).receipt.isComplete)
    }
}
