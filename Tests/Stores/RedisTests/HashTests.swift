import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer)) struct `Hashes on Redis that are sessions` {
    private let server: RedisServer

    init() throws { server = try RedisServer(users: ["app on >secret ~* &* +@all -memory"]) }

    private func store(user: String? = nil) async throws -> RedisStore {
        var opening = StoreOpening.of(port: server.port, user: user, password: user.map { _ in "secret" })
        opening.layouts = [
            .keyValue(KeyValueLayout(.exactly("h:"), value: .fields)), .keyValue(KeyValueLayout(prefix: "s:")),
        ]
        return try await .open(opening)
    }

    private func list(_ fields: [(String, String)]) -> FieldList {
        FieldList(fields.map { FieldList.Field(name: Array($0.0.utf8), value: Array($0.1.utf8)) })
    }

    @Test(arguments: [nil, "app"]) func `are read beside strings, with or without a way to measure them`(
        user: String?
    ) async throws {
        try server.command(["HSET", "h:a", "b", "2", "a", "1"])
        try server.command(["SET", "h:b", "text"])
        try server.command(["SET", "s:a", "x"])
        try server.command(["HSET", "s:b", "a", "1"])
        let store = try await store(user: user)
        let keys = ["h:a", "h:b", "h:c", "s:a", "s:b"].map { SessionKey($0) }

        let found = try await store.records(keys, limit: 1000)
        let page = try await store.all(readsContent: true)

        #expect(
            found.map { $0?.content } == [
                .bytes(list([("a", "1"), ("b", "2")]).bytes), .bytes(Array("text".utf8)), nil, .bytes([120]),
                .foreign("hash"),
            ])
        #expect(Set((0..<page.count).map { page.key($0).text }) == ["h:a", "h:b", "s:a", "s:b"])
    }

    @Test(arguments: [nil, "app"]) func `of very many fields are not read`(user: String?) async throws {
        try server.pipeline((0..<1200).map { ["HSET", "h:a", "field\($0)", "1"] })
        let store = try await store(user: user)

        let found = try await store.records([SessionKey("h:a")], limit: 1 << 20)[0]

        #expect(found?.content == .head([]))
        #expect(try server.commandCounts()["hgetall"] == nil)
    }

    @Test func `larger than what is read of a page at once are listed with all they hold, or as too large`()
        async throws
    {
        try server.command(["HSET", "h:small", "a", "1"])
        try server.command(["HSET", "h:large", "a", String(repeating: "x", count: 300_000)])
        try server.command(["SET", "s:large", String(repeating: "y", count: 300_000)])
        try server.command(["SETRANGE", "s:huge", "9000000", "z"])

        let page = try await store().all(readsContent: true)

        let rows = (0..<page.count).sorted { page.key($0).text < page.key($1).text }
        #expect(rows.map { page.key($0).text } == ["h:large", "h:small", "s:huge", "s:large"])
        #expect(rows.map { page.facts[$0].isReadable } == [true, true, false, true])
    }

    @Test func `change only in the fields that are written`() async throws {
        try server.command(["HSET", "h:a", "a", "1", "b", "2", "c", "3"])
        let store = try await store()
        let write = RecordWrite(
            key: SessionKey("h:a"), expecting: Revision(content: list([("a", "1"), ("b", "2"), ("c", "3")]).bytes),
            content: list([("a", "1"), ("b", "5"), ("d", "4")]).bytes)

        let outcome = try await store.write(write)

        guard case .done(let record) = outcome else { throw TestSupportError("\(outcome)") }
        #expect(record.content.bytes == write.content)
        let counts = try server.commandCounts()
        #expect(counts["hset"] == 3 && counts["hdel"] == 1)
    }

    @Test func `come back as hashes from what was read of them`() async throws {
        try server.command(["HSET", "h:a", "a", "1", "b", "2"])
        try server.command(["PEXPIREAT", "h:a", "4000000000000"])
        let store = try await store()
        let record = try #require(try await store.records([SessionKey("h:a")], limit: 1000)[0])
        let archived = ArchivedRecord(
            key: record.key, content: try #require(record.content.bytes), expiry: record.expiry)
        try server.command(["DEL", "h:a"])

        let first = try await store.restore(archived)
        let second = try await store.restore(archived)

        #expect(first == .done(record))
        #expect(second == .occupied)
        #expect(try server.command(["HGETALL", "h:a"]).elements.count == 4)
    }

    @Test func `are never left without a field, which would be their end`() async throws {
        try server.command(["HSET", "h:a", "a", "1"])
        let store = try await store()
        let seen = Revision(content: list([("a", "1")]).bytes)

        let error = await failure { () throws(StoreError) in
            try await store.write(RecordWrite(key: SessionKey("h:a"), expecting: seen, content: []))
        }

        #expect(error?.detail.contains("a hash can only be given fields") == true)
        #expect(try server.command(["HGET", "h:a", "a"]).text == "1")
    }

    /// A store that was opened when it held strings alone.
    private func stringStore() async throws -> RedisStore {
        var opening = StoreOpening.of(port: server.port)
        let strings = Layout.keyValue(KeyValueLayout(prefix: "s:"))
        opening.layouts = [strings]
        opening.allowedLayouts = [.keyValue(KeyValueLayout(.exactly("h:"), value: .fields)), strings]
        return try await .open(opening)
    }

    @Test func `come back as hashes though none of them is left where the store was opened`() async throws {
        let store = try await stringStore()

        let outcome = try await store.restore(ArchivedRecord(key: SessionKey("h:a"), content: list([("a", "1")]).bytes))

        guard case .done = outcome else { throw TestSupportError("\(outcome)") }
        #expect(try server.command(["HGET", "h:a", "a"]).text == "1")
    }

    @Test func `end only as they came back where the store was opened without any`() async throws {
        let store = try await stringStore()
        let key = SessionKey("h:a")
        let outcome = try await store.restore(ArchivedRecord(key: key, content: list([("a", "1")]).bytes))
        guard case .done(let record) = outcome else { throw TestSupportError("\(outcome)") }
        let request = EndRequest(key, expecting: record.revision)
        try server.command(["HSET", "h:a", "a", "2"])

        let used = try await store.end([request])
        try server.command(["HSET", "h:a", "a", "1"])
        let unused = try await store.end([request])

        #expect(request.expecting?.content == list([("a", "1")]).bytes)
        guard case .changed? = used.first, case .done? = unused.first else {
            throw TestSupportError("\(used), \(unused)")
        }
        #expect(try server.command(["EXISTS", "h:a"]).number == 0)
    }

    @Test func `are read by name and not listed where the store was opened without any`() async throws {
        try server.command(["HSET", "h:a", "a", "1"])
        try server.command(["SET", "h:b", "text"])
        try server.command(["HSET", "s:a", "a", "1"])
        let store = try await stringStore()

        let found = try await store.records(["h:a", "h:b", "h:c", "s:a"].map { SessionKey($0) }, limit: 1000)
        let page = try await store.all()

        #expect(
            found.map { $0?.content } == [
                .bytes(list([("a", "1")]).bytes), .bytes(Array("text".utf8)), nil, .foreign("hash"),
            ])
        #expect((0..<page.count).map { page.key($0).text } == ["s:a"])
    }
}
