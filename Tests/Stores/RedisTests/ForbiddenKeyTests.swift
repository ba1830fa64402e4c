import SessionModel
import StoreKit
import TestSupport
import Testing

@testable import RedisStore

@Suite(.needs(.redisServer)) struct `Keys on Redis that a user may not use` {
    private let own = key("own1")
    private let other = key("other1")

    private func server(_ rules: String = "+@all") throws -> RedisServer {
        let server = try RedisServer(users: ["app on >secret ~\(prefix)own* ~h:own* &* \(rules)"])
        try server.put("own1", "x")
        try server.put("other1", "y")
        return server
    }

    private func store(_ server: RedisServer) async throws -> RedisStore {
        try await RedisStore.open(.of(port: server.port, user: "app", password: "secret"))
    }

    @Test(arguments: [ScanRequest.Pace.full, .polite])
    func `are listed, and nothing of them is known`(pace: ScanRequest.Pace) async throws {
        let server = try server()
        let deadline = try server.deadline("own1")

        let rows = try await store(server).all(pace: pace).rows

        #expect(rows == [own: deadline, other: RowFacts.unknown])
    }

    @Test(arguments: [ScanRequest.Pace.full, .polite])
    func `keep no other of a page from being read`(pace: ScanRequest.Pace) async throws {
        let server = try server()
        for number in 2..<800 { try server.put("own\(number)", "x") }

        let page = try await store(server).all(pace: pace, readsContent: true)

        #expect(page.rows.count == 800)
        let unreadable = (0..<page.count).filter { !page.facts[$0].isReadable }
        #expect(unreadable.map(page.key) == [other])
        #expect(page.rows[other] == RowFacts.unknown)
    }

    @Test func `are asked about one by one only where there are some`() async throws {
        let server = try RedisServer(users: ["app on >secret ~\(prefix)* &* +@all"])
        for number in 0..<300 { try server.put("own\(number)", "x") }

        let page = try await store(server).all(readsContent: true)

        #expect(page.count == 300)
        #expect(try server.commandCounts()["get"] == nil)
    }

    @Test func `are passed over by a look into the store`() async throws {
        let server = try server()
        var request = ScanRequest { _, _, _, _, _ in }
        request.passesOverForbidden = true
        let pages = Collected<RecordPage>()

        try await store(server).scan(request) { pages.append($0) }

        #expect(pages.all.flatMap { page in (0..<page.count).map(page.key) } == [own])
    }

    @Test func `are records once they were listed: else nobody knows whether there are any`() async throws {
        let server = try server()
        let store = try await store(server)
        let keys = [other, own, key("other2")]

        let before = try await store.records(keys, limit: 10)
        _ = try await store.all()
        let after = try await store.records(keys, limit: 10)

        #expect(before.map { $0?.content } == [nil, .bytes([120]), nil])
        #expect(after.map { $0?.content } == [.foreign("key that this user may not read"), .bytes([120]), nil])
        #expect(after[0]?.expiry == nil)
    }

    @Test func `are found by their names`() async throws {
        let server = try server()
        let store = try await store(server)

        #expect(try await store.keys(withPrefix: other, limit: 9) == [other])
        #expect(try await store.keys(withPrefix: key("ot"), limit: 9) == [other])
        #expect(try await store.records([other], limit: 10)[0]?.content == ForbiddenKeys.content)
    }

    @Test func `are passed over among hashes`() async throws {
        let server = try server()
        for key in ["h:own1", "h:other1"] { try server.command(["HSET", "\(key)", "a", "1"]) }
        var opening = StoreOpening.of(port: server.port, user: "app", password: "secret")
        opening.layouts = [.keyValue(KeyValueLayout(.exactly("h:"), value: .fields))]
        let store = try await RedisStore.open(opening)

        let page = try await store.all(readsContent: true)
        let records = try await store.records(["h:other1", "h:own1"].map { SessionKey($0) }, limit: 100)

        #expect(page.count == 2 && page.rows[SessionKey("h:other1")] == RowFacts.unknown)
        #expect(records[0]?.content == ForbiddenKeys.content)
        #expect(records[1]?.content.bytes != nil)
    }

    @Test(arguments: ["+@all", "+@all -@scripting"])
    func `keep no other from being ended`(rules: String) async throws {
        let server = try server(rules)
        let requests = [other, own].map { EndRequest($0) }

        let outcomes = try await store(server).end(requests)

        guard case .failed(let error) = outcomes[0], case .done(let record) = outcomes[1] else {
            throw TestSupportError("\(outcomes)")
        }
        #expect(error.reason == .notPermitted && record.content == [120])
        #expect(try server.content("own1") == nil)
        #expect(try server.content("other1") == "y")
    }

    @Test func `leave the rights that there are on the others`() async throws {
        let server = try server()

        let examination = try await store(server).examine()

        #expect(examination.abilities == .all, "\(examination.restrictions)")
        let note = "Of sessions whose keys this user may not use only the keys are known."
        #expect(examination.notes == ["\(note) To change that: ACL SETUSER app ~\(prefix)*"])
    }

    @Test func `leave no rights where there are no others`() async throws {
        let server = try server()
        try server.command(["DEL", own.text])

        let examination = try await store(server).examine()

        #expect(examination.abilities.isDisjoint(with: [.list, .edit, .end]))
        #expect(examination.restrictions.first?.remedy == "ACL SETUSER app ~\(prefix)*")
    }
}
