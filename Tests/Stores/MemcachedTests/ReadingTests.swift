import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import MemcachedStore

@Suite(.needs(.memcached), .timeLimit(.minutes(5))) struct `Reading memcached` {
    @Test func `leaves no trace of use`() async throws {
        let server = try MemcachedServer()
        let store = try await MemcachedStore.open(.of(port: server.port))
        for number in 0..<20 { try server.put("s\(number)") }
        let before = try server.notes()

        _ = try await store.all()
        _ = try await store.all(readsContent: true)
        _ = try await store.records((0..<20).map { key("s\($0)") }, limit: 10)
        _ = try await store.keys(withPrefix: key("s1"), limit: 5)
        _ = try await store.examine()

        #expect(try server.notes() == before)
        #expect(before.allSatisfy { $0.contains(" fetch=no ") })
    }

    @Test func `tells deadlines to the second, in listing and reading alike`() async throws {
        let server = try MemcachedServer()
        let store = try await MemcachedStore.open(.of(port: server.port))
        try server.put("short", seconds: 60)
        try server.put("long", seconds: 40 * 86_400)
        try server.put("endless", seconds: nil)

        let page = try await store.all()
        let keys = ["short", "long", "endless"].map(key)
        let records = try await store.records(keys, limit: 10)

        for (place, key) in keys.enumerated() {
            let expected = try server.item(key.bytes)?.deadline ?? 0
            let row = (0..<page.count).first { page.key($0) == key }.map { page.deadlines[$0] }
            #expect(row == (expected < 0 ? RowFacts.never : expected * 1000))
            #expect(
                records[place]?.expiry
                    == (expected < 0 ? .never : .at(Timestamp(milliseconds: expected * 1000))))
        }
    }

    @Test func `opens sessions by id where the crawler is off`() async throws {
        let server = try MemcachedServer(["-o", "no_lru_crawler"])
        let store = try await MemcachedStore.open(.of(port: server.port))
        try server.put("a", "{}")

        let error = await failure { () throws(StoreError) in
            try await store.scan(ScanRequest(glance: { _, _, _, _, _ in })) { _ in }
        }

        #expect(error?.reason == .notPermitted)
        #expect(error?.detail == "its crawler is off, so it can't be listed; sessions are opened by their id")
        #expect(error?.remedy == "Start it with -o lru_crawler.")
        #expect(await !store.abilities.contains(.list))
        #expect(try await store.records([key("a")], limit: 10)[0]?.content == .bytes(bytes("{}")))
        #expect(try await store.keys(withPrefix: key("a"), limit: 5) == [key("a")])
        #expect(try await store.keys(withPrefix: key(""), limit: 5).isEmpty)
    }

    @Test func `says what a server does not allow, and what would change it`() async throws {
        let server = try MemcachedServer(["-W", "-X"])
        let store = try await MemcachedStore.open(.of(port: server.port))

        let examination = try await store.examine()

        #expect(
            examination.restrictions == [
                .init(
                    .list,
                    reason: "it does not allow dumps of its keys, so it can't be listed; "
                        + "sessions are opened by their id",
                    remedy: "Start it without -X (--disable-dumping)."),
                .init(
                    .push, reason: "CLIENT_ERROR watch commands not allowed",
                    remedy: "Start it without -W (--disable-watch)."),
            ])
        #expect(examination.feed == .poll(seconds: 1))
        #expect(examination.abilities == [.edit, .end, .setDeadline, .move, .restore])
    }

    @Test func `lists while others list`() async throws {
        let server = try MemcachedServer()
        try server.put((0..<5000).map { (key("s\($0)").bytes, bytes("{}")) })

        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 {
                group.addTask { try await MemcachedStore.open(.of(port: server.port)).all(readsContent: true).count }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(counts == [5000, 5000, 5000, 5000, 5000, 5000])
    }
}
