import Operations
import SessionFormats
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
        #expect(
            lines[3].reason == "its key is none of this store's; restore it where it was,"
                + " or with another ?format= or prefix= in the address")
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

    @Test func `takes what is of a format that the address allows and that has no session left`() async throws {
        let desk = try Desk()
        let key = SessionKey("sess:abcdefgh")
        let text = #"{"cookie":{"originalMaxAge":1000,"expires":null},"n":1}"#
        var target = desk.target
        target.store = MemoryStore(desk.memory, prefix: "")
        let layouts = (SessionFormat.express.layouts + SessionFormat.tina4.layouts).filter { $0.kind == .keyValue }
        target.allowed = .init([.express, .tina4], FormatContext(layouts: layouts))
        let operations = Operations(on: target, journal: desk.journal, person: Desk.person) { desk.memory.now }
        let record = ArchivedRecord(key: key, content: Array(text.utf8), expiry: desk.later(60_000))

        let lines = try await operations.preview(restoring: [record])
        let receipt = try await operations.restore([record], reason: nil).receipt

        #expect(lines.map(\.result) == [.done])
        #expect(lines[0].id?.whole == "abcdefgh")
        #expect(receipt.isComplete)
        #expect(receipt.lines[0].deadline == record.expiry)
        #expect(
            receipt.notes == [
                "What is of a format that had no session here is listed when the store is opened the next time."
            ])
        #expect(desk.memory.keys == [key])
    }
}
