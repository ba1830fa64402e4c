import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import RedisStore

/// What a server may lack, and must make no difference.
enum Lack: String, CaseIterable {
    case nothing, scripting, keepTTL, expireTime, setAt, all, unknown

    var capabilities: RedisCapabilities {
        var capabilities = RedisCapabilities(level: level)
        switch self {
        case .nothing, .unknown: break
        case .scripting, .all: capabilities.hasScripting = false
        case .keepTTL: capabilities.hasKeepTTL = false
        case .expireTime: capabilities.hasExpireTime = false
        case .setAt: capabilities.hasSetAt = false
        }
        return capabilities
    }

    private var level: Int {
        switch self {
        case .all: 40000
        case .unknown: 0
        case .nothing, .scripting, .keepTTL, .expireTime, .setAt: 70000
        }
    }

    /// How far a deadline may be off, in milliseconds. A server that can neither keep one nor tell it as a moment is
    /// asked what is left and what time it is, and may be held up in between.
    var tolerance: Int64 { capabilities.hasExpireTime && capabilities.hasKeepTTL ? 0 : 50 }
}

@Suite(.needs(.redisServer)) struct `Changing Redis` {
    private func revision(_ text: String) -> Revision { Revision(content: Array(text.utf8)) }

    @Test(arguments: Lack.allCases)
    func `writes what was seen, and keeps the deadline`(lack: Lack) async throws {
        let server = try RedisServer()
        let deadline = try server.put("a", "old")
        let store = try await RedisStore.on(server, capabilities: lack.capabilities)

        let outcome = try await store.write(
            RecordWrite(key: key("a"), expecting: revision("old"), content: Array("n\0w".utf8)))

        guard case .done(let record) = outcome else { throw TestSupportError("\(outcome)") }
        #expect(record.content == .bytes(Array("n\0w".utf8)))
        #expect(abs(try server.deadline("a") - deadline) <= lack.tolerance)
    }

    @Test(arguments: Lack.allCases)
    func `keeps what lives for ever alive for ever`(lack: Lack) async throws {
        let server = try RedisServer()
        try server.command(["SET", prefix + "a", "old"])
        let store = try await RedisStore.on(server, capabilities: lack.capabilities)

        _ = try await store.write(RecordWrite(key: key("a"), expecting: revision("old"), content: [1]))

        #expect(try server.deadline("a") == -1)
    }

    @Test(arguments: Lack.allCases)
    func `writes nothing over what was not seen`(lack: Lack) async throws {
        let server = try RedisServer()
        try server.put("a", "theirs")
        try server.command(["RPUSH", prefix + "list", "x"])
        let store = try await RedisStore.on(server, capabilities: lack.capabilities)

        let outcome = try await store.write(RecordWrite(key: key("a"), expecting: revision("old"), content: [1]))
        let foreign = try await store.write(RecordWrite(key: key("list"), expecting: revision("x"), content: [1]))
        let gone = try await store.write(RecordWrite(key: key("b"), expecting: revision("old"), content: [1]))

        guard case .changed(let record) = outcome else { throw TestSupportError("\(outcome)") }
        #expect(record.content == .bytes(Array("theirs".utf8)))
        #expect(try server.content("a") == "theirs")
        guard case .changed(let list) = foreign else { throw TestSupportError("\(foreign)") }
        #expect(list.content == .foreign("list"))
        #expect(gone == .gone)
        #expect(try server.command(["EXISTS", prefix + "b"]).number == 0)
    }

    @Test(arguments: Lack.allCases)
    func `moves a deadline alone, and sets none`(lack: Lack) async throws {
        let server = try RedisServer()
        let deadline = try server.put("a", "x") + 5_000
        let store = try await RedisStore.on(server, capabilities: lack.capabilities)
        let at = Deadline.at(Timestamp(milliseconds: deadline))

        let outcome = try await store.write(
            RecordWrite(key: key("a"), expecting: revision("x"), content: nil, expiry: .set(at)))
        #expect(try server.deadline("a") == deadline)
        guard case .done = outcome else { throw TestSupportError("\(outcome)") }

        _ = try await store.write(
            RecordWrite(key: key("a"), expecting: revision("x"), content: [1], expiry: .set(.never)))
        #expect(try server.deadline("a") == -1)
        #expect(try server.command(["GET", prefix + "a"]).bytes == [1])
    }

    @Test(arguments: Lack.allCases)
    func `gives another key and keeps the rest`(lack: Lack) async throws {
        let server = try RedisServer()
        let deadline = try server.put("a", "x")
        let store = try await RedisStore.on(server, capabilities: lack.capabilities)

        let outcome = try await store.move(key("a"), to: key("b"), expecting: revision("x"))

        guard case .done(let record) = outcome else { throw TestSupportError("\(outcome)") }
        #expect(record.key == key("b"))
        #expect(try server.deadline("b") == deadline)
        #expect(try server.deadline("a") == -2)
    }

    @Test(arguments: Lack.allCases)
    func `tells apart why a key was not moved`(lack: Lack) async throws {
        let server = try RedisServer()
        try server.put("a", "x")
        try server.put("taken", "y")
        let store = try await RedisStore.on(server, capabilities: lack.capabilities)

        #expect(try await store.move(key("a"), to: key("taken"), expecting: revision("x")) == .occupied)
        #expect(try await store.move(key("none"), to: key("b"), expecting: revision("x")) == .gone)
        let changed = try await store.move(key("a"), to: key("b"), expecting: revision("other"))
        guard case .changed(let record) = changed else { throw TestSupportError("\(changed)") }
        #expect(record.content == .bytes(Array("x".utf8)))
        #expect(try server.content("taken") == "y")
        #expect(try server.content("a") == "x")
    }

    @Test(arguments: Lack.allCases)
    func `ends what is there and brings it back as it was`(lack: Lack) async throws {
        let server = try RedisServer()
        let deadline = try server.put("a", "x\0y")
        try server.command(["HSET", prefix + "hash", "f", "v"])
        try server.command(["PEXPIREAT", prefix + "hash", "\(deadline)"])
        let store = try await RedisStore.on(server, capabilities: lack.capabilities)

        let outcomes = try await store.end([EndRequest(key("a")), EndRequest(key("none")), EndRequest(key("hash"))])
        #expect(try server.command(["DBSIZE"]).number == 0)
        guard case .done(let text) = outcomes[0], case .done(let hash) = outcomes[2] else {
            throw TestSupportError("\(outcomes)")
        }
        #expect(outcomes[1] == .gone)
        #expect(text.content == Array("x\0y".utf8) && !text.isSerialized && hash.isSerialized)

        for archived in [text, hash] {
            guard case .done = try await store.restore(archived) else { throw TestSupportError("not restored") }
        }
        #expect(try server.content("a") == "x\0y")
        #expect(try server.command(["HGET", prefix + "hash", "f"]).text == "v")
        #expect(abs(try server.deadline("a") - deadline) <= lack.tolerance)
        #expect(abs(try server.deadline("hash") - deadline) <= lack.tolerance)
    }

    @Test(arguments: Lack.allCases)
    func `ends only what was expected`(lack: Lack) async throws {
        let server = try RedisServer()
        try server.put("a", "seen")
        try server.put("b", "theirs")
        let store = try await RedisStore.on(server, capabilities: lack.capabilities)

        let outcomes = try await store.end([
            EndRequest(key("a"), expecting: revision("seen")), EndRequest(key("b"), expecting: revision("seen")),
        ])

        guard case .done = outcomes[0], case .changed(let record) = outcomes[1] else {
            throw TestSupportError("\(outcomes)")
        }
        #expect(record.content == .bytes(Array("theirs".utf8)))
        #expect(try server.content("b") == "theirs")
    }

    @Test func `ends many, and answers for each`() async throws {
        let server = try RedisServer()
        for number in 0..<350 where number != 123 { try server.put("\(number)") }
        let store = try await RedisStore.on(server)

        let outcomes = try await store.end((0..<350).map { EndRequest(key("\($0)")) })

        #expect(outcomes.count == 350)
        #expect(outcomes[123] == .gone)
        #expect(try server.command(["DBSIZE"]).number == 0)
    }

    @Test func `saves beforehand what an end keeps, whatever it is`() async throws {
        let server = try RedisServer()
        try server.put("a", "text")
        try server.command(["HSET", prefix + "b", "field", "1"])
        try server.command(["PEXPIREAT", prefix + "b", "4000000000123"])
        let store = try await RedisStore.on(server)
        let keys = [key("a"), key("b"), key("none")]

        let saved = try await store.archived(keys, limit: 1 << 20)

        #expect(try server.command(["HGET", prefix + "b", "field"]).text == "1")
        let ended = try await store.end(keys.map { EndRequest($0) })
        for (record, outcome) in zip(saved, ended) {
            #expect(outcome == record.map(EndOutcome.done) ?? .gone)
        }
        let hash = try #require(saved[1])
        guard case .done = try await store.restore(hash) else {
            Issue.record("the hash was not brought back")
            return
        }
        #expect(try server.command(["HGET", prefix + "b", "field"]).text == "1")
        #expect(try server.command(["PEXPIRETIME", prefix + "b"]).number == 4_000_000_000_123)
    }

    @Test(arguments: Lack.allCases)
    func `brings nothing back that is over or whose key lives`(lack: Lack) async throws {
        let server = try RedisServer()
        let deadline = try server.put("a", "new")
        let store = try await RedisStore.on(server, capabilities: lack.capabilities)
        let future = Deadline.at(Timestamp(milliseconds: deadline))
        let past = Deadline.at(Timestamp(milliseconds: deadline - 7_200_000))

        #expect(try await store.restore(ArchivedRecord(key: key("a"), content: [1], expiry: future)) == .occupied)
        #expect(try await store.restore(ArchivedRecord(key: key("b"), content: [1], expiry: past)) == .expired)
        #expect(try server.content("a") == "new")
        #expect(try server.command(["EXISTS", prefix + "b"]).number == 0)
    }

    @Test func `loses no write of two that compare the same`() async throws {
        let server = try RedisServer()
        try server.put("a", "0")
        let stores = [
            try await RedisStore.on(server), try await RedisStore.on(server, capabilities: Lack.scripting.capabilities),
        ]

        let wins = try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, store) in stores.enumerated() {
                group.addTask {
                    var wins = 0
                    for number in 0..<50 {
                        guard let seen = try await store.records([key("a")], limit: 100)[0]?.revision else { continue }
                        let content = Array("\(index) \(number)".utf8)
                        let outcome = try await store.write(
                            RecordWrite(key: key("a"), expecting: seen, content: content))
                        if case .done = outcome { wins += 1 }
                    }
                    return wins
                }
            }
            return try await group.reduce(0, +)
        }

        #expect(wins >= 50)
        let counts = try server.commandCounts()
        // The first SET made the record, each other one was a win.
        #expect(counts["set"] == wins + 1)
    }

    @Test func `sends nothing that changes anything where it is read-only`() async throws {
        let server = try RedisServer()
        try server.put("a", "x")
        let proxy = try RecordingProxy(to: server.port)
        let store = try await RedisStore.open(.of(port: proxy.port, isReadOnly: true))
        let before = try server.commandCounts()

        _ = try await store.all(readsContent: true)
        _ = try await store.examine()
        let errors = [
            await failure { () throws(StoreError) in try await store.end([EndRequest(key("a"))]) },
            await failure { () throws(StoreError) in
                try await store.write(RecordWrite(key: key("a"), expecting: revision("x"), content: [1]))
            },
            await failure { () throws(StoreError) in
                try await store.move(key("a"), to: key("b"), expecting: revision("x"))
            },
            await failure { () throws(StoreError) in
                try await store.restore(ArchivedRecord(key: key("b"), content: [1]))
            },
        ]

        #expect(errors.allSatisfy { $0?.reason == .readOnly })
        let after = try server.commandCounts()
        for name in [
            "set", "del", "eval", "multi", "watch", "restore", "renamenx", "pexpireat", "unlink", "config|set",
        ] {
            #expect(after[name] == before[name], "\(name)")
        }
        #expect(Set(proxy.redisCommandNames).isDisjoint(with: ["SET", "DEL", "EVAL", "MULTI", "WATCH", "RESTORE"]))
        #expect(await store.abilities == .reading)
    }
}
