import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import MemcachedStore

@Suite(.needs(.memcached), .timeLimit(.minutes(5))) struct `Changing memcached` {
    private let server: MemcachedServer

    init() throws { server = try MemcachedServer() }

    private func open() async throws -> MemcachedStore { try await .open(.of(port: server.port)) }

    @Test func `keeps the application's flags through every act`() async throws {
        let store = try await open()
        try server.put("a", "old", flags: 4_294_967_295)

        let change = RecordWrite(key: key("a"), expecting: Revision(content: bytes("old")), content: bytes("new"))
        guard case .done = try await store.write(change) else { return #expect(Bool(false), "not written") }
        #expect(try server.item(key("a").bytes)?.flags == 4_294_967_295)
        _ = try await store.move(key("a"), to: key("b"), expecting: Revision(content: bytes("new")))
        #expect(try server.item(key("b").bytes)?.flags == 4_294_967_295)
        guard case .done(let archived) = try await store.end([EndRequest(key("b"))])[0] else {
            return #expect(Bool(false), "not ended")
        }
        _ = try await store.restore(archived)

        let item = try server.item(key("b").bytes)
        #expect(item?.flags == 4_294_967_295)
        #expect(item?.content == bytes("new"))
    }

    @Test func `leaves what is there when the new content is too large`() async throws {
        let store = try await open()
        try server.put("a", "old")
        let large = [UInt8](repeating: 120, count: 5 << 20)

        let change = RecordWrite(key: key("a"), expecting: Revision(content: bytes("old")), content: large)
        let error = await failure { () throws(StoreError) in try await store.write(change) }

        #expect(error?.reason == .full)
        #expect(error?.detail == "it takes records of at most 4194304 bytes")
        #expect(error?.remedy == "Start it with a larger item size: memcached -I 8m")
        #expect(try server.content("a") == "old")
    }

    @Test func `takes records of any size that the server takes`() async throws {
        let store = try await open()
        try server.put("a", "old")
        let largest = (4 << 20) - 48 - 8 - 4 - 1 - 2 - key("a").bytes.count
        let content = [UInt8](repeating: 120, count: largest)

        let change = RecordWrite(key: key("a"), expecting: Revision(content: bytes("old")), content: content)
        guard case .done = try await store.write(change) else { return #expect(Bool(false), "not written") }

        #expect(try server.item(key("a").bytes)?.content.count == largest)
    }

    @Test func `refuses a moment after the end of its clock`() async throws {
        let store = try await open()
        try server.put("a", "old")
        let late = Deadline.at(Timestamp(milliseconds: 2_147_483_648_000))

        let change = RecordWrite(
            key: key("a"), expecting: Revision(content: bytes("old")), content: nil, expiry: .set(late))
        let error = await failure { () throws(StoreError) in try await store.write(change) }

        #expect(error?.detail == "its clock ends on 2038-01-19")
        #expect(try server.content("a") == "old")
    }

    @Test func `refuses keys that memcached can't have`() async throws {
        let store = try await open()
        try server.put("a", "old")
        let long = SessionKey(prefix + String(repeating: "x", count: 300))

        let error = await failure { () throws(StoreError) in
            try await store.move(key("a"), to: long, expecting: Revision(content: bytes("old")))
        }

        #expect(error?.detail == "a key has 1 to 250 bytes there, 186 where blanks or line ends are among them")
        #expect(try await store.records([long, key("a")], limit: 10).map { $0?.key } == [nil, key("a")])
        #expect(try await store.end([EndRequest(long)]) == [.gone])
        #expect(try server.content("a") == "old")
    }

    @Test func `changes nothing on a server without compare-and-set`() async throws {
        let server = try MemcachedServer(["-C"])
        let store = try await MemcachedStore.open(.of(port: server.port))
        try server.put("a", "old")

        let change = RecordWrite(key: key("a"), expecting: Revision(content: bytes("old")), content: bytes("new"))
        let error = await failure { () throws(StoreError) in try await store.write(change) }

        #expect(error?.reason == .notPermitted)
        #expect(error?.remedy == "Start it without -C (--disable-cas).")
        #expect(await store.abilities == .reading)
        #expect(try server.content("a") == "old")
    }
}
