import BSON
import MongoDBStore
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite(.needs(.mongod, .libmongoc), .timeLimit(.minutes(5))) struct `Connecting to MongoDB` {
    @Test func `says that nobody answers there`() async throws {
        let database = try MongoDatabase(.alone)
        let closed = try ClosedPort()

        let error = await failure { () throws(StoreError) in _ = try await database.open(port: closed.number) }

        #expect(error?.reason == .unreachable)
        #expect(error?.subject == "MongoDB at 127.0.0.1:\(closed.number)")
        #expect(error?.detail.lowercased().contains("connection refused") == true)
        #expect(error?.remedy == "Try: mongosh 'mongodb://127.0.0.1:\(closed.number)' --eval 'db.hello()'")
    }

    @Test func `says so of nobody behind TLS too, and not of somebody else`() async throws {
        let database = try MongoDatabase(.alone)
        let closed = try ClosedPort()
        let relay = try RecordingProxy(to: closed.number)

        let nobody = await failure { () throws(StoreError) in
            _ = try await database.open(port: closed.number, options: [.init("tls", "true")])
        }
        let other = await failure { () throws(StoreError) in
            _ = try await database.open(port: relay.port, options: [.init("tls", "true")])
        }

        #expect(nobody?.reason == .unreachable)
        #expect(nobody?.detail == "Connection refused")
        #expect(other?.reason == .untrusted)
    }

    @Test func `takes a collection that is yet to be made for an empty one`() async throws {
        let database = try MongoDatabase(.alone)
        let store = try await database.open(options: [.init("collection", "later")])

        #expect(try await store.keys(withPrefix: SessionKey(""), limit: 9).isEmpty)
        #expect(try await store.records([SessionKey("a")], limit: 9) == [nil])
        #expect(
            try await store.examine().emptiness
                == "The database \(database.name) has no collection later yet; its application makes it with the first session."
        )

        try database.run(["create": "later"])
        #expect(try await store.examine().emptiness == nil)

        try database.run(["insert": "later", "documents": [["_id": "a", "data": [:], "expires_at": 0]]])
        #expect(try await store.keys(withPrefix: SessionKey(""), limit: 9) == [SessionKey("a")])
        #expect(try await store.examine().emptiness == nil)
        await store.close()
    }

    @Test func `takes one of a database that nobody named for none`() async throws {
        let database = try MongoDatabase(.alone)

        let error = await failure { () throws(StoreError) in
            _ = try await database.open(DocumentLayout(database: "nowhere", expiry: nil), database: "")
        }

        #expect(error?.reason == .unsuitable)
        #expect(error?.detail == "it has no database nowhere with a collection sessions")
    }

    @Test func `learns from the first documents how sessions are kept`() async throws {
        let database = try MongoDatabase(.alone)
        let store = try await database.open(also: [.keyed])
        #expect(try await store.keys(withPrefix: SessionKey(""), limit: 9).isEmpty)

        try database.put([
            "_id": 1, "id": "session:a", "expiration": .date(milliseconds: Clock.milliseconds() + 500_000),
        ])

        #expect(try await store.keys(withPrefix: SessionKey(""), limit: 9) == [SessionKey("session:a")])
        #expect(try await store.records([SessionKey("session:a")], limit: 1000)[0] != nil)
        await store.close()
    }

    @Test func `refuses a view`() async throws {
        let database = try MongoDatabase(.alone)
        try database.run(["create": "seen", "viewOn": "sessions", "pipeline": []])

        let error = await failure { () throws(StoreError) in
            _ = try await database.open(options: [.init("collection", "seen")])
        }

        #expect(error?.reason == .unsuitable)
        #expect(error?.detail == "seen is a view, and sessions can only be changed in a collection")
    }

    @Test func `opens another collection by its name`() async throws {
        let database = try MongoDatabase(.alone, collection: "visits")
        try database.put(["_id": "a", "data": [:], "expires_at": 0])

        let store = try await database.open(options: [.init("collection", "visits")])

        #expect(try await store.keys(withPrefix: SessionKey(""), limit: 9) == [SessionKey("a")])
        await store.close()
    }

    @Test func `says what of an address it can't read`() async throws {
        let database = try MongoDatabase(.alone)

        let poll = await failure { () throws(StoreError) in
            _ = try await database.open(options: [.init("poll", "soon")])
        }
        #expect(poll?.reason == .badAddress)
        let driver = await failure { () throws(StoreError) in
            _ = try await database.open(options: [.init("tlsInsecure", "perhaps")])
        }
        #expect(driver?.reason == .badAddress)
        let slip = await failure { () throws(StoreError) in
            _ = try await database.open(options: [.init("colection", "s")])
        }
        #expect(slip?.detail == "there is no option 'colection'; did you mean 'collection'?")
    }

    @Test func `gives up on a server that does not answer`() async throws {
        let server = try MongoServer(.alone)
        let database = try MongoDatabase(.alone, on: server)
        let store = try await database.open(timeout: 3_000)
        server.freeze()
        defer { server.thaw() }

        let error = await failure { () throws(StoreError) in
            _ = try await store.records([SessionKey("a")], limit: 10)
        }
        #expect(error?.reason == .timedOut)

        server.thaw()
        #expect(try await store.records([SessionKey("a")], limit: 10) == [nil])
        await store.close()
    }

    @Test func `goes on after the server was away`() async throws {
        let server = try MongoServer(.alone)
        let database = try MongoDatabase(.alone, on: server)
        try database.put(["_id": "a", "data": [:], "expires_at": 0])
        let store = try await database.open()
        server.kill()

        let error = await failure { () throws(StoreError) in
            _ = try await store.records([SessionKey("a")], limit: 100)
        }
        #expect([.lost, .unreachable].contains(error?.reason))
        try server.start()

        #expect(try await store.records([SessionKey("a")], limit: 100)[0] != nil)
        await store.close()
    }

    @Test func `ends a listing with the server, in one sentence`() async throws {
        let server = try MongoServer(.alone)
        let database = try MongoDatabase(.alone, on: server)
        try database.insert((0..<20_000).map { ["_id": .string("id\($0)"), "data": [:], "expires_at": 0] })
        let store = try await database.open()

        let error = await failure { () throws(StoreError) in
            try await store.scan(ScanRequest(pace: .full) { _, _, _, _, _ in }) { _ in server.kill() }
        }
        #expect([.lost, .unreachable].contains(error?.reason))
        await store.close()
    }

    @Test func `reads by the layouts that its documents show`() async throws {
        let database = try MongoDatabase(.alone)
        try database.put(["_id": "a", "data": [:], "expires_at": .double(4e9)])
        try database.put(["_id": "b", "data": [:], "expires_at": "tomorrow"])

        let store = try await database.open(.keyed, also: [.dated, .tina4])

        #expect(store.layouts == [.documents(.tina4)])
        await store.close()
    }

    @Test func `reads by all layouts with its key where its documents could be of any`() async throws {
        let database = try MongoDatabase(.alone)
        let empty = try await database.open(.keyed, also: [.dated, .tina4])
        try database.put(["_id": "a", "data": [:], "expires_at": .double(4e9)])
        try database.put(["_id": "b", "data": [:]])

        let store = try await database.open(.keyed, also: [.dated, .tina4])

        #expect(empty.layouts == nil)
        #expect(store.layouts == [.documents(.dated), .documents(.tina4)])
        await store.close()
        await empty.close()
    }

    @Test func `goes by the rights of its user`() async throws {
        let server = try MongoServer(.alone)
        let database = try MongoDatabase(.alone, on: server)
        try database.put(["_id": "a", "data": [:], "expires_at": 0])
        try database.run(
            ["createUser": "kim", "pwd": "s3cret p@ss/", "roles": [["role": "read", "db": .string(database.name)]]],
            on: "admin")
        server.stop()
        try server.start(["--auth"])
        let source = [StoreAddress.Option("authSource", "admin")]

        let wrong = await failure { () throws(StoreError) in
            _ = try await database.open(user: "kim", password: "other", options: source)
        }
        #expect(wrong?.reason == .loginRefused)
        #expect(wrong?.description.contains("other") == false)
        let nobody = await failure { () throws(StoreError) in _ = try await database.open() }
        #expect(nobody?.reason == .notPermitted)
        let elsewhere = await failure { () throws(StoreError) in
            _ = try await database.open(user: "kim", password: "s3cret p@ss/")
        }
        #expect(elsewhere?.reason == .loginRefused)
        #expect(elsewhere?.remedy?.contains("authSource=admin") == true)

        let store = try await database.open(user: "kim", password: "s3cret p@ss/", options: source)
        let found = try await store.examine()
        #expect(found.abilities == .list)
        let edit = try #require(found.restrictions.first { $0.ability == .edit })
        #expect(edit.reason == "the user may not update there")
        #expect(
            edit.remedy
                == "db.getSiblingDB(\"admin\").grantRolesToUser(\"kim\", [{role: \"readWrite\", db: \"\(database.name)\"}])"
        )
        let refused = await failure { () throws(StoreError) in
            _ = try await store.end([EndRequest(SessionKey("a"))])
        }
        #expect(refused?.reason == .notPermitted)
        #expect(!store.identity.address.contains("s3cret"))
        await store.close()
    }

    @Test(.needs(.openssl)) func `trusts a server by its certificate only`() async throws {
        let certificates = try TLSCertificates.shared()
        let server = try MongoServer(.alone)
        let database = try MongoDatabase(.alone, on: server)
        server.stop()
        try server.start(with: certificates)
        func options(_ authority: String) -> [StoreAddress.Option] {
            [.init("tls", "true"), .init("tlsCAFile", authority)]
        }

        let store = try await database.open(options: options(certificates.authority))
        #expect(try await store.keys(withPrefix: SessionKey(""), limit: 1).isEmpty)
        await store.close()
        let stranger = try TLSCertificates.stranger().authority
        let refused = await failure { () throws(StoreError) in
            _ = try await database.open(options: options(stranger))
        }
        #expect(refused?.reason == .untrusted)
        #expect(refused?.remedy == "Name the authority's certificate with &tlsCAFile=PATH.")
    }

    @Test func `tells what it is`() async throws {
        let alone = try await MongoDatabase(.alone).open()
        let set = try await MongoDatabase(.replicaSet).open()

        let first = try await alone.examine()
        let second = try await set.examine()

        #expect(first.version.hasPrefix("MongoDB 6.") && first.version.hasSuffix(", alone"))
        #expect(first.feed == .poll(seconds: 2))
        #expect(first.restrictions.map(\.ability) == [.push])
        #expect(second.version.hasSuffix(", replica set rs0"))
        #expect(second.feed == .push("change stream"))
        #expect(second.abilities == .all)
        #expect(second.restrictions.isEmpty)
        await alone.close()
        await set.close()
    }
}
