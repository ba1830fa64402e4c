import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import MemcachedStore

@Suite(.needs(.memcached, .tina4Python), .timeLimit(.minutes(5))) struct `Memcached under tina4-python` {
    @Test func `lists and reads what the framework writes`() async throws {
        let server = try MemcachedServer()
        let store = try await MemcachedStore.open(.of(port: server.port))
        let tina4 = try Tina4(.memcached(port: server.port))
        let id = try tina4.create(#"{"user_id":7}"#)

        let page = try await store.all(readsContent: true)
        let record = try await store.records([key(id)], limit: 1000)[0]

        #expect(page.count == 1)
        #expect(page.key(0) == key(id))
        #expect(record?.content.bytes.map { String(decoding: $0, as: UTF8.self) }?.contains("user_id") == true)
        #expect(record?.expiry?.moment != nil)
    }

    @Test func `ends a session so that the framework refuses it, and brings it back`() async throws {
        let server = try MemcachedServer()
        let store = try await MemcachedStore.open(.of(port: server.port))
        let tina4 = try Tina4(.memcached(port: server.port))
        let id = try tina4.create(#"{"user_id":7}"#)

        guard case .done(let archived) = try await store.end([EndRequest(key(id))])[0] else {
            return #expect(Bool(false), "not ended")
        }
        #expect(try tina4.read(id) == .refused)
        guard case .done = try await store.restore(archived) else { return #expect(Bool(false), "not restored") }
        #expect(try tina4.read(id) == .taken(#"{"user_id":7}"#))
    }
}
