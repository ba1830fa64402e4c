import Operations
import RedisStore
import SQLiteStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

/// A real Django with `cached_db`, and an operator who has both of its stores open.
private struct CachedShop {
    let application: PythonSessions
    let database: Operations
    let cache: Operations
    private let server: RedisServer
    private let directory: TemporaryDirectory

    init() async throws {
        directory = try TemporaryDirectory()
        server = try RedisServer()
        application = try PythonSessions(
            .django,
            [
                "store": #""redis""#, "port": "\(server.port)", "engine": #""cached_db""#,
                "database": JSONText.string(directory.file("app.db")),
            ])
        // Django makes its table before it answers.
        _ = try application.read("none")
        let table = try await Self.open(
            .sqlite, .django, StoreAddress(scheme: "sqlite", path: directory.file("app.db")), name: "database")
        let keys = try await Self.open(
            .redis, .djangoCache,
            StoreAddress(scheme: "redis", hosts: [.init("127.0.0.1", port: UInt16(server.port))]), name: "cache")
        let journal = Journal(directory: directory.file("journal"))
        var operations = [table, keys].map { target in
            Operations(on: target, journal: journal, person: Operator(login: "kim"), now: Clock.wall)
        }
        operations[0].beside = [keys]
        operations[1].beside = [table]
        (database, cache) = (operations[0], operations[1])
    }

    private static func open(
        _ driver: StoreDriver, _ format: SessionFormat, _ address: StoreAddress, name: String
    ) async throws -> OpenStore {
        let layouts = format.layouts.filter { $0.kind == driver.kind }
        let store = try await driver.open(StoreOpening(address: address, layouts: layouts))
        return OpenStore(
            name: name, store: store, formats: [format],
            context: FormatContext(layouts: layouts, secrets: [Secret("unused")]))
    }

    func session(_ id: String, _ operations: Operations) async throws -> Session? {
        guard case .one(let session) = try await operations.target.resolve(id, isForAct: true) else { return nil }
        return session
    }
}

@Suite(.needs(.django, .redisServer), .timeLimit(.minutes(2))) struct `Sessions of Django's cached_db` {
    private static let payload = #"{"user_id":7,"name":"Zoë"}"#

    @Test func `are ended in both places, from the database`() async throws {
        let shop = try await CachedShop()
        let id = try shop.application.create(Self.payload)
        let row = try #require(try await shop.session(id, shop.database))
        #expect(try await shop.session(id, shop.cache) != nil)

        let outcome = try await shop.database.destroy([row.key], reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(outcome.receipt.notes == ["The copy of it in cache ended as well."])
        #expect(try await shop.session(id, shop.cache) == nil)
        #expect(try shop.application.read(id) == .refused)
        let back = try await shop.database.undo(#require(outcome.undo), reason: nil)
        #expect(back.receipt.isComplete)
        #expect(back.receipt.notes == ["The same was done in cache."])
        #expect(try await shop.session(id, shop.cache) != nil)
        #expect(try shop.application.read(id) == .taken(Self.payload))

        let again = try await shop.database.undo(#require(back.undo), verb: .redo, reason: nil)
        #expect(again.receipt.isComplete)
        #expect(try await shop.session(id, shop.cache) == nil)
        #expect(try shop.application.read(id) == .refused)
    }

    @Test func `are ended in both places, from the cache`() async throws {
        let shop = try await CachedShop()
        let id = try shop.application.create(Self.payload)
        let copy = try #require(try await shop.session(id, shop.cache))

        let outcome = try await shop.cache.destroy([copy.key], reason: nil)

        #expect(outcome.receipt.notes.count == 1)
        #expect(try await shop.session(id, shop.database) == nil)
        #expect(try shop.application.read(id) == .refused)
        // A copy alone is one that Django can't save again.
        _ = try await shop.cache.undo(#require(outcome.undo), reason: nil)
        #expect(try await shop.session(id, shop.database) != nil)
        #expect(try shop.application.read(id) == .taken(Self.payload))
    }

    @Test func `come back in one place where the other is not open any more, and that is said`() async throws {
        let shop = try await CachedShop()
        let id = try shop.application.create(Self.payload)
        let row = try #require(try await shop.session(id, shop.database))
        let outcome = try await shop.database.destroy([row.key], reason: nil)
        var alone = shop.database
        alone.beside = []

        let back = try await alone.undo(#require(outcome.undo), reason: nil)

        #expect(back.receipt.notes == ["What was done in cache stays done: that store is not open."])
        #expect(try shop.application.read(id) == .taken(Self.payload))
    }

    @Test func `that were edited are read anew by the framework`() async throws {
        let shop = try await CachedShop()
        let id = try shop.application.create(Self.payload)
        let row = try #require(try await shop.session(id, shop.database))
        let payload = try #require(row.payload).setting(PayloadPath([.key("user_id")]), to: Array("8".utf8))

        let outcome = try await shop.database.edit(row, to: payload, reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try shop.application.read(id) == .taken(#"{"user_id":8,"name":"Zoë"}"#))
        #expect(try await shop.session(id, shop.cache) != nil)
    }

    @Test func `that got a fresh id are refused by the old one`() async throws {
        let shop = try await CachedShop()
        let id = try shop.application.create(Self.payload)
        let row = try #require(try await shop.session(id, shop.database))

        let outcome = try await shop.database.regenerate(row, reason: nil, random: SystemRandomNumberGenerator())

        let fresh = try #require(outcome.receipt.newID).whole
        #expect(try shop.application.read(id) == .refused)
        #expect(try shop.application.read(fresh) == .taken(Self.payload))
    }
}
