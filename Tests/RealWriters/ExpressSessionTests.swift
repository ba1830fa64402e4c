import Operations
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite(
    .needs(.node),
    .enabled(if: ExpressSessions.modules != nil, "CURFEW_NODE_MODULES names no node_modules with express-session"),
    .timeLimit(.minutes(5)))
struct `Sessions of a real express-session` {
    private static let stores = ExpressSessions.Store.allCases
    private static let payload =
        #"{"user_id":7,"name":"Zoë 🦉","cart":[{"sku":"a|b","price":9.5},{"sku":"c","price":1}],"on":true,"none":null}"#

    @Test(arguments: stores) func `are listed with user and deadline, and read`(store: ExpressSessions.Store)
        async throws
    {
        let shop = try await ExpressShop(store)
        let ids = try (0..<3).map { try shop.create("{\"user_id\":\($0)}").id }
        let full = try shop.create(Self.payload)

        let rows = try await shop.list()

        #expect(rows.count == 4)
        let now = Clock.wall().milliseconds
        for (number, id) in ids.enumerated() {
            let session = try await shop.session(id)
            let row = try #require(rows[session.key])
            #expect(row.user == "\(number)")
            #expect(abs(row.deadline - now - 900_000) < 20_000)
            #expect(session.id?.whole == id)
            #expect(session.state(at: Clock.wall()) == .live)
        }
        let payload = try #require(try await shop.session(full.id).payload)
        #expect(payload.node(at: try PayloadPath(parsing: "cart[0].price"))?.rawText == "9.5")
        #expect(payload.node(at: try PayloadPath(parsing: "name"))?.string == "Zoë 🦉")
        let cookie = try #require(full.cookie)
        let found = try await shop.target.sessions(ofCookie: cookie)
        #expect(found.map(\.id?.whole) == [full.id])
    }

    @Test(arguments: stores) func `take an edit that express-session reads`(store: ExpressSessions.Store) async throws {
        let shop = try await ExpressShop(store)
        let id = try shop.create(Self.payload).id
        let session = try await shop.session(id)
        let payload = try #require(session.payload)
            .setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))
            .setting(PayloadPath(parsing: "added"), to: Array(#"{"list":["é",2.5,null],"is":false}"#.utf8))
            .removing(PayloadPath(parsing: "cart[0]"))

        let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try await shop.session(id).deadline == session.deadline)
        let wanted = Self.payload.replacing(#""user_id":7"#, with: #""user_id":8"#)
            .replacing(#"{"sku":"a|b","price":9.5},"#, with: "")
            .replacing(#""none":null}"#, with: #""none":null,"added":{"list":["é",2.5,null],"is":false}}"#)
        #expect(try shop.data(id) == wanted)
    }

    @Test(arguments: stores)
    func `get a fresh id whose cookie is taken, and the old one is refused`(store: ExpressSessions.Store) async throws {
        let shop = try await ExpressShop(store)
        let id = try shop.create(Self.payload).id
        let session = try await shop.session(id)

        let outcome = try await shop.operations.regenerate(session, reason: nil, random: SystemRandomNumberGenerator())

        let fresh = try #require(outcome.receipt.newID).whole
        #expect(fresh.utf8.count == id.utf8.count)
        #expect(try await shop.session(fresh).deadline == session.deadline)
        let cookie = try #require(outcome.receipt.cookie)
        #expect(try shop.data(fresh, cookie: cookie) == Self.payload)
        #expect(try shop.data(id) == nil)
    }

    @Test(arguments: stores)
    func `are refused once destroyed, and taken again once that is undone`(store: ExpressSessions.Store) async throws {
        let shop = try await ExpressShop(store)
        let id = try shop.create(Self.payload).id
        let session = try await shop.session(id)

        let outcome = try await shop.operations.destroy([session.key], reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try shop.data(id) == nil)
        #expect(try await shop.list().isEmpty)
        #expect(try await shop.operations.undo(#require(outcome.undo), reason: nil).receipt.isComplete)
        #expect(try await shop.session(id).deadline == session.deadline)
        #expect(try shop.data(id) == Self.payload)
    }

    @Test(arguments: stores)
    func `get a lifetime that the next request keeps, and are refused once it is over`(
        store: ExpressSessions.Store
    ) async throws {
        let shop = try await ExpressShop(store)
        let id = try shop.create(Self.payload).id
        let session = try await shop.session(id)
        let moment = Timestamp(milliseconds: (Clock.wall().milliseconds / 1000 + 7200) * 1000)

        let outcome = try await shop.operations.setDeadline(session, to: .at(moment), reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try shop.data(id) == Self.payload)
        let touched = try await shop.session(id)
        let left = try #require(touched.deadline.moment).milliseconds(since: Clock.wall())
        #expect(abs(left - 7_200_000) < 30_000)
        let end = Clock.wall().adding(milliseconds: 6_000)
        #expect(try await shop.operations.setDeadline(touched, to: .at(end), reason: nil).receipt.isComplete)
        // A request would prolong it: nobody comes until it is over.
        try await Task.sleep(for: .milliseconds(max(0, end.milliseconds(since: Clock.wall())) + 1_500))
        #expect(try shop.data(id) == nil)
    }
}
