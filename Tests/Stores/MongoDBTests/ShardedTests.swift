import BSON
import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import MongoDBStore

/// Behind a double of mongos.
@Suite(.needs(.mongod, .libmongoc), .timeLimit(.minutes(5))) struct `A sharded MongoDB` {
    /// As Flask-Session keeps its sessions: the key is no `_id`.
    private static let layout = DocumentLayout(id: "id", expiry: .init("expiration", unit: .date, never: .missing))

    private func database() throws -> MongoDatabase { try MongoDatabase(.replicaSet, isSharded: true) }

    private func session(_ store: any SessionStore, _ key: String) async throws -> StoredRecord {
        try #require(try await store.records([SessionKey(key)], limit: 1000)[0])
    }

    @Test func `says that it is one`() async throws {
        let store = try await database().open()

        let examination = try await store.examine()

        #expect(examination.version.hasSuffix(", sharded cluster"))
        #expect(examination.feed == .push("change stream"))
        #expect(examination.abilities == .all)
        await store.close()
    }

    @Test func `has sessions that are named by another field changed and ended`() async throws {
        let database = try database()
        try database.insert([["_id": 1, "id": "a", "val": "old"], ["_id": 2, "id": "b", "val": "old"]])
        let store = try await database.open(Self.layout)
        let before = try await session(store, "a")
        let content = try #require(before.content.bytes)
        let wanted = try BSONDocument(content).setting("val", to: "new").bytes

        let write = RecordWrite(
            key: SessionKey("a"), expecting: Revision(content: content), content: wanted, expiry: .keep)
        guard case .done(let written) = try await store.write(write) else {
            Issue.record("It was not written.")
            return
        }
        let move = try await store.move(
            SessionKey("a"), to: SessionKey("c"), expecting: Revision(content: try #require(written.content.bytes)))
        let ended = try await store.end([EndRequest(SessionKey("b"))])

        #expect(written.content == .bytes(wanted))
        guard case .done = move, case .done = ended.first else {
            Issue.record("It was not moved, or the other one not ended: \(move) \(ended)")
            return
        }
        #expect(try database.document(1)?["id"]?.string == "c")
        #expect(try database.document(2) == nil)
        await store.close()
    }
}
