import SessionModel
import StoreKit
import StoreSockets
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Following Redis` {
    @Test func `tells writes, deletions and expiry under the prefix by tracking`() async throws {
        let server = try RedisServer()
        let store = try await RedisStore.on(server)
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("tracking")))

        try server.command(["SET", "other:1", "x"])
        try server.put("a")
        #expect(await watching.next() == .touched([key("a")]))
        try server.command(["DEL", prefix + "a"])
        #expect(await watching.next() == .touched([key("a")]))
        try server.put("b", ttl: 2_000)
        #expect(await watching.touches(key("b")))
        #expect(await watching.touches(key("b")))
    }

    @Test func `tells its own writes too`() async throws {
        let server = try RedisServer()
        try server.put("a", "x")
        let store = try await RedisStore.on(server)
        var watching = Watching(store)
        _ = await watching.next()

        _ = try await store.end([EndRequest(key("a"))])

        #expect(await watching.touches(key("a")))
    }

    @Test func `tells a flush as a gap`() async throws {
        let server = try RedisServer()
        let store = try await RedisStore.on(server)
        var watching = Watching(store)
        _ = await watching.next()

        try server.command(["FLUSHDB"])

        #expect(await watching.next() == .gap("the store was emptied"))
    }

    @Test func `tells the gap of a restart`() async throws {
        let server = try RedisServer()
        let store = try await RedisStore.on(server)
        var watching = Watching(store)
        _ = await watching.next()

        server.kill()
        guard case .lost(let error) = await watching.next() else { throw TestSupportError("not lost") }
        #expect(error.reason == .lost)
        try server.start()

        #expect(await watching.next { $0 == .connected(.push("tracking")) } != nil)
        guard case .gap(let words) = await watching.next() else { throw TestSupportError("no gap") }
        #expect(words.hasPrefix("reconnected after ") && words.hasSuffix(" s"))
        try server.put("c")
        #expect(await watching.touches(key("c")))
    }

    @Test(arguments: [0, 1])
    func `notices when one of its two connections is gone`(which: Int) async throws {
        let server = try RedisServer()
        let store = try await RedisStore.on(server)
        var watching = Watching(store)
        _ = await watching.next()

        // The store's own connection is the oldest; the feed's two follow.
        let list = try server.command(["CLIENT", "LIST", "TYPE", which == 0 ? "PUBSUB" : "NORMAL"]).text ?? ""
        let line = list.split(separator: "\n").first { which == 0 || !$0.contains("redir=-1") }
        let id = try #require(line?.split(separator: " ").first?.dropFirst(3))
        try server.command(["CLIENT", "KILL", "ID", String(id)])

        guard case .lost = await watching.next() else { throw TestSupportError("not lost") }
        #expect(await watching.next() == .connected(.push("tracking")))
    }

    @Test func `notices a server that went silent`() async throws {
        let server = try RedisServer()
        let target = try RedisTarget(.of(port: server.port, timeout: 2_000))
        let feed = RedisFeed(target, lifetime: StoreSockets.Lifetime<RedisFailure>(), keepAlive: 100)
        let (stream, continuation) = AsyncStream<StoreChange>.makeStream()
        let task = Task { await failure { () throws(StoreError) in try await feed.run { continuation.yield($0) } } }
        var changes = stream.makeAsyncIterator()
        while let change = await changes.next(), change != .connected(.push("tracking")) {}

        server.freeze()
        guard case .lost(let error) = await changes.next() else { throw TestSupportError("not lost") }
        #expect(error.reason == .timedOut)
        server.thaw()

        while let change = await changes.next(), change != .connected(.push("tracking")) {}
        task.cancel()
        #expect(await task.value?.reason == .cancelled)
    }

    @Test func `uses notifications that are on where tracking is not to be had`() async throws {
        let server = try RedisServer(
            users: ["reader on >secret ~* allchannels +@read +@connection +@pubsub +info +config|get -client|tracking"],
            keyspaceEvents: "KEA")
        let store = try await RedisStore.open(.of(port: server.port, user: "reader", password: "secret"))
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("notifications")))

        try server.put("a", ttl: 20)
        #expect(await watching.touches(key("a")))
        #expect(await watching.next { $0 == .expired(key("a")) } != nil)
        try server.command(["DEL", "other:1"])
        try server.put("b")
        #expect(await watching.touches(key("b")))
    }

    @Test(arguments: [
        ("Kg$x", KeyValueLayout.Value.bytes, false), ("Kg$xe", .bytes, true), ("Kg$xe", .fields, false),
        ("Kg$xeh", .fields, true), ("KA", .fields, true),
    ])
    func `uses notifications only where they tell of all that records are`(
        events: String, value: KeyValueLayout.Value, areUsed: Bool
    ) async throws {
        let server = try RedisServer(
            users: ["reader on >secret ~* allchannels +@read +@connection +@pubsub +info +config|get -client|tracking"],
            keyspaceEvents: events)
        var opening = StoreOpening.of(port: server.port, user: "reader", password: "secret", options: ["poll": "1"])
        opening.layouts = [.keyValue(KeyValueLayout(.exactly(prefix), value: value))]
        let store = try await RedisStore.open(opening)

        let found = try await store.examine()

        #expect(found.feed == (areUsed ? .push("notifications") : .poll(seconds: 1)))
        let reason = found.restrictions.first { $0.ability == .push }?.reason ?? ""
        #expect(reason.contains("keyspace notifications are off (notify-keyspace-events)") == !areUsed)
    }

    @Test func `tells by tracking what expired and what was evicted, where the server says so`() async throws {
        let server = try RedisServer(keyspaceEvents: "Exe")
        let store = try await RedisStore.on(server)
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("tracking")))

        try server.put("a", ttl: 30)
        #expect(await watching.next { $0 == .expired(key("a")) } != nil)
        try server.put("b", ttl: 100_000)
        #expect(await watching.touches(key("b")))
        try server.command(["CONFIG", "SET", "maxmemory-policy", "volatile-ttl", "maxmemory", "1"])

        #expect(await watching.next { $0 == .evicted(key("b")) } != nil)
        #expect(try await store.evictions() == 1)
    }

    @Test func `asks for listings where the server tells nothing`() async throws {
        let server = try RedisServer(users: ["reader on >secret ~* resetchannels +@read +@connection +info"])
        let store = try await RedisStore.open(
            .of(port: server.port, user: "reader", password: "secret", options: ["poll": "1"]))
        var watching = Watching(store)

        #expect(await watching.next() == .connected(.poll(seconds: 1)))
        #expect(await watching.next() == .due)
        #expect(server.isRunning)
    }

    @Test func `carries ten thousand changes`() async throws {
        let server = try RedisServer()
        let store = try await RedisStore.on(server)
        var watching = Watching(store)
        _ = await watching.next()
        var missing = Set((0..<10_000).map { key("\($0)") })

        try server.pipeline((0..<10_000).map { ["SET", "\(prefix)\($0)", "x"] })

        while !missing.isEmpty, let change = await watching.next() {
            guard case .touched(let keys) = change else { throw TestSupportError("\(change)") }
            missing.subtract(keys)
        }
        #expect(missing.isEmpty)
    }

    @Test func `ends at once when it is cancelled`() async throws {
        let server = try RedisServer()
        let store = try await RedisStore.on(server)
        var watching = Watching(store)
        _ = await watching.next()
        let start = ContinuousClock.now

        #expect(await watching.cancel()?.reason == .cancelled)
        #expect(server.isRunning)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `ends when the store is closed`() async throws {
        let server = try RedisServer()
        let store = try await RedisStore.on(server)
        var watching = Watching(store)
        _ = await watching.next()

        await store.close()

        #expect(await watching.end()?.reason == .cancelled)
        let error = await failure { () throws(StoreError) in try await store.records([key("a")], limit: 1) }
        #expect(error?.detail == "the store is closed")
        #expect(server.isRunning)
    }
}
