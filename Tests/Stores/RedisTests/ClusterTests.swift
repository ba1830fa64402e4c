import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer), .timeLimit(.minutes(5))) struct `Sessions in a cluster` {
    private let cluster: RedisCluster

    init() throws { cluster = try RedisCluster() }

    private func open(
        _ cluster: RedisCluster? = nil, layout: KeyValueLayout = KeyValueLayout(prefix: prefix)
    ) async throws -> ClusterStore {
        try await ClusterStore.open(.of((cluster ?? self.cluster).masters, layout: layout))
    }

    /// A key by which a master has it.
    private func key(at place: Int, _ word: String = "k", in cluster: RedisCluster? = nil) throws -> SessionKey {
        let cluster = cluster ?? self.cluster
        let keys = (0..<200).lazy.map { SessionKey("\(prefix)\(word)\($0)") }
        return try #require(try keys.first { cluster.place(of: try cluster.slot(of: $0.bytes)) == place })
    }

    private func put(_ key: SessionKey, _ content: String = "{}", in cluster: RedisCluster? = nil) throws {
        let command = RESPCommand(bytes: ["SET", key.text, content, "PX", "3600000"].map { Array($0.utf8) })
        #expect(try (cluster ?? self.cluster).command(command, key: key.bytes) == .status("OK"))
    }

    private func content(_ key: SessionKey) throws -> String? {
        try cluster.command(["GET", key.text], key: key.bytes).text
    }

    @Test func `are in the slots that the servers say`() throws {
        let keys = ["", "a", "{a}b", "b{a}", "{}a", "{a", "}{a}", "{{a}}", "x{a}{b}", "\u{e9}", "foo{}{bar}"]

        for key in keys.map({ Array($0.utf8) }) + [[0, 255, 123, 0, 125], [UInt8](repeating: 200, count: 999)] {
            #expect(KeySlot.of(key) == (try cluster.slot(of: key)))
        }
    }

    @Test func `stay together by their tags, and take another id in one step`() async throws {
        let store = try await open()
        let (old, new) = (SessionKey("\(prefix){u1}a"), SessionKey("\(prefix){u1}b"))
        try put(old, "one")

        guard case .done = try await store.move(old, to: new, expecting: Revision(content: Array("one".utf8))) else {
            return #expect(Bool(false), "not moved")
        }

        #expect(KeySlot.of(old.bytes) == KeySlot.of(new.bytes))
        let counts = try cluster.master(of: new.bytes).commandCounts()
        #expect(counts["renamenx"] == 1 && counts["set"] == 1)
        await store.close()
    }

    @Test func `take another id on another master, with content and deadline`() async throws {
        let store = try await open()
        let (old, new) = (try key(at: 0), try key(at: 2, "n"))
        try put(old, "one")
        let deadline = try cluster.command(["PEXPIRETIME", old.text], key: old.bytes)

        let outcome = try await store.move(old, to: new, expecting: Revision(content: Array("one".utf8)))

        guard case .done(let record) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(record.key == new)
        #expect(try content(new) == "one")
        #expect(try content(old) == nil)
        #expect(try cluster.command(["PEXPIRETIME", new.text], key: new.bytes) == deadline)
        await store.close()
    }

    @Test func `are read and ended beside those that the user may not use`() async throws {
        let cluster = try RedisCluster(users: ["app on >secret ~\(prefix)k* &* +@all"])
        var opening = StoreOpening.of(cluster.masters)
        (opening.address.user, opening.address.password) = ("app", Secret("secret"))
        let store = try await ClusterStore.open(opening)
        let (own, other) = (try key(at: 0, in: cluster), try key(at: 0, "n", in: cluster))
        for key in [own, other] { try put(key, in: cluster) }

        let listed = try await store.all(readsContent: true).rows
        let found = try await store.records([own, other], limit: 10)
        let ended = try await store.end([EndRequest(own), EndRequest(other)])

        #expect(listed.count == 2 && listed[other] == RowFacts.unknown)
        #expect(found.map { $0?.content } == [.bytes(Array("{}".utf8)), ForbiddenKeys.content])
        guard case .done = ended[0], case .failed = ended[1] else { return #expect(Bool(false), "\(ended)") }
        await store.close()
    }

    @Test func `are found where their slot has moved to`() async throws {
        let store = try await open()
        let key = try key(at: 0)
        let slot = try cluster.slot(of: key.bytes)
        try put(key, "old")

        try cluster.move(slot, with: [key.bytes], to: 1)

        #expect(try await store.records([key], limit: 10)[0]?.content == .bytes(Array("old".utf8)))
        try cluster.move(slot, with: [key.bytes], to: 2)
        let write = RecordWrite(key: key, expecting: Revision(content: Array("old".utf8)), content: Array("new".utf8))
        guard case .done = try await store.write(write) else { return #expect(Bool(false), "not written") }
        try cluster.move(slot, with: [key.bytes], to: 0)
        guard case .done = try await store.end([EndRequest(key)])[0] else { return #expect(Bool(false), "not ended") }
        #expect(try content(key) == nil)
        await store.close()
    }

    @Test func `are read, written and listed while their slot is on its way`() async throws {
        let store = try await open()
        let (gone, stays) = (SessionKey("\(prefix){t}gone"), SessionKey("\(prefix){t}stays"))
        let slot = try cluster.slot(of: gone.bytes)
        let goal = (cluster.place(of: slot) + 1) % 3
        for key in [gone, stays] { try put(key, "old") }

        try cluster.beginMoving(slot, to: goal)
        try cluster.carry(gone.bytes, to: goal)

        let found = try await store.records([stays, gone, stays], limit: 10)
        #expect(found.map { $0?.key } == [stays, gone, stays])
        for readsContent in [false, true] {
            #expect(try await store.all(readsContent: readsContent).rows.keys.sorted() == [gone, stays])
        }
        for key in [gone, stays] {
            let write = RecordWrite(
                key: key, expecting: Revision(content: Array("old".utf8)), content: Array("new".utf8))
            guard case .done(let record) = try await store.write(write) else { return #expect(Bool(false), "\(key)") }
            #expect(record.content == .bytes(Array("new".utf8)))
        }
        let ended = try await store.end([gone, stays].map { EndRequest($0) })
        #expect(ended.allSatisfy { if case .done = $0 { true } else { false } }, "\(ended)")
        await store.close()
    }

    @Test func `are lost with their master, and the others are not`() async throws {
        let cluster = try RedisCluster(extra: ["--cluster-require-full-coverage", "no"])
        let store = try await open(cluster)
        let (lost, kept) = (try key(at: 1, in: cluster), try key(at: 2, in: cluster))
        for key in [lost, kept] { try put(key, in: cluster) }
        #expect(try await store.records([lost, kept], limit: 10).count == 2)

        cluster.masters[1].kill()

        #expect(try await store.records([kept], limit: 10)[0] != nil)
        _ = await failure { () throws(StoreError) in try await store.records([lost], limit: 10) }
        let error = await failure { () throws(StoreError) in try await store.records([lost], limit: 10) }
        #expect(error?.reason == .unreachable)
        #expect(error?.detail == "127.0.0.1:\(cluster.masters[1].port): Connection refused")
        await #expect(throws: StoreError.self) { try await store.all() }
        let outcomes = try await store.end([EndRequest(lost), EndRequest(kept)])
        guard case .failed(let reason) = outcomes[0], case .done = outcomes[1] else {
            return #expect(Bool(false), "\(outcomes)")
        }
        #expect(reason.reason == .unreachable)
        let examination = try await store.examine()
        #expect(!examination.abilities.contains(.list))
        #expect(
            examination.restrictions.contains {
                $0.reason == "127.0.0.1:\(cluster.masters[1].port), with 5461 slots, is not reached: Connection refused"
            }, "\(examination.restrictions)")
        await store.close()
    }

    @Test func `are on the replica after a failover`() async throws {
        let cluster = try RedisCluster(replicas: 1)
        let store = try await open(cluster)
        let key = try key(at: 0, in: cluster)
        try put(key, "old", in: cluster)
        try cluster.masters[0].command(["WAIT", "1", "10000"])
        #expect(try await store.records([key], limit: 10)[0] != nil)

        cluster.masters[0].kill()
        try cluster.hasFailedOver(to: cluster.replicas[0])

        let write = RecordWrite(key: key, expecting: Revision(content: Array("old".utf8)), content: Array("new".utf8))
        var outcome = await failure { () throws(StoreError) in try await store.write(write) }
        if outcome?.reason == .lost {
            outcome = await failure { () throws(StoreError) in try await store.write(write) }
        }
        #expect(outcome == nil)
        #expect(try cluster.replicas[0].command(["GET", key.text]).text == "new")
        await store.close()
    }

    @Test func `are followed on all masters, and anew when slots have moved`() async throws {
        let store = try await open()
        let keys = try (0..<3).map { try key(at: $0) }
        var watching = Watching(store)
        #expect(await watching.next() == .connected(.push("tracking")))

        for key in keys {
            try put(key)
            #expect(await watching.touches(key))
        }
        try cluster.move(try cluster.slot(of: keys[0].bytes), with: [keys[0].bytes], to: 2)

        #expect(
            await watching.next { $0 == .gap("the cluster's slots are shared out in another way") } != nil)
        try put(keys[0], "new")
        #expect(await watching.touches(keys[0]))
        _ = await watching.cancel()
        await store.close()
    }

    @Test func `are told of by doctor with masters and slots`() async throws {
        let store = try await open()
        try put(try key(at: 0))
        try put(try key(at: 1))

        let examination = try await store.examine()

        #expect(examination.abilities == .all)
        #expect(examination.version.hasPrefix("Redis "))
        #expect(examination.estimatedCount == 2)
        #expect(examination.feed == .push("tracking"))
        #expect(examination.notes.first == "3 masters have 16384 of 16384 slots.")
        #expect(examination.notes.contains { $0.hasPrefix("Another id in another slot takes two steps") })
        #expect(try await store.evictions() == 0)
        await store.close()
    }

    @Test func `may lie in slots that nobody has, which is said`() async throws {
        let cluster = try RedisCluster(extra: ["--cluster-require-full-coverage", "no"])
        let key = try key(at: 1, in: cluster)
        let slot = try cluster.slot(of: key.bytes)
        for master in cluster.masters { try master.command(["CLUSTER", "DELSLOTS", "\(slot)"]) }
        let store = try await open(cluster)

        let error = await failure { () throws(StoreError) in try await store.records([key], limit: 10) }

        #expect(error?.detail == "some of the cluster's slots have no node")
        let notes = try await store.examine().notes
        #expect(notes.contains("Sessions in the other 1 slots can't be reached."), "\(notes)")
        await store.close()
    }

    @Test func `are not changed with companions in other slots`() async throws {
        let store = try await open()
        let key = try key(at: 0)
        try put(key, "one")
        let far = CompanionStep(Companion(.member, SessionKey("index"), spellings: [[1]]))
        var request = EndRequest(key)
        request.companions = [far]
        var write = RecordWrite(key: key, expecting: Revision(content: Array("one".utf8)), content: Array("two".utf8))
        write.companions = [far]
        let change = write

        let outcome = try await store.end([request])[0]
        let error = await failure { () throws(StoreError) in try await store.write(change) }

        guard case .failed(let reason) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(reason.reason == .notPermitted && error?.reason == .notPermitted)
        #expect(
            error?.detail
                == "what belongs to the session beside its record is in other slots of the cluster, and can't be changed "
                + "in one step with it")
        #expect(try content(key) == "one")
        await store.close()
    }

    @Test func `end with companions in their own slot`() async throws {
        let store = try await open()
        let (key, set) = (SessionKey("\(prefix){s}a"), SessionKey("{s}index"))
        try put(key, "one")
        try cluster.command(["SADD", set.text, "a", "b"], key: set.bytes)
        var request = EndRequest(key)
        request.companions = [CompanionStep(Companion(.member, set, spellings: [Array("a".utf8)]))]

        guard case .done(let record) = try await store.end([request])[0] else {
            return #expect(Bool(false), "not ended")
        }

        #expect(try cluster.command(["SMEMBERS", set.text], key: set.bytes).elements.map(\.text) == ["b"])
        guard case .done = try await store.restore(record) else { return #expect(Bool(false), "not restored") }
        #expect(try cluster.command(["SCARD", set.text], key: set.bytes).number == 2)
        await store.close()
    }

    @Test func `are not written to while a lock in another slot is held`() async throws {
        let layout = KeyValueLayout(.exactly("s:"), stem: StemShape(.php, 1...256), locks: [.behind("_LOCK")])
        let store = try await open(layout: layout)
        let (key, lock) = (SessionKey("s:abc"), SessionKey("s:abc_LOCK"))
        try put(key, "old")
        try put(lock, "1")
        let write = RecordWrite(key: key, expecting: Revision(content: Array("old".utf8)), content: Array("new".utf8))

        let error = await failure { () throws(StoreError) in try await store.write(write) }
        try cluster.command(["DEL", lock.text], key: lock.bytes)

        #expect(KeySlot.of(key.bytes) != KeySlot.of(lock.bytes))
        #expect(error?.detail == StoreError.heldByRequest)
        guard case .done = try await store.write(write) else { return #expect(Bool(false), "not written") }
        await store.close()
    }

    @Test func `are not looked for at a server that stands alone`() async throws {
        let server = try RedisServer()

        let error = await failure { () throws(StoreError) in try await ClusterStore.open(.of([server])) }

        #expect(error?.reason == .unsuitable)
        #expect(error?.detail == "127.0.0.1:\(server.port) is no node of a cluster")
    }

    @Test func `are not to be had from one of its nodes`() async throws {
        let port = cluster.masters[0].port

        let error = await failure { () throws(StoreError) in try await RedisStore.open(.of(port: port)) }

        #expect(error?.reason == .unsuitable)
        #expect(error?.remedy == "Name the cluster by it: redis+cluster://HOST:PORT.")
    }
}

extension StoreOpening {
    /// An opening of a cluster by some of its nodes.
    fileprivate static func of(
        _ nodes: [RedisServer], layout: KeyValueLayout = KeyValueLayout(prefix: prefix)
    ) -> StoreOpening {
        StoreOpening(
            address: StoreAddress(
                scheme: "redis+cluster", hosts: nodes.map { .init("127.0.0.1", port: UInt16($0.port)) }),
            layouts: [.keyValue(layout)])
    }
}
