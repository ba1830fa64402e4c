import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import MemcachedStore

@Suite(.needs(.memcached), .timeLimit(.minutes(5))) struct `Connecting to memcached` {
    @Test func `names the version and counts what is there`() async throws {
        let server = try MemcachedServer()
        let store = try await MemcachedStore.open(.of(port: server.port))
        for id in ["a", "b", "c"] { try server.put(id) }

        let examination = try await store.examine()

        #expect(examination.version.hasPrefix("Memcached 1."))
        #expect(examination.estimatedCount == 3)
        #expect(abs(examination.clockSkew) <= 2_000)
        #expect(examination.feed == .push("mutations + poll 1s"))
        #expect(examination.restrictions.isEmpty)
        #expect(store.identity.address == "memcached://127.0.0.1:\(server.port)")
    }

    @Test func `says who else is there`() async throws {
        let listener = try RedisServer()

        let error = await failure { () throws(StoreError) in try await MemcachedStore.open(.of(port: listener.port)) }

        #expect(error?.reason == .unsuitable)
        #expect(error?.detail == "Redis answers, or something like it")
    }

    @Test func `says that nobody is there`() async throws {
        let closed = try ClosedPort()

        let error = await failure { () throws(StoreError) in try await MemcachedStore.open(.of(port: closed.number)) }

        #expect(
            error?.description
                == "Cannot reach memcached at 127.0.0.1:\(closed.number) while connecting: Connection refused.")
        #expect(error?.remedy == "Try: printf 'version\\r\\nquit\\r\\n' | nc 127.0.0.1 \(closed.number)")
    }

    @Test func `logs in where that is asked for`() async throws {
        let directory = try TemporaryDirectory()
        let users = try directory.write("ann:s3cret\n", to: "users")
        // Started by root, it would read the file as nobody.
        let server = try MemcachedServer(["-u", "root", "-Y", users])

        let store = try await MemcachedStore.open(.of(port: server.port, user: "ann", password: "s3cret"))
        #expect(try await store.examine().estimatedCount == 0)
        #expect(store.identity.address == "memcached://ann@127.0.0.1:\(server.port)")

        let wrong = await failure { () throws(StoreError) in
            try await MemcachedStore.open(.of(port: server.port, user: "ann", password: "guess"))
        }
        #expect(wrong?.reason == .loginRefused)
        let none = await failure { () throws(StoreError) in try await MemcachedStore.open(.of(port: server.port)) }
        #expect(none?.reason == .loginRefused)
        #expect(none?.detail == "it wants a login")
    }

    @Test func `gives up on a server that does not answer`() async throws {
        let server = try MemcachedServer()
        let store = try await MemcachedStore.open(.of(port: server.port, timeout: 1_000))
        server.freeze()

        var error: StoreError?
        // Its threads stop one after the other.
        while error == nil {
            error = await failure { () throws(StoreError) in try await store.records([key("a")], limit: 10) }
        }

        server.thaw()
        #expect(error?.reason == .timedOut)
        #expect(error?.detail == "nothing came for 1000 ms")
        #expect(try await store.records([key("a")], limit: 10) == [nil])
    }

    @Test func `comes back after the server does, and reports the gap`() async throws {
        let server = try MemcachedServer()
        let store = try await MemcachedStore.open(.of(port: server.port))
        let (changes, sink) = AsyncStream<StoreChange>.makeStream()
        let watch = Task { try? await store.watch { sink.yield($0) } }
        var iterator = changes.makeAsyncIterator()
        #expect(await iterator.next() == .connected(.push("mutations + poll 1s")))

        server.kill()
        while let change = await iterator.next() {
            if case .lost = change { break }
        }
        try server.start()
        while let change = await iterator.next() {
            if case .gap(let why) = change {
                #expect(why.hasPrefix("reconnected after "))
                break
            }
        }
        try server.put("a")
        while let change = await iterator.next() {
            if change == .touched([key("a")]) { break }
        }

        #expect(try await store.records([key("a")], limit: 10)[0]?.content == .bytes(bytes("{}")))
        watch.cancel()
        await watch.value
    }

    @Test(arguments: [
        ("db", "1", "there is no option \"db\""), ("poll", "0", "\"poll=0\" is no number from 1 to 86400"),
    ])
    func `refuses options that make no sense`(name: String, value: String, words: String) async throws {
        let error = await failure { () throws(StoreError) in
            try await MemcachedStore.open(.of(port: 1, options: [name: value]))
        }

        #expect(error?.reason == .badAddress)
        #expect(error?.detail == words)
    }
}
