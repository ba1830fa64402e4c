import Operations
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite(.needs(.tina4Python), .timeLimit(.minutes(5))) struct `Sessions of the real tina4-python` {
    @Test(arguments: Backend.installed)
    func `are listed with user and deadline, and read`(backend: Backend) async throws {
        let shop = try await Shop(backend, lifetime: 1200)
        let ids = try (0..<20).map { try shop.application.create("{\"user_id\":\($0)}") }
        let immortal = try shop.application.create(#"{"cart":[]}"#, lifetime: 0)

        let rows = try await shop.list()

        #expect(rows.count == 21)
        let now = Clock.wall().milliseconds
        for (number, id) in ids.enumerated() {
            let session = try await shop.session(id)
            let row = try #require(rows[session.key])
            #expect(row.user == "\(number)")
            #expect(abs(row.deadline - now - 1_200_000) < 120_000)
            #expect(abs(row.deadline - (session.deadline.tableValue)) <= 1)
            #expect(session.user == "\(number)")
            #expect(session.writer == "Python")
            #expect(session.state(at: Clock.wall()) == .live)
        }
        let session = try await shop.session(immortal)
        #expect(session.deadline == .never)
        #expect(rows[session.key]?.deadline == RowFacts.never)
        #expect(rows[session.key]?.user == nil)
        #expect(try ids.allSatisfy { try shop.application.read($0) != .refused })
    }

    @Test(arguments: Backend.installed)
    func `take an edit, and keep every other byte and the deadline`(backend: Backend) async throws {
        let shop = try await Shop(backend)
        let id = try shop.application.create(backend.payload)
        let session = try await shop.session(id)
        let payload = try #require(session.payload).setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))

        let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try shop.application.read(id) == .taken(backend.payload.replacing(":7,", with: ":8,")))
        let after = try await shop.session(id)
        #expect(after.deadline == session.deadline)
        let undo = try await shop.operations.undo(#require(outcome.undo), reason: nil)
        #expect(undo.receipt.isComplete)
        #expect(try await shop.session(id).record.content == session.record.content)
        #expect(try shop.application.read(id) == .taken(backend.payload))
    }

    @Test(arguments: Backend.installed)
    func `are not written over when a visitor was quicker`(backend: Backend) async throws {
        let shop = try await Shop(backend)
        let id = try shop.application.create(backend.payload)
        let session = try await shop.session(id)
        try shop.application.change(id, set: #"{"cart":[1]}"#)

        let payload = try #require(session.payload).setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))
        let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

        #expect(outcome.receipt.lines.map(\.result) == [.changed])
        #expect(outcome.conflict?.payload?.node(at: try PayloadPath(parsing: "cart"))?.rawText == "[1]")
        guard case .taken(let text) = try shop.application.read(id) else { throw NoSession() }
        #expect(text.contains(#""user_id":7"#))
    }

    @Test(arguments: Backend.installed)
    func `keep an edit made while a request was under way`(backend: Backend) async throws {
        let shop = try await Shop(backend)
        let id = try shop.application.create(#"{"role":"guest","n":1}"#)
        try shop.application.begin("slow", on: id)
        let session = try await shop.session(id)
        let payload = try #require(session.payload).setting(PayloadPath(parsing: "role"), to: Array("\"admin\"".utf8))
        #expect(try await shop.operations.edit(session, to: payload, reason: nil).receipt.isComplete)

        try shop.application.finish("slow", set: #"{"n":2}"#)

        guard case .taken(let text) = try shop.application.read(id) else { throw NoSession() }
        let tree = try Payload(parsing: text)
        #expect(tree.node(at: try PayloadPath(parsing: "role"))?.string == "admin")
        #expect(tree.node(at: try PayloadPath(parsing: "n"))?.rawText == "2")
    }

    @Test(arguments: Backend.installed)
    func `get a fresh id that is taken, and the old one is refused`(backend: Backend) async throws {
        let shop = try await Shop(backend)
        let id = try shop.application.create(backend.payload)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.regenerate(session, reason: nil, random: SystemRandomNumberGenerator())

        let fresh = try #require(outcome.receipt.newID).whole
        #expect(fresh.utf8.count == 43)
        #expect(try shop.application.read(fresh) == .taken(backend.payload))
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.session(fresh).deadline == session.deadline)
        let cookie = try #require(outcome.receipt.cookie)
        #expect(try SessionFormat.tina4.idInCookie(cookie, shop.target.context).whole == fresh)
        #expect(try await shop.operations.undo(#require(outcome.undo), reason: nil).receipt.isComplete)
        #expect(try shop.application.read(id) == .taken(backend.payload))
        #expect(try shop.application.read(fresh) == .refused)
    }

    @Test(arguments: Backend.installed)
    func `are refused once destroyed, and taken again once that is undone`(backend: Backend) async throws {
        let shop = try await Shop(backend)
        let id = try shop.application.create(backend.payload)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.destroy([session.key], reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.list().isEmpty)
        #expect(try await shop.operations.undo(#require(outcome.undo), reason: nil).receipt.isComplete)
        #expect(try shop.application.read(id) == .taken(backend.payload))
        #expect(try await shop.session(id).deadline == session.deadline)
    }

    @Test(arguments: Backend.installed)
    func `stay destroyed when a request under way saves`(backend: Backend) async throws {
        let shop = try await Shop(backend)
        let id = try shop.application.create(backend.payload)
        try shop.application.begin("slow", on: id)
        let session = try await shop.session(id)
        #expect(try await shop.operations.destroy([session.key], reason: nil).receipt.isComplete)

        try shop.application.finish("slow", set: #"{"n":2}"#)

        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.list().isEmpty)
    }

    @Test(arguments: Backend.installed)
    func `take a new deadline until the next request`(backend: Backend) async throws {
        let shop = try await Shop(backend, lifetime: 1200)
        let id = try shop.application.create(backend.payload)
        let session = try await shop.session(id)
        let wanted = Deadline.at(Clock.wall().adding(milliseconds: 90_000_250))

        let outcome = try await shop.operations.setDeadline(session, to: wanted, reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try await shop.session(id).deadline == wanted)
        #expect(try shop.application.read(id) == .taken(backend.payload))
        let undone = try await shop.operations.undo(#require(outcome.undo), reason: nil)
        #expect(undone.receipt.isComplete)
        #expect(try await shop.session(id).deadline == session.deadline)
        let never = try await shop.operations.setDeadline(try await shop.session(id), to: .never, reason: nil)
        #expect(never.receipt.isComplete)
        #expect(try shop.application.read(id) == .taken(backend.payload))
        #expect(try await shop.session(id).deadline == .never)
        try shop.application.touch(id)
        let left = try await shop.session(id).deadline.tableValue - Clock.wall().milliseconds
        #expect((1_180_000...1_201_000).contains(left))
    }

    @Test(arguments: Backend.installed)
    func `end when a short deadline has passed`(backend: Backend) async throws {
        let shop = try await Shop(backend)
        let id = try shop.application.create(backend.payload)
        let session = try await shop.session(id)
        let soon = Clock.wall().adding(milliseconds: 8_000)
        #expect(try await shop.operations.setDeadline(session, to: .at(soon), reason: nil).receipt.isComplete)

        try await Task.sleep(for: .milliseconds(soon.milliseconds(since: Clock.wall()) + 50))

        #expect(try shop.application.read(id) == .refused)
    }

    @Test(arguments: Backend.installed)
    func `are followed through all that happens to them`(backend: Backend) async throws {
        let shop = try await Shop(backend)
        let visit = await Visit(shop)

        let id = try shop.application.create(#"{"user_id":7,"n":1}"#)
        var event = try await visit.next(.created)
        #expect(event.user == "7")
        try shop.application.change(id, set: #"{"n":2}"#)
        event = try await visit.next(.changed)
        #expect(event.changes == [FieldChange(try PayloadPath(parsing: "n"), old: "1", new: "2")])
        try shop.application.touch(id)
        _ = try await visit.next(.touched)
        let fresh = try #require(try shop.application.regenerate(id))
        event = try await visit.next(.regenerated)
        #expect(event.key == (try await shop.session(fresh).key))
        try shop.application.destroy(fresh)
        _ = try await visit.next(.destroyed)
        #expect(visit.count == 0)
    }
}
