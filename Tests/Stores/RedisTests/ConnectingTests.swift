import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Connecting to Redis` {
    private func opening(_ opening: StoreOpening) async -> StoreError? {
        await failure { () throws(StoreError) in try await StoreDriver.redis.open(opening) }
    }

    @Test func `says that nobody is there, and how to try`() async throws {
        let closed = try ClosedPort()

        let error = try #require(await opening(.of(port: closed.number, host: "localhost")))

        #expect(
            error.description
                == "Cannot reach Redis at localhost:\(closed.number) while connecting: Connection refused.")
        #expect(error.remedy == "Try: redis-cli -p \(closed.number) ping")
    }

    @Test func `finds localhost whichever address it has`() async throws {
        let server = try RedisServer()

        #expect(await opening(.of(port: server.port, host: "localhost")) == nil)
    }

    @Test func `says that a host has no address`() async throws {
        let error = await opening(.of(port: 6379, host: "no-such-host.invalid"))

        #expect(error?.reason == .unreachable)
    }

    @Test func `takes a server that has no data to give for one that can't be reached yet`() async throws {
        let server = try RedisServer()
        try server.command(["CONFIG", "SET", "replica-serve-stale-data", "no"])
        try server.command(["REPLICAOF", "127.0.0.1", "1"])

        let error = try #require(await opening(.of(port: server.port)))

        #expect(error.reason == .unreachable)
        #expect(error.description.contains("it is a replica that has lost its primary"))
        try server.command(["REPLICAOF", "NO", "ONE"])
        #expect(await opening(.of(port: server.port)) == nil)
    }

    @Test func `logs in with a password or as a user`() async throws {
        let server = try RedisServer(password: "main", users: ["app on >secret ~* &* +@all"])

        #expect(await opening(.of(port: server.port, password: "main")) == nil)
        #expect(await opening(.of(port: server.port, user: "app", password: "secret")) == nil)
    }

    @Test func `says why a login was refused, and never the password`() async throws {
        let server = try RedisServer(password: "main")

        let wrong = try #require(await opening(.of(port: server.port, password: "hunter2")))
        let none = try #require(await opening(.of(port: server.port)))

        #expect(wrong.reason == .loginRefused && none.reason == .loginRefused)
        #expect(none.detail == "it wants a password")
        #expect(!"\(wrong)\(wrong.remedy ?? "")".contains("hunter2"))
    }

    @Test func `says that a server has no password set`() async throws {
        let server = try RedisServer()
        let error = await opening(.of(port: server.port, password: "main"))

        #expect(error?.reason == .loginRefused)
        #expect(error?.detail == "it has no password set")
        #expect(server.isRunning)
    }

    @Test func `says that there is no such database`() async throws {
        let server = try RedisServer()
        let error = await opening(.of(port: server.port, database: 300))

        #expect(error?.reason == .badAddress)
        #expect(error?.detail == "it has no database of that number")
        #expect(server.isRunning)
    }

    @Test func `goes through a socket`() async throws {
        let server = try RedisServer(listening: .unixSocket)
        try server.put("a")
        let opening = StoreOpening(
            address: StoreAddress(scheme: "redis+unix", path: server.socketPath),
            layouts: [.keyValue(KeyValueLayout(prefix: prefix))])

        let store = try await RedisStore.open(opening)

        #expect(try await store.all().count == 1)
    }

    @Test func `gives a server that keeps silent up in time`() async throws {
        let server = try RedisServer()
        server.freeze()
        defer { server.thaw() }

        let error = await opening(.of(port: server.port, timeout: 100))

        #expect(error?.reason == .timedOut)
        #expect(error?.detail == "nothing came for 100 ms")
    }

    @Test func `is cancelled while it waits`() async throws {
        let server = try RedisServer()
        let store = try await RedisStore.on(server)
        let proxy = try RecordingProxy(to: server.port)
        proxy.hold()
        let task = Task { await opening(.of(port: proxy.port, timeout: 60_000)) }
        while proxy.recordings.isEmpty { await Task.yield() }
        let start = ContinuousClock.now

        task.cancel()

        #expect(await task.value?.reason == .cancelled)
        #expect(ContinuousClock.now - start < .seconds(20))
        await store.close()
    }

    @Test func `gives up a listing at once when it is cancelled`() async throws {
        let server = try RedisServer()
        try server.pipeline((0..<100_000).map { ["SET", "\(prefix)\($0)", "x"] })
        let store = try await RedisStore.on(server)
        let (gate, opened) = AsyncStream<Void>.makeStream()
        let running = Mutex<Task<StoreError?, Never>?>(nil)
        let task = Task {
            for await _ in gate {}
            return await failure { () throws(StoreError) in
                try await store.scan(ScanRequest(pace: .polite, glance: { _, _, _, _, _ in })) { _ in
                    running.withLock { $0?.cancel() }
                }
            }
        }
        running.withLock { $0 = task }
        let start = ContinuousClock.now

        opened.finish()

        #expect(await task.value?.reason == .cancelled)
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(try await store.records([key("1")], limit: 10)[0] != nil)
    }

    @Test func `recovers from an answer that did not come in time`() async throws {
        let server = try RedisServer()
        try server.put("a")
        let proxy = try RecordingProxy(to: server.port)
        let store = try await RedisStore.open(.of(port: proxy.port, timeout: 2_000))
        proxy.hold()
        let error = await failure { () throws(StoreError) in try await store.records([key("a")], limit: 9) }
        #expect(error?.reason == .timedOut)

        proxy.release()

        #expect(try await store.records([key("a")], limit: 9)[0]?.content == .bytes(Array("{}".utf8)))
    }
}

