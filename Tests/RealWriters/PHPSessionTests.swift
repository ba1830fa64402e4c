import Operations
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite(.needs(.php), .timeLimit(.minutes(5))) struct `Sessions of a real PHP` {
    private static let payload =
        #"{"user_id":7,"name":"Zoë","cart":[{"sku":"a|b","price":9.5},{"sku":"c","price":1}],"on":true,"none":null}"#

    @Test(arguments: PHPPlace.installed)
    func `are listed with user and deadline, and read`(place: PHPPlace) async throws {
        let shop = try await PHPShop(place, lifetime: 1200)
        let ids = try (0..<20).map { try shop.application.create("{\"user_id\":\($0)}") }
        let full = try shop.application.create(Self.payload, withObject: true)

        let rows = try await shop.list()

        #expect(rows.count == 21)
        let now = Clock.wall().milliseconds
        for (number, id) in ids.enumerated() {
            let session = try await shop.session(id)
            let row = try #require(rows[session.key])
            #expect(row.user == "\(number)")
            #expect(abs(row.deadline - now - 1_200_000) < 20_000)
            #expect(session.id?.whole == id)
            #expect(session.writer == place.serializer.rawValue)
            #expect(session.state(at: Clock.wall()) == .live)
            let directories = place.backend == .nested ? "\(id.prefix(1))/\(id.dropFirst().prefix(1))" : nil
            #expect(session.record.place == directories)
        }
        let payload = try #require(try await shop.session(full).payload)
        #expect(payload.node(at: try PayloadPath(parsing: "cart[0].sku"))?.string == "a|b")
        #expect(payload.node(at: try PayloadPath(parsing: "cart[0].price"))?.rawText == "9.5")
        #expect(payload.node(at: try PayloadPath(parsing: "name"))?.string == "Zoë")
        #expect(payload.node(at: try PayloadPath(parsing: #"basket["$class"]"#))?.string == "Basket")
    }

    @Test(arguments: PHPPlace.editable)
    func `take an edit that PHP reads, and keep the deadline`(place: PHPPlace) async throws {
        let shop = try await PHPShop(place)
        let id = try shop.application.create(Self.payload, withObject: true)
        guard case .taken(let before) = try shop.application.read(id) else { throw NoSession() }
        let session = try await shop.session(id)
        let payload = try #require(session.payload)
            .setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))
            .setting(PayloadPath(parsing: "added"), to: Array(#"{"list":["é",2.5,null],"7":false}"#.utf8))
            .removing(PayloadPath(parsing: "cart[0]"))

        let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

        #expect(outcome.receipt.isComplete)
        let wanted = before.replacing(#""user_id":7"#, with: #""user_id":8"#)
            .replacing(#"{"sku":"a|b","price":9.5},"#, with: "")
            .replacing(
                #""basket":{"open":true}"#, with: #""basket":{"open":true},"added":{"list":["é",2.5,null],"7":false}"#)
        #expect(try shop.application.read(id) == .taken(wanted))
        let after = try await shop.session(id)
        #expect(after.deadline == session.deadline)
        let undo = try await shop.operations.undo(#require(outcome.undo), reason: nil)
        #expect(undo.receipt.isComplete)
        #expect(try await shop.session(id).record.content == session.record.content)
        #expect(try shop.application.read(id) == .taken(before))
    }

    @Test(arguments: PHPPlace.installed.filter { $0.serializer == .igbinary })
    func `of igbinary are only looked at, extended and ended`(place: PHPPlace) async throws {
        let shop = try await PHPShop(place)
        let id = try shop.application.create(Self.payload)
        let session = try await shop.session(id)
        let payload = try #require(session.payload).setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))

        let edit = try await shop.operations.edit(session, to: payload, reason: nil)
        let later = Deadline.at(Clock.wall().adding(milliseconds: 7_200_000))
        let extended = try await shop.operations.setDeadline(session, to: later, reason: nil)

        #expect(edit.receipt.lines.map(\.result) == [.refused])
        #expect(extended.receipt.isComplete)
        #expect(try shop.application.read(id) == .taken(Self.payload))
    }

    @Test(arguments: PHPPlace.editable)
    func `are not written over when a visitor was quicker`(place: PHPPlace) async throws {
        let shop = try await PHPShop(place)
        let id = try shop.application.create(Self.payload)
        let session = try await shop.session(id)
        try shop.application.change(id, set: #"{"cart":[1]}"#)

        let payload = try #require(session.payload).setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))
        let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

        #expect(outcome.receipt.lines.map(\.result) == [.changed])
        guard case .taken(let text) = try shop.application.read(id) else { throw NoSession() }
        #expect(text.contains(#""user_id":7"#))
    }

    @Test(arguments: PHPPlace.installed)
    func `get a fresh id that PHP takes, and the old one is refused`(place: PHPPlace) async throws {
        let shop = try await PHPShop(place)
        let id = try shop.application.create(Self.payload)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.regenerate(session, reason: nil, random: SystemRandomNumberGenerator())

        let fresh = try #require(outcome.receipt.newID).whole
        #expect(fresh.utf8.count == id.utf8.count)
        #expect(outcome.receipt.cookie == "PHPSESSID=\(fresh)")
        #expect(try shop.application.read(fresh) == .taken(Self.payload))
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.session(fresh).deadline == session.deadline)
    }

    @Test(arguments: PHPPlace.installed)
    func `are refused once destroyed, and taken again once that is undone`(place: PHPPlace) async throws {
        let shop = try await PHPShop(place)
        let id = try shop.application.create(Self.payload)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.destroy([session.key], reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.list().isEmpty)
        #expect(try await shop.operations.undo(#require(outcome.undo), reason: nil).receipt.isComplete)
        #expect(try shop.application.read(id) == .taken(Self.payload))
        #expect(try await shop.session(id).deadline == session.deadline)
    }

    @Test func `in files live as long as their file is young, by PHP's own collector`() async throws {
        let shop = try await PHPShop(PHPPlace(backend: .files, serializer: .php), lifetime: 10_000)
        let old = try shop.application.create(Self.payload)
        let young = try shop.application.create(Self.payload)
        for (id, left) in [(old, 1_000_000), (young, 9_000_000)] {
            let deadline = Deadline.at(Clock.wall().adding(milliseconds: Int64(left)))
            let session = try await shop.session(id)
            #expect(try await shop.operations.setDeadline(session, to: deadline, reason: nil).receipt.isComplete)
        }

        // 5,000 seconds from now the first will have ended and the second not: what an application sees that gives
        // its sessions so much less.
        try PHP(shop.backend, lifetime: 5000).sweep()

        #expect(try shop.application.read(old) == .refused)
        #expect(try shop.application.read(young) == .taken(Self.payload))
    }
}

@Suite(.needs(.php), .timeLimit(.minutes(5))) struct `A session that a request of PHP works on` {
    private static let payload = #"{"role":"guest","n":1}"#

    private static let locking = PHPPlace.installed.filter { $0.serializer == .php }

    private func edited(_ session: Session) throws -> Payload {
        try #require(session.payload).setting(PayloadPath(parsing: "role"), to: Array("\"admin\"".utf8))
    }

    @Test(arguments: locking)
    func `is not written to, and neither is lost`(place: PHPPlace) async throws {
        let shop = try await PHPShop(place, locks: true)
        let id = try shop.application.create(Self.payload)
        let session = try await shop.session(id)
        try shop.other.begin(id)

        let error = await #expect(throws: OperationError.self) {
            try await shop.operations.edit(session, to: edited(session), reason: nil)
        }

        #expect(error?.description.contains("at work on this session") == true)
        #expect(try await shop.list().keys.sorted() == [session.key])
        try shop.other.finish(set: #"{"n":2}"#)
        #expect(try shop.application.read(id) == .taken(#"{"role":"guest","n":2}"#))
        let now = try await shop.session(id)
        #expect(try await shop.operations.edit(now, to: edited(now), reason: nil).receipt.isComplete)
        #expect(try shop.application.read(id) == .taken(#"{"role":"admin","n":2}"#))
    }

    @Test(arguments: locking)
    func `keeps its id until the request is done`(place: PHPPlace) async throws {
        let shop = try await PHPShop(place, locks: true)
        let id = try shop.application.create(Self.payload)
        let session = try await shop.session(id)
        try shop.other.begin(id)

        await #expect(throws: OperationError.self) {
            try await shop.operations.regenerate(session, reason: nil, random: SystemRandomNumberGenerator())
        }

        try shop.other.finish()
        #expect(try shop.application.read(id) == .taken(Self.payload))
    }

    // To a file that was removed the request writes in vain.
    @Test(arguments: locking.filter { !$0.isFiles })
    func `ends, and it is said that the request may save it again`(place: PHPPlace) async throws {
        let shop = try await PHPShop(place, locks: true)
        let id = try shop.application.create(Self.payload)
        let idle = try shop.application.create(Self.payload)
        let (session, other) = (try await shop.session(id), try await shop.session(idle))
        try shop.other.begin(id)

        let receipt = try await shop.operations.destroy([session.key, other.key], reason: nil).receipt

        #expect(receipt.isComplete)
        #expect(
            receipt.notes == [
                "The application's requests are at work on 1 of the sessions and may save these again;"
                    + " look again in a moment."
            ])
        try shop.other.finish(set: #"{"n":2}"#)
        #expect(try shop.application.read(id) == .taken(#"{"role":"guest","n":2}"#))
        #expect(try await shop.operations.destroy([session.key], reason: nil).receipt.notes.isEmpty)
    }

    @Test func `in a file is written once the request is done, where that is soon`() async throws {
        let shop = try await PHPShop(PHPPlace(backend: .files, serializer: .php))
        let id = try shop.application.create(Self.payload)
        let session = try await shop.session(id)
        try shop.other.begin(id)
        let payload = try edited(session)
        let edit = Task { try await shop.operations.edit(session, to: payload, reason: nil) }

        // The request ends and saves nothing while the edit waits for the lock.
        try shop.other.finish()

        #expect(try await edit.value.receipt.isComplete)
        #expect(try shop.application.read(id) == .taken(#"{"role":"admin","n":1}"#))
    }

    @Test func `in a file ends at once, and the request does not bring it back`() async throws {
        let shop = try await PHPShop(PHPPlace(backend: .files, serializer: .php))
        let id = try shop.application.create(Self.payload)
        let session = try await shop.session(id)
        try shop.other.begin(id)

        #expect(try await shop.operations.destroy([session.key], reason: nil).receipt.isComplete)
        try shop.other.finish(set: #"{"n":2}"#)

        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.list().isEmpty)
    }
}
