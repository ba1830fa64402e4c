import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Redis behind sentinels` {
    private func opening(
        _ ports: [Int], service: String = "mymaster", password: String? = nil, isReadOnly: Bool = false
    ) -> StoreOpening {
        StoreOpening(
            address: StoreAddress(
                scheme: "redis+sentinel", password: password.map(Secret.init),
                hosts: ports.map { .init("127.0.0.1", port: UInt16($0)) }, path: "/\(service)/0"),
            layouts: [.keyValue(KeyValueLayout(prefix: prefix))], isReadOnly: isReadOnly)
    }

    private func problem(_ ports: [Int], service: String = "mymaster") async -> StoreError? {
        await failure { () throws(StoreError) in try await RedisStore.open(opening(ports, service: service)) }
    }

    @Test(arguments: [false, true]) func `is found by the first sentinel that answers`(isReadOnly: Bool) async throws {
        let server = try RedisServer()
        try server.put("a")
        let sentinel = try await RedisSentinel(watching: server)

        let closed = try ClosedPort()

        let store = try await RedisStore.open(opening([closed.number, sentinel.port], isReadOnly: isReadOnly))

        #expect(try await store.all().count == 1)
        #expect(store.identity.engine == "Redis")
        await store.close()
    }

    @Test func `logs in to the server, and to a sentinel that asks for it`() async throws {
        let server = try RedisServer(password: "main")
        try server.put("a")
        let sentinel = try await RedisSentinel(watching: server, password: "main")

        let store = try await RedisStore.open(opening([sentinel.port], password: "main"))

        #expect(try await store.all().count == 1)
        await store.close()
    }

    @Test func `is another server after a failover`() async throws {
        let server = try RedisServer()
        let replica = try RedisServer(extra: ["--replicaof", "127.0.0.1", "\(server.port)"])
        let sentinel = try await RedisSentinel(watching: server)
        try await sentinel.knowsReplica()
        let store = try await RedisStore.open(opening([sentinel.port]))
        try server.put("a")
        try server.command(["WAIT", "1", "10000"])

        server.kill()
        _ = await failure { () throws(StoreError) in try await store.records([key("a")], limit: 10) }
        try await sentinel.hasFailedOver()

        let record = try await store.records([key("a")], limit: 10)[0]
        #expect(record?.content.bytes == Array("{}".utf8))
        #expect(replica.isRunning)
        await store.close()
    }

    @Test func `is not to be had where no sentinel answers`() async throws {
        let closed = try ClosedPort()

        let error = try #require(await problem([closed.number]))

        #expect(error.reason == .unreachable)
        #expect(
            error.description
                == "Cannot reach Redis at mymaster by 127.0.0.1:\(closed.number) while connecting: Connection refused.")
        #expect(
            error.remedy == "Try: redis-cli -h 127.0.0.1 -p \(closed.number) SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")
    }

    @Test func `has a name that the sentinels know`() async throws {
        let sentinel = try await RedisSentinel(watching: try RedisServer())

        let error = try #require(await problem([sentinel.port], service: "other"))

        #expect(error.reason == .unsuitable)
        #expect(error.detail == "its sentinels know no service \"other\"")
    }

    @Test func `is not asked for at a plain server`() async throws {
        let server = try RedisServer()

        let error = try #require(await problem([server.port]))

        #expect(error.reason == .unsuitable)
        #expect(error.detail == "127.0.0.1:\(server.port) is no sentinel")
    }
}
