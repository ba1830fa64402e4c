import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer)) struct `What may be done on Redis` {
    private func store(_ rules: String, extra: [String] = []) async throws -> (RedisServer, RedisStore) {
        let server = try RedisServer(users: ["app on >secret \(rules)"], extra: extra)
        try server.put("a", "x")
        return (server, try await RedisStore.open(.of(port: server.port, user: "app", password: "secret")))
    }

    @Test func `is everything for a user who may do everything`() async throws {
        let (server, store) = try await store("~* &* +@all")

        let examination = try await store.examine()

        #expect(examination.abilities == .all)
        #expect(examination.restrictions.isEmpty)
        #expect(examination.version.hasPrefix("Redis "))
        #expect(examination.feed == .push("tracking"))
        #expect(examination.estimatedCount == 1)
        #expect(abs(examination.clockSkew) <= 50)
        #expect(examination.roundTrip > 0 && examination.roundTrip < 1000)
        #expect(await store.abilities == .all)
        #expect(server.isRunning)
    }

    @Test func `is found out without writing`() async throws {
        let (server, store) = try await store("~* &* +@all")
        let before = try server.command(["INFO", "commandstats"]).text?.contains("cmdstat_del:")

        _ = try await store.examine()

        #expect(before == false)
        let counts = try server.commandCounts()
        #expect(counts["set"] == 1)
        #expect(counts["del"] == nil && counts["renamenx"] == nil && counts["pexpireat"] == nil)
        #expect(try server.command(["DBSIZE"]).number == 1)
    }

    @Test func `is reading for a user who may only read`() async throws {
        let (server, store) = try await store("~* &* +@read +@connection +info +@pubsub +multi +discard +dbsize +time")

        let examination = try await store.examine()

        #expect(examination.abilities == .reading)
        #expect(examination.restrictions.allSatisfy { $0.reason.contains("no permissions") && $0.remedy != nil })
        let error = await failure { () throws(StoreError) in try await store.end([EndRequest(key("a"))]) }
        #expect(error?.reason == .notPermitted)
        #expect(try server.content("a") == "x")
    }

    @Test func `is never tried where transactions are denied`() async throws {
        let (server, store) = try await store("~* &* +@all -multi")

        _ = try await store.examine()

        #expect(try server.command(["DBSIZE"]).number == 1)
        #expect(try server.commandCounts()["set"] == 1)
    }

    @Test func `needs no scripts`() async throws {
        let (server, store) = try await store("~* &* +@all -@scripting")
        let deadline = try server.deadline("a")

        let outcome = try await store.write(
            RecordWrite(key: key("a"), expecting: Revision(content: [120]), content: [121]))

        guard case .done = outcome else { throw TestSupportError("\(outcome)") }
        #expect(try server.deadline("a") == deadline)
        #expect(try server.commandCounts()["exec"] == 1)
    }

    @Test func `watches no key any more once it was refused`() async throws {
        let (server, store) = try await store("~* &* +@all -@scripting -get")
        try server.put("b", "x")
        func write(_ id: String) -> RecordWrite {
            RecordWrite(key: key(id), expecting: Revision(content: [120]), content: Array("y".utf8))
        }

        let refused = await failure { () throws(StoreError) in try await store.write(write("a")) }
        try server.command(["ACL", "SETUSER", "app", "+get"])
        try server.put("a", "other")
        let outcome = try await store.write(write("b"))

        #expect(refused?.reason == .notPermitted)
        guard case .done = outcome else { throw TestSupportError("\(outcome)") }
        #expect(try server.content("b") == "y")
    }

    @Test func `needs no PEXPIRETIME`() async throws {
        let (server, store) = try await store("~* &* +@all -pexpiretime")
        let deadline = try server.deadline("a")

        let listed = try await store.all().deadlines[0]
        let read = try await store.records([key("a")], limit: 10)[0]?.expiry?.moment?.milliseconds ?? 0
        let outcome = try await store.end([EndRequest(key("a"))])[0]

        guard case .done(let archived) = outcome else { throw TestSupportError("\(outcome)") }
        let ended = archived.expiry?.moment?.milliseconds ?? 0
        for told in [listed, read, ended] { #expect(abs(told - deadline) <= 50) }
    }

    @Test func `leaves what it may not end, and says so`() async throws {
        let (server, store) = try await store("~* &* +@all -del")

        let outcome = try await store.end([EndRequest(key("a"))])[0]

        guard case .failed(let error) = outcome else { throw TestSupportError("\(outcome)") }
        #expect(error.reason == .notPermitted)
        #expect(try server.content("a") == "x")
    }

    @Test func `needs no INFO`() async throws {
        let (server, store) = try await store("~* &* +@all -info")

        let version = try await store.examine().version
        #expect(version.hasPrefix("Redis "))
        let information = try #require(try server.command(["INFO", "server"]).text)
        #expect(information.contains("redis_version:\(version.dropFirst("Redis ".count))\r\n"))
    }

    @Test func `is reading on a replica`() async throws {
        let primary = try RedisServer()
        let server = try RedisServer(extra: ["--replicaof", "127.0.0.1", "\(primary.port)"])
        let store = try await RedisStore.on(server)

        let examination = try await store.examine()

        #expect(!examination.abilities.contains(.edit) && !examination.abilities.contains(.end))
        let reasons = examination.restrictions.map(\.reason)
        #expect(reasons.contains("it is a replica and takes no writes"), "\(reasons)")
    }

    @Test func `tells why changes are not pushed`() async throws {
        let (server, store) = try await store("~* resetchannels +@all")

        let examination = try await store.examine()

        #expect(examination.feed == .poll(seconds: 5))
        #expect(!examination.abilities.contains(.push))
        let restriction = try #require(examination.restrictions.first { $0.ability.contains(.push) })
        #expect(restriction.reason.contains("__redis__:invalidate") || restriction.reason.contains("channel"))
        #expect(restriction.remedy?.hasPrefix("ACL SETUSER app ") == true)
        #expect(server.isRunning)
    }

    @Test func `says that there is no room`() async throws {
        let (server, store) = try await store("~* &* +@all")
        try server.command(["CONFIG", "SET", "maxmemory", "1"])

        let error = await failure { () throws(StoreError) in
            try await store.write(RecordWrite(key: key("a"), expecting: Revision(content: [120]), content: [121]))
        }

        #expect(error?.reason == .full)
    }

    @Test func `says that a node of a cluster is not suitable`() async throws {
        let server = try RedisServer(extra: ["--cluster-enabled", "yes", "--databases", "1"])

        let error = await failure { () throws(StoreError) in try await RedisStore.open(.of(port: server.port)) }

        #expect(error?.reason == .unsuitable)
    }
}
