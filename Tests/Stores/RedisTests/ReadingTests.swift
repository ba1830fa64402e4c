import Glibc
import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer)) struct `Reading Redis` {
    @Test func `lists keys and deadlines to the millisecond`() async throws {
        let server = try RedisServer()
        var expected: [SessionKey: Int64] = [:]
        for number in 0..<1500 { expected[key("\(number)")] = try server.put("\(number)") }
        try server.command(["SET", prefix + "immortal", "x"])
        expected[key("immortal")] = RowFacts.never
        try server.command(["SET", "other:1", "x"])
        let store = try await RedisStore.on(server)

        let page = try await store.all()

        #expect(page.rows == expected)
        #expect(page.count == 1501)
        #expect(page.progress == 1)
    }

    @Test func `reads by narrower layouts once it is told, but by the prefix that a person named`() async throws {
        let server = try RedisServer()
        try server.command(["SET", prefix + "a", "x"])
        try server.command(["SET", "other:1", "x"])
        let store = try await RedisStore.on(server, prefixes: [prefix, "other:"])
        let named = try await RedisStore.open(.of(port: server.port, options: ["prefix": "other:"]))
        let narrow = [Layout.keyValue(KeyValueLayout(prefix: prefix))]
        #expect(try await store.all().count == 2)

        #expect(await store.narrow(to: narrow))
        #expect(await named.narrow(to: narrow))

        #expect(Set(try await store.all().rows.keys) == [key("a")])
        #expect(Set(try await named.all().rows.keys) == [SessionKey("other:1")])
    }

    @Test func `follows what it was narrowed to, and examines with a key of it`() async throws {
        let server = try RedisServer(users: ["few on >s3cret ~\(prefix)* &* +@all"])
        let opening = StoreOpening.of(
            port: server.port, user: "few", password: "s3cret", prefixes: ["other:", prefix])
        let store = try await RedisStore.open(opening)
        #expect(!(try await store.examine().abilities.contains(.list)))

        #expect(await store.narrow(to: [.keyValue(KeyValueLayout(prefix: prefix))]))

        #expect(try await store.examine().abilities == .all)
        #expect(await store.abilities == .all)
    }

    @Test(arguments: [ScanRequest.Pace.full, .polite])
    func `hands the first page on before the last`(pace: ScanRequest.Pace) async throws {
        let server = try RedisServer()
        try server.pipeline((0..<5000).map { ["SET", "\(prefix)\($0)", "x"] })
        let store = try await RedisStore.on(server)
        let sizes = Collected<Int>()

        try await store.scan(ScanRequest(pace: pace, glance: { _, _, _, _, _ in })) { sizes.append($0.count) }

        #expect(sizes.all.reduce(0, +) == 5000)
        #expect((sizes.all.first ?? 0) <= 300)
        #expect(sizes.all.count > 2)
    }

    @Test func `agrees with itself where the server tells only what is left`() async throws {
        let server = try RedisServer()
        let deadline = try server.put("a")
        var old = RedisCapabilities(level: 70000)
        old.hasExpireTime = false
        let store = try await RedisStore.on(server, capabilities: old)

        let listed = try await store.all().deadlines[0]
        let read = try #require(try await store.records([key("a")], limit: 10)[0]?.expiry?.moment?.milliseconds)

        #expect(abs(listed - deadline) <= 50)
        #expect(abs(read - deadline) <= 50)
    }

    @Test func `lets the glance see contents, and tells what is none`() async throws {
        let server = try RedisServer()
        try server.put("a", "Alice")
        try server.command(["RPUSH", prefix + "list", "x"])
        let store = try await RedisStore.on(server)

        let page = try await store.all(readsContent: true)

        let row = try #require((0..<page.count).first { page.key($0) == key("a") })
        #expect(page.user(row) == "Alice")
        #expect(page.facts[row].isReadable)
        #expect(!page.facts[1 - row].isReadable)
        #expect(page.key(1 - row) == key("list"))
    }

    @Test func `hands few rows on as time goes by`() async throws {
        let server = try RedisServer()
        try server.pipeline((0..<1000).map { ["SET", prefix + "\($0)", "x"] })
        let store = try await RedisStore.on(server)
        let sizes = Mutex<[Int]>([])

        let glance: RecordGlance = { key, _, deadline, _, page in
            usleep(1_000)
            if key.last == UInt8(ascii: "7") { page.append(key: key, deadline: deadline) }
        }
        try await store.scan(ScanRequest(pace: .full, readsContent: true, glance: glance)) { page in
            sizes.withLock { $0.append(page.count) }
        }

        #expect(sizes.withLock { $0.reduce(0, +) } == 100)
        // The first ones at once, then every 200 ms at the most, and the end.
        #expect(sizes.withLock { $0.filter { $0 > 0 }.count } >= 4)
    }

    @Test(arguments: [ScanRequest.Pace.full, .polite])
    func `lists the keys of several prefixes in one pass, and no others`(pace: ScanRequest.Pace) async throws {
        let server = try RedisServer()
        let prefixes = ["sess:", "tina4:session:", "a^[-]*:"]
        let names = (0..<700).flatMap { number in prefixes.map { "\($0)\(number)" } }
        let others = ["tess:1", "sina4:session:1", "sess", "a^[-]x", "tina4:other", "*"]
        try server.pipeline((names + others).map { ["SET", $0, "x"] })
        let store = try await RedisStore.on(server, prefixes: prefixes)
        let before = try server.commandCounts()["scan"] ?? 0

        let page = try await store.all(pace: pace)

        #expect(page.count == names.count)
        #expect(Set((0..<page.count).map { page.key($0) }) == Set(names.map { SessionKey($0) }))
        // Three passes would be at least three times as many.
        #expect(try (server.commandCounts()["scan"] ?? 0) - before <= names.count / 100 * 2)
    }

    @Test func `reads nothing from a store with nothing in it`() async throws {
        let server = try RedisServer()
        let store = try await RedisStore.on(server)

        #expect(try await store.all().count == 0)
        #expect(try await store.all(pace: .polite, readsContent: true).count == 0)
        #expect(server.isRunning)
    }

    @Test func `takes the characters of patterns in prefixes and keys for what they are`() async throws {
        let server = try RedisServer()
        try server.pipeline(["s[a]*:1", "s[a]*:2", "sa:3", "s[a]b:4"].map { ["SET", $0, "x"] })
        let store = try await RedisStore.on(server, prefixes: ["s[a]*:"])

        #expect(Set(try await store.all().rows.keys) == [SessionKey("s[a]*:1"), SessionKey("s[a]*:2")])
    }

    @Test func `lists what several formats claim, once`() async throws {
        let server = try RedisServer()
        try server.pipeline(["a:1", "b:1", "a:b:1", "c:1"].map { ["SET", $0, "x"] })
        let store = try await RedisStore.on(server, prefixes: ["a:", "b:", "a:b:"])

        let page = try await store.all()

        #expect(page.count == 3)
        #expect(Set(page.rows.keys) == [SessionKey("a:1"), SessionKey("b:1"), SessionKey("a:b:1")])
    }

    @Test func `keeps every byte of keys and contents`() async throws {
        let server = try RedisServer()
        let name = SessionKey(bytes: Array(prefix.utf8) + [0, 13, 10, 255, 42])
        let content = (0...255).map { UInt8($0) }
        try server.command(RESPCommand(bytes: [Array("SET".utf8), name.bytes, content]))
        let store = try await RedisStore.on(server)

        #expect(try await store.all().key(0) == name)
        #expect(try await store.records([name], limit: 1000)[0]?.content == .bytes(content))
    }

    @Test func `gives records in order, nil for none, and their kind where they are no text`() async throws {
        let server = try RedisServer()
        let deadline = try server.put("a", "one")
        try server.command(["HSET", prefix + "hash", "x", "y"])
        try server.command(["SET", prefix + "empty", ""])
        let store = try await RedisStore.on(server)

        let records = try await store.records([key("hash"), key("gone"), key("a"), key("empty")], limit: 100)

        #expect(records[0]?.content == .foreign("hash"))
        #expect(records[0]?.expiry == .never)
        #expect(records[1] == nil)
        #expect(records[2]?.content == .bytes(Array("one".utf8)))
        #expect(records[2]?.expiry == .at(Timestamp(milliseconds: deadline)))
        #expect(records[3]?.content == .bytes([]))
    }

    @Test func `fetches only the head of what is large`() async throws {
        let server = try RedisServer()
        try server.command(["SETRANGE", prefix + "huge", "67108863", "x"])
        let store = try await RedisStore.on(server)

        let record = try #require(try await store.records([key("huge")], limit: 4096)[0])

        #expect(record.content == .head([UInt8](repeating: 0, count: 4096)))
        #expect(record.size == 67_108_864)
    }

    @Test func `fetches 64 MB where that is allowed`() async throws {
        let server = try RedisServer()
        try server.command(["SETRANGE", prefix + "huge", "67108863", "x"])
        let store = try await RedisStore.on(server)

        let record = try #require(try await store.records([key("huge")], limit: 100_000_000)[0])

        #expect(record.content.bytes?.count == 67_108_864)
        #expect(record.content.bytes?.last == UInt8(ascii: "x"))
    }

    @Test func `looks into the database of the address`() async throws {
        let server = try RedisServer()
        try server.put("a", "zero")
        try server.put("a", "three", database: 3)
        let store = try await RedisStore.on(server, database: 3)

        #expect(try await store.records([key("a")], limit: 10)[0]?.content == .bytes(Array("three".utf8)))
    }

    @Test func `finds keys by their beginning`() async throws {
        let server = try RedisServer()
        for id in ["abc1", "abc2", "abd"] { try server.put(id) }
        let store = try await RedisStore.on(server)

        #expect(try await store.keys(withPrefix: key("abc"), limit: 10) == [key("abc1"), key("abc2")])
        #expect(try await store.keys(withPrefix: key("abc"), limit: 1).count == 1)
        #expect(try await store.keys(withPrefix: key("abd"), limit: 10) == [key("abd")])
        #expect(try await store.keys(withPrefix: key("x"), limit: 10) == [])
    }

    @Test func `goes on after the server was restarted`() async throws {
        let server = try RedisServer()
        try server.put("a")
        let store = try await RedisStore.on(server)
        _ = try await store.records([key("a")], limit: 10)

        try server.restart()

        #expect(try await store.records([key("a")], limit: 10)[0] != nil)
    }

    @Test(.needs(.valkeyServer)) func `works the same on Valkey`() async throws {
        let server = try RedisServer(.valkey)
        let deadline = try server.put("a", "v")
        let store = try await RedisStore.on(server)

        #expect(try await store.all().rows == [key("a"): deadline])
        #expect(store.identity.engine == "Valkey")
        #expect(try await store.examine().version.hasPrefix("Valkey 9."))
    }
}
