import Operations
import RedisStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

/// Spring is not run here: the tests write what it writes, with members as a JDK serializes them. That it does is held
/// against records of its own in `SpringRecordsTests`.
@Suite(.needs(.redisServer, .valkeyServer), .timeLimit(.minutes(3))) struct `Spring's sessions on a server` {
    private static let id = "33fdd1b6-b496-4b33-9f7d-df96679d32fe"
    private static let namespace = "spring:session:"
    private static let key = namespace + "sessions:" + id
    private static let shadow = namespace + "sessions:expires:" + id
    private static let sorted = namespace + "sessions:expirations"
    private static let index =
        namespace + "index:org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME:alice"

    /// How an application writes members of sets.
    enum Spelling: CaseIterable {
        case java, json, plain

        func bytes(_ text: String) -> [UInt8] {
            switch self {
            case .java: [0xAC, 0xED, 0, 5, 0x74, 0, UInt8(text.utf8.count)] + Array(text.utf8)
            case .json: Array("\"\(text)\"".utf8)
            case .plain: Array(text.utf8)
            }
        }
    }

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A session of an indexed repository, with everything that belongs to it.
    private struct Indexed {
        let database: RedisDatabase
        let spelling: Spelling
        let minute: String

        init(_ product: RedisServer.Product, _ spelling: Spelling) throws {
            database = try .fresh(product)
            self.spelling = spelling
            let now = try database.command(["TIME"]).elements.first.flatMap(\.text).flatMap(Int64.init) ?? 0
            let end = (now + 1800) * 1000
            minute = "spring:session:expirations:\((end / 60_000 + 1) * 60_000)"
            try database.pipeline([
                [
                    "HSET", key, "creationTime", "\(now * 1000)", "lastAccessedTime", "\(now * 1000)",
                    "maxInactiveInterval", "1800", "sessionAttr:cart", #"{"n":1}"#,
                    "sessionAttr:org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME",
                    #""alice""#,
                ],
                ["PEXPIREAT", key, "\(end + 300_000)"], ["SET", shadow, ""], ["PEXPIREAT", shadow, "\(end)"],
            ])
            try database.pipeline([
                RESPCommand(bytes: ["SADD", minute].map { Array($0.utf8) } + [spelling.bytes("expires:\(id)")]),
                ["PEXPIREAT", minute, "\(end + 300_000)"],
                RESPCommand(
                    bytes: ["SADD", index].map { Array($0.utf8) } + [spelling.bytes(id), spelling.bytes("other")]),
                RESPCommand(bytes: ["ZADD", sorted, "\(end)"].map { Array($0.utf8) } + [spelling.bytes(id)]),
            ])
        }

        /// Every key of the database with what is under it and when it ends, in order.
        func everything() throws -> [String] {
            try database.command(["KEYS", "*"]).elements.compactMap(\.text).sorted().map { key in
                let value: RESPValue
                switch try database.command(["TYPE", key]).text {
                // A hash that is no list any more has its fields in an order of its own.
                case "hash":
                    let parts = try database.command(["HGETALL", key]).elements
                    let fields = stride(from: 0, to: parts.count - 1, by: 2).map { (parts[$0], parts[$0 + 1]) }
                    value = .array(
                        fields.sorted { $0.0.text ?? "" < $1.0.text ?? "" }.flatMap { [$0.0, $0.1] })
                case "set":
                    value = .array(
                        try database.command(["SMEMBERS", key]).elements.sorted { $0.text ?? "" < $1.text ?? "" })
                case "zset": value = try database.command(["ZRANGE", key, "0", "-1", "WITHSCORES"])
                default: value = try database.command(["GET", key])
                }
                return "\(key) \(try database.command(["PEXPIRETIME", key]).number ?? 0) \(Self.shown(value))"
            }
        }

        private static func shown(_ value: RESPValue) -> String {
            value.text ?? value.elements.map(shown).joined(separator: ", ")
        }

        func holds(_ set: String, _ member: String) throws -> Bool {
            try database.command(
                RESPCommand(bytes: ["SISMEMBER", set].map { Array($0.utf8) } + [spelling.bytes(member)])
            ).number == 1
        }
    }

    private static func address(of database: RedisDatabase) -> StoreAddress {
        StoreAddress(
            scheme: "redis", hosts: [.init("127.0.0.1", port: UInt16(database.server.port))], path: "\(database.number)"
        )
    }

    private func target(_ database: RedisDatabase) async throws -> OpenStore {
        let layouts = SessionFormat.spring.layouts.filter { $0.kind == .keyValue }
        let store = try await StoreDriver.redis.open(
            StoreOpening(address: Self.address(of: database), layouts: layouts))
        return OpenStore(
            name: "shop", store: store, formats: [.spring], context: FormatContext(layouts: layouts))
    }

    /// The same store, opened when a look into it found sessions of Tina4 alone.
    private func targetWithoutSpring(_ database: RedisDatabase) async throws -> OpenStore {
        let spring = SessionFormat.spring.layouts.filter { $0.kind == .keyValue }
        let tina4 = SessionFormat.tina4.layouts.filter { $0.kind == .keyValue }
        let store = try await StoreDriver.redis.open(
            StoreOpening(address: Self.address(of: database), layouts: tina4, allowedLayouts: spring + tina4))
        var target = OpenStore(
            name: "shop", store: store, formats: [.tina4], context: FormatContext(layouts: tina4))
        var context = FormatContext(layouts: spring + tina4)
        context.layoutsByFormat = ["spring": spring, "tina4": tina4]
        target.allowed = .init([.spring, .tina4], context)
        return target
    }

    /// What takes the end of the session back.
    private func end(in database: RedisDatabase) async throws -> UndoStep {
        let ended = try await operations(on: try await target(database)).destroy([SessionKey(Self.key)], reason: nil)
        return try #require(ended.undo)
    }

    private func operations(on target: OpenStore) -> Operations {
        Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
    }

    private static let places = [RedisServer.Product.redis, .valkey].flatMap { product in
        Spelling.allCases.map { (product, $0) }
    }

    @Test(arguments: places)
    func `end with all that belongs to them, and come back with all of it`(
        product: RedisServer.Product, spelling: Spelling
    ) async throws {
        let place = try Indexed(product, spelling)
        let before = try place.everything()
        let target = try await target(place.database)
        let operations = operations(on: target)

        let ended = try await operations.destroy([SessionKey(Self.key)], reason: nil)
        let between = try place.everything()
        let back = try await operations.undo(try #require(ended.undo), reason: nil)

        #expect(ended.receipt.isComplete)
        #expect(between.count == 1 && between[0].hasPrefix(Self.index))
        #expect(try place.holds(Self.index, "other"))
        #expect(back.receipt.isComplete)
        #expect(try place.everything() == before)
    }

    @Test func `come back from an export with all that belongs to them`() async throws {
        let place = try Indexed(.redis, .java)
        let before = try place.everything()
        let operations = operations(on: try await target(place.database))
        let ended = try await operations.destroy([SessionKey(Self.key)], reason: nil)
        guard case .restore(let records)? = ended.undo else { return #expect(Bool(false), "nothing to restore") }

        _ = try await operations.restore(try Export.read(Export.write(records)), reason: nil)

        #expect(try place.everything() == before)
    }

    @Test(arguments: places)
    func `end again with all that came back of them, where none was left when the store was opened`(
        product: RedisServer.Product, spelling: Spelling
    ) async throws {
        let place = try Indexed(product, spelling)
        let step = try await end(in: place.database)
        let before = try place.everything()
        let operations = operations(on: try await targetWithoutSpring(place.database))

        let back = try await operations.undo(step, reason: nil)
        let between = try place.everything()
        let again = try await operations.undo(try #require(back.undo), verb: .redo, reason: nil)

        #expect(back.receipt.isComplete && again.receipt.isComplete)
        #expect(between.contains { $0.hasPrefix(Self.shadow) })
        #expect(try place.everything() == before)
    }

    @Test func `stay when they were used since they came back, where none was left when the store was opened`()
        async throws
    {
        let place = try Indexed(.redis, .java)
        let step = try await end(in: place.database)
        let operations = operations(on: try await targetWithoutSpring(place.database))
        let back = try await operations.undo(step, reason: nil)
        try place.database.command(["HSET", Self.key, "sessionAttr:cart", #"{"n":2}"#])
        let before = try place.everything()

        let again = try await operations.undo(try #require(back.undo), verb: .redo, reason: nil)

        #expect(again.receipt.lines.map(\.result) == [.changed])
        #expect(try place.everything() == before)
    }

    @Test(arguments: places)
    func `get another deadline in all places at once, and the old one back`(
        product: RedisServer.Product, spelling: Spelling
    ) async throws {
        let place = try Indexed(product, spelling)
        let before = try place.everything()
        let target = try await target(place.database)
        let operations = operations(on: target)
        let session = try #require(try await target.session(SessionKey(Self.key)))
        let later = try #require(session.deadline.moment).adding(milliseconds: 3_600_007)

        let outcome = try await operations.setDeadline(session, to: .at(later), reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(outcome.session?.deadline == .at(later))
        #expect(try place.database.command(["PEXPIRETIME", Self.key]).number == later.milliseconds + 300_000)
        #expect(try place.database.command(["PEXPIRETIME", Self.shadow]).number == later.milliseconds)
        let minute = "spring:session:expirations:\((later.milliseconds / 60_000 + 1) * 60_000)"
        #expect(try place.holds(minute, "expires:\(Self.id)"))
        #expect(try place.database.command(["PEXPIRETIME", minute]).number == later.milliseconds + 300_000)
        #expect(try place.database.command(["EXISTS", place.minute]).number == 0)
        #expect(try place.everything().contains { $0.hasPrefix(Self.sorted) && $0.contains("\(later.milliseconds)") })
        _ = try await operations.undo(try #require(outcome.undo), reason: nil)
        #expect(try place.everything() == before)
    }

    @Test(arguments: places)
    func `get a new id in all places at once, and the old one back`(
        product: RedisServer.Product, spelling: Spelling
    ) async throws {
        let place = try Indexed(product, spelling)
        let before = try place.everything()
        let target = try await target(place.database)
        let operations = operations(on: target)
        let session = try #require(try await target.session(SessionKey(Self.key)))

        let outcome = try await operations.regenerate(session, reason: nil, random: RepeatableRandom(seed: 5))

        let id = try #require(outcome.receipt.newID?.whole)
        #expect(outcome.receipt.isComplete)
        #expect(outcome.receipt.cookie?.hasPrefix("SESSION=") == true)
        #expect(try place.holds(Self.index, id) && !place.holds(Self.index, Self.id))
        #expect(try place.holds(place.minute, "expires:\(id)"))
        #expect(try place.everything().map { $0.replacing(id, with: Self.id) }.sorted() == before.sorted())
        #expect(try place.database.command(["EXISTS", Self.key, Self.shadow]).number == 0)
        _ = try await operations.undo(try #require(outcome.undo), reason: nil)
        #expect(try place.everything() == before)
    }

    @Test func `are edited one field at a time, their deadlines untouched`() async throws {
        let place = try Indexed(.redis, .java)
        let before = try place.everything()
        let target = try await target(place.database)
        let session = try #require(try await target.session(SessionKey(Self.key)))
        let payload = try #require(session.payload).setting(PayloadPath(parsing: "cart.n"), to: Array("2".utf8))

        let outcome = try await operations(on: target).edit(session, to: payload, reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try place.database.command(["HGET", Self.key, "sessionAttr:cart"]).text == #"{"n":2}"#)
        try place.database.command(["HSET", Self.key, "sessionAttr:cart", #"{"n":1}"#])
        #expect(try place.everything() == before)
    }

    @Test func `leave other sessions' lists alone where they are not indexed`() async throws {
        let place = try Indexed(.redis, .plain)
        try place.database.pipeline([
            ["DEL", Self.shadow], ["DEL", Self.sorted], ["DEL", place.minute], ["DEL", Self.index],
        ])
        let target = try await target(place.database)
        let operations = operations(on: target)
        let session = try #require(try await target.session(SessionKey(Self.key)))

        let moved = try await operations.regenerate(session, reason: nil, random: RepeatableRandom(seed: 5))
        let ended = try await operations.destroy([try #require(moved.receipt.newKey)], reason: nil)

        #expect(moved.receipt.isComplete && ended.receipt.isComplete)
        #expect(try place.everything().isEmpty)
    }

    @Test func `are found among the other keys of a database`() async throws {
        let place = try Indexed(.redis, .java)
        try place.database.command(["SET", "tina4:session:abc", #"{"user_id":7}"#])
        let formats: [SessionFormat] = [.php, .laravel, .spring, .aspNetCore, .tina4]
        let layouts = formats.flatMap(\.layouts).filter { $0.kind == .keyValue }
        let store = try await StoreDriver.redis.open(
            StoreOpening(address: Self.address(of: place.database), layouts: layouts))
        var context = FormatContext(layouts: layouts)
        context.layoutsByFormat = Dictionary(
            uniqueKeysWithValues: formats.map { ($0.name, $0.layouts.filter { $0.kind == .keyValue }) })
        let target = OpenStore(name: "shop", store: store, formats: formats, context: context)

        let found = try await FormatDetection(of: target).findings

        #expect(Set(found.map(\.format.name)) == ["spring", "tina4"])
    }
}
