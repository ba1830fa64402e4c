import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import MemcachedStore

@Suite(.needs(.memcached), .timeLimit(.minutes(5))) struct `A session on memcached whose lock is held` {
    private let server: MemcachedServer
    private let lock = bytes("s:lock.abc")

    init() throws {
        server = try MemcachedServer()
        try server.put([(bytes("s:abc"), bytes("old"))], flags: 0, seconds: 600)
    }

    private func open() async throws -> MemcachedStore {
        var opening = StoreOpening.of(port: server.port)
        opening.layouts = [
            .keyValue(KeyValueLayout(.exactly("s:"), stem: StemShape(.php, 1...200), locks: [.before("lock.")]))
        ]
        return try await .open(opening)
    }

    @Test func `is not written to, keeps its key, and is listed without its lock`() async throws {
        try server.put([(lock, bytes("1"))], flags: 0, seconds: 600)
        let store = try await open()
        let key = SessionKey("s:abc")
        let expecting = Revision(content: bytes("old"))

        let writing = await failure { () throws(StoreError) in
            try await store.write(RecordWrite(key: key, expecting: expecting, content: bytes("new")))
        }
        let moving = await failure { () throws(StoreError) in
            try await store.move(key, to: SessionKey("s:xyz"), expecting: expecting)
        }

        #expect(writing?.detail == StoreError.heldByRequest)
        #expect(moving?.detail == StoreError.heldByRequest)
        #expect(try server.item(key.bytes)?.content == bytes("old"))
        #expect(try server.item(lock)?.content == bytes("1"))
        #expect(try await store.all().count == 1)
    }

    @Test func `takes no deadline`() async throws {
        try server.put([(lock, bytes("1"))], flags: 0, seconds: 600)
        let store = try await open()
        let later = Deadline.at(Timestamp(milliseconds: 2_000_000_000_000))
        let write = RecordWrite(
            key: SessionKey("s:abc"), expecting: Revision(content: bytes("old")), content: nil, expiry: .set(later))

        let error = await failure { () throws(StoreError) in try await store.write(write) }

        #expect(error?.reason == .notPermitted)
        #expect(error?.detail == StoreError.heldByRequest)
        try server.remove(lock)
        guard case .done(let record) = try await store.write(write) else { return #expect(Bool(false), "not written") }
        #expect(record.expiry == later)
    }

    @Test func `is written under a lock of ours, which is gone afterwards`() async throws {
        let store = try await open()
        let write = RecordWrite(
            key: SessionKey("s:abc"), expecting: Revision(content: bytes("old")), content: bytes("new"))

        guard case .done = try await store.write(write) else { return #expect(Bool(false), "not written") }
        guard case .changed = try await store.write(write) else { return #expect(Bool(false), "written twice") }

        #expect(try server.item(bytes("s:abc"))?.content == bytes("new"))
        #expect(try server.item(lock) == nil)
    }
}
