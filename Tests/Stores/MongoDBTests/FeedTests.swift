import BSON
import SessionModel
import StoreKit
import TestSupport
import Testing

/// A running watch whose changes a test waits for.
private struct Watching: ~Copyable {
    private let task: Task<StoreError?, Never>
    private var changes: AsyncStream<StoreChange>.Iterator

    init(_ store: any SessionStore) {
        let (stream, sink) = AsyncStream<StoreChange>.makeStream()
        changes = stream.makeAsyncIterator()
        task = Task {
            defer { sink.finish() }
            do throws(StoreError) {
                try await store.watch { sink.yield($0) }
                return nil
            } catch {
                return error
            }
        }
    }

    deinit { task.cancel() }

    mutating func next() async -> StoreChange? { await changes.next() }

    /// The first change that fits.
    mutating func next(_ fits: (StoreChange) -> Bool) async -> StoreChange? {
        while let change = await changes.next() {
            if fits(change) { return change }
        }
        return nil
    }

    /// Whether a key is touched sooner or later.
    mutating func touches(_ key: String) async -> Bool {
        await next { change in
            if case .touched(let keys) = change { keys.contains(SessionKey(key)) } else { false }
        } != nil
    }

    func cancel() async -> StoreError? {
        task.cancel()
        return await task.value
    }

    /// What it ends with by itself.
    func end() async -> StoreError? { await task.value }
}

@Suite(.needs(.mongod, .libmongoc), .timeLimit(.minutes(5))) struct `Following MongoDB` {
    private func session(_ id: String, _ number: Int32 = 1) -> BSONDocument {
        ["_id": .string(id), "data": ["n": .int32(number)], "expires_at": 0]
    }

    @Test func `is told of everything by a replica set`() async throws {
        let database = try MongoDatabase(.replicaSet)
        let store = try await database.open()
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("change stream")))

        try database.put(session("a"))
        #expect(await watching.next() == .touched([SessionKey("a")]))
        try database.put(session("a", 2))
        #expect(await watching.next() == .touched([SessionKey("a")]))
        try database.remove("a")
        #expect(await watching.next() == .touched([SessionKey("a")]))
        try database.put(["_id": 5, "data": [:]])
        #expect(await watching.next() == .touched([SessionKey("bson:10:05000000")]))
        #expect(await watching.cancel()?.reason == .cancelled)
        await store.close()
    }

    @Test func `begins anew where the first documents are of another kind`() async throws {
        let database = try MongoDatabase(.replicaSet)
        let store = try await database.open(also: [.keyed], options: [.init("poll", "1")])
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("change stream")))

        func keyed(_ number: Int32, _ id: String) -> BSONDocument {
            [
                "_id": .int32(number), "id": .string(id),
                "expiration": .date(milliseconds: Clock.milliseconds() + 500_000),
            ]
        }

        try database.put(keyed(1, "session:a"))

        let polling = await watching.next { $0 == .connected(.poll(seconds: 1)) }
        #expect(polling != nil)
        #expect(await watching.next() == .gap("the first sessions have told how they are kept"))
        #expect(try await store.keys(withPrefix: SessionKey(""), limit: 9) == [SessionKey("session:a")])
        try database.put(keyed(2, "session:b"))
        #expect(await watching.touches("session:b"))
        #expect(await watching.cancel()?.reason == .cancelled)
        await store.close()
    }

    @Test func `sees the end of what the server sweeps`() async throws {
        let database = try MongoDatabase(.replicaSet)
        try database.run([
            "createIndexes": "sessions",
            "indexes": [["key": ["expires": 1], "name": "ttl", "expireAfterSeconds": 0]],
        ])
        let store = try await database.open(.dated)
        var watching = Watching(store)
        _ = await watching.next()

        try database.put(["_id": "a", "expires": .date(milliseconds: Clock.milliseconds() + 2_500)])

        #expect(await watching.touches("a"))
        #expect(await watching.touches("a"))
        #expect(try database.document("a") == nil)
        await store.close()
    }

    @Test func `tells a dropped collection as a gap, and goes on with the new one`() async throws {
        let database = try MongoDatabase(.replicaSet)
        let store = try await database.open()
        var watching = Watching(store)
        _ = await watching.next()

        try database.run(["drop": "sessions"])

        #expect(await watching.next() == .gap("the collection was dropped"))
        #expect(await watching.next() == .connected(.push("change stream")))
        #expect(await watching.next() == .gap("the collection was dropped or renamed"))
        try database.put(session("b"))
        #expect(await watching.touches("b"))
        await store.close()
    }

    @Test func `misses nothing while the server is away for a moment`() async throws {
        let server = try MongoServer(.replicaSet)
        let database = try MongoDatabase(.replicaSet, on: server)
        let store = try await database.open()
        var watching = Watching(store)
        _ = await watching.next()
        try database.put(session("a"))
        #expect(await watching.touches("a"))

        server.kill()
        guard case .lost = await watching.next() else { throw TestSupportError("not lost") }
        try server.start()
        database.reconnect()
        try database.put(session("b"))

        #expect(await watching.next() == .connected(.push("change stream")))
        #expect(await watching.touches("b"))
        await store.close()
    }

    @Test func `looks again and again where the server is alone`() async throws {
        let database = try MongoDatabase(.alone)
        try database.put(session("a"))
        try database.put(session("b"))
        let store = try await database.open(options: [.init("poll", "1")])
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.poll(seconds: 1)))

        // The same size and the same deadline, as after an edit of ours.
        try database.put(session("a", 2))
        #expect(await watching.next() == .touched([SessionKey("a")]))
        try database.remove("b")
        #expect(await watching.next() == .touched([SessionKey("b")]))
        await store.close()
    }

    @Test func `tells the gap when a server that is looked at was away`() async throws {
        let server = try MongoServer(.alone)
        let database = try MongoDatabase(.alone, on: server)
        let store = try await database.open(options: [.init("poll", "1")])
        var watching = Watching(store)
        _ = await watching.next()

        server.kill()
        guard case .lost = await watching.next() else { throw TestSupportError("not lost") }
        try server.start()

        #expect(await watching.next() == .connected(.poll(seconds: 1)))
        #expect(await watching.next() == .gap("the connection was lost"))
        await store.close()
    }

    @Test(arguments: [MongoServer.Kind.alone, .replicaSet])
    func `begins when a server comes back that was away at first`(kind: MongoServer.Kind) async throws {
        let server = try MongoServer(kind)
        let database = try MongoDatabase(kind, on: server)
        let store = try await database.open(options: [.init("poll", "1")], timeout: 3_000)
        server.kill()
        var watching = Watching(store)
        guard case .lost = await watching.next() else { throw TestSupportError("not lost") }

        try server.start()

        let feed = kind == .alone ? FeedKind.poll(seconds: 1) : .push("change stream")
        #expect(await watching.next() == .connected(feed))
        #expect(await watching.cancel()?.reason == .cancelled)
        await store.close()
    }

    @Test func `ends where its user is let in no more`() async throws {
        let server = try MongoServer(.alone)
        let database = try MongoDatabase(.alone, on: server)
        try database.run(
            ["createUser": "kim", "pwd": "secret", "roles": [["role": "read", "db": .string(database.name)]]])
        server.stop()
        try server.start(["--auth"])
        let store = try await database.open(user: "kim", password: "secret", options: [.init("poll", "1")])
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.poll(seconds: 1)))

        server.stop()
        try server.start()
        database.reconnect()
        try database.run(["dropUser": "kim"])
        server.stop()
        try server.start(["--auth"])

        #expect(await watching.end()?.reason == .loginRefused)
        await store.close()
    }
}