@Suite(.needs(.redisServer, .openssl), .timeLimit(.minutes(5))) struct `Encrypted connections to Redis` {
    private func open(_ server: RedisServer, host: String = "localhost", _ options: [String: String]) async
        -> Result<RedisStore, StoreError>
    {
        do throws(StoreError) {
            return .success(
                try await RedisStore.open(.of(port: server.port, scheme: "rediss", host: host, options: options)))
        } catch {
            return .failure(error)
        }
    }

    private func reason(_ result: Result<RedisStore, StoreError>) -> StoreError.Reason? {
        if case .failure(let error) = result { error.reason } else { nil }
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `are trusted by name and by address`(host: String) async throws {
        let server = try RedisServer(listening: .tls(clientCertificate: false))
        try server.command(["SETRANGE", prefix + "huge", "4194303", "x"])
        let store = try await open(server, host: host, ["ca": TLSCertificates.shared().authority]).get()

        #expect(try await store.all().count == 1)
        #expect(try await store.records([key("huge")], limit: 10_000_000)[0]?.content.bytes?.count == 4_194_304)
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("tracking")))
        try server.put("a")
        #expect(await watching.touches(key("a")))
    }

    @Test func `carry large writes`() async throws {
        let server = try RedisServer(listening: .tls(clientCertificate: false))
        try server.put("a", "x")
        let store = try await open(server, ["ca": TLSCertificates.shared().authority]).get()
        let content = [UInt8](repeating: 9, count: 3_000_000)

        let outcome = try await store.write(
            RecordWrite(key: key("a"), expecting: Revision(content: [120]), content: content))

        guard case .done(let record) = outcome else { throw TestSupportError("not written") }
        #expect(record.content == .bytes(content))
    }

    @Test func `are refused where the authority is a stranger`() async throws {
        let server = try RedisServer(listening: .tls(clientCertificate: false))

        #expect(reason(await open(server, ["ca": try TLSCertificates.stranger().authority])) == .untrusted)
        #expect(reason(await open(server, [:])) == .untrusted)
        #expect(reason(await open(server, ["insecure": "1"])) == nil)
    }

    @Test func `are refused where the certificate is another host's`() async throws {
        let other = try TLSCertificates(names: ["DNS:other.example", "IP:192.0.2.1"])
        let files = ["--tls-cert-file", other.serverCertificate, "--tls-key-file", other.serverKey]
        let server = try RedisServer(listening: .tls(clientCertificate: false), extra: files)

        for host in ["localhost", "127.0.0.1"] {
            #expect(reason(await open(server, host: host, ["ca": other.authority])) == .untrusted)
        }
        #expect(server.isRunning)
    }

    @Test func `show our certificate where one is wanted`() async throws {
        let server = try RedisServer(listening: .tls(clientCertificate: true))
        let files = try TLSCertificates.shared()
        let own = ["ca": files.authority, "cert": files.clientCertificate, "key": files.clientKey]

        #expect(reason(await open(server, own)) == nil)
        #expect(reason(await open(server, ["ca": files.authority])) == .untrusted)
    }

    @Test func `say which file is no certificate`() async throws {
        let server = try RedisServer(listening: .tls(clientCertificate: false))

        guard case .failure(let error) = await open(server, ["ca": "/nonexistent/ca.pem"]) else {
            throw TestSupportError("opened")
        }
        #expect(error.reason == .badAddress)
        #expect(error.detail.hasPrefix("ca=: "))
    }

    @Test func `say that a server speaks none`() async throws {
        let server = try RedisServer()

        let error = await failure { () throws(StoreError) in
            try await RedisStore.open(
                .of(port: server.port, scheme: "rediss", options: ["insecure": "1"], timeout: 200))
        }

        #expect(error?.reason == .timedOut)
        #expect(error?.remedy == "Use redis:// in place of rediss://.")
        #expect(server.isRunning)
    }

    @Test func `are suggested where a server wants them`() async throws {
        let server = try RedisServer(listening: .tls(clientCertificate: false))

        let error = await failure { () throws(StoreError) in try await RedisStore.open(.of(port: server.port)) }

        #expect(error?.description.contains("TLS") == true, "\(String(describing: error))")
        #expect(server.isRunning)
    }

    @Test func `need a library, and say which`() {
        guard case .failure(.libraryMissing(let words)) = TLSSession.load(crypto: "libnone.so.9", ssl: "libnone.so.9")
        else { return }
        #expect(words.contains("libnone.so.9"))
    }
}
