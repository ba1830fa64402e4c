import Operations
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite(.needs(.laravel), .timeLimit(.minutes(5))) struct `Sessions of a real Laravel` {
    private static let payload =
        #"{"name":"Zoë","cart":[{"sku":"ä|b","price":9.5},{"sku":"c","price":1}],"on":true,"none":null}"#
    private static let flash = #"{"status":"Saved 🦉."}"#
    private static let large = "{\"text\":\"\(String(repeating: "consectetur ", count: 1000))\"}"

    @Test(arguments: LaravelPlace.all)
    func `are listed with user and deadline, and read`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place)
        let empty = try shop.application.create("{}")
        let ids = try (1...3).map { try shop.application.create("{}", user: $0) }
        let full = try shop.application.create(Self.payload, user: 7, flash: Self.flash, withObject: true)
        let large = try shop.application.create(Self.large, user: 8)

        let rows = try await shop.list()

        #expect(rows.count == 6)
        let now = Clock.wall().milliseconds
        for (user, id) in [(nil, empty), ("7", full), ("8", large)] + zip(["1", "2", "3"], ids) {
            let session = try await shop.session(id)
            let row = try #require(rows[session.key])
            #expect(row.user == user)
            #expect(abs(row.deadline - now - 7_200_000) < 20_000)
            #expect(session.user == user)
            #expect(session.id?.whole == id)
            #expect(session.state(at: Clock.wall()) == .live)
            #expect(session.viewOnlyReason == nil)
            #expect(session.protectedPaths.map(\.description) == ["_token", "_flash", "_previous"])
        }
        let payload = try #require(try await shop.session(full).payload)
        func text(_ path: String) throws -> String? { payload.node(at: try PayloadPath(parsing: path))?.rawText }
        #expect(try text("cart[0].sku") == #""ä|b""#)
        #expect(try text("cart[0].price") == "9.5")
        #expect(try text("_flash.old[0]") == #""status""#)
        #expect(try text("_previous.url") == #""http://shop.test/cart""#)
        #expect(try text(#"basket["$class"]"#) == #""Basket""#)
        if place.kind == .table {
            #expect(try await shop.session(full).notes.contains("It last came from 192.0.2.7 (ip_address)."))
        }
    }

    @Test(arguments: LaravelPlace.all)
    func `take an edit that Laravel reads, and keep the deadline`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place)
        for (text, isLarge) in [(Self.payload, false), (Self.large, true)] {
            let id = try shop.application.create(text, user: 7, flash: Self.flash, withObject: !isLarge)
            let before = try shop.data(id)
            let session = try await shop.session(id)
            let path = try PayloadPath(parsing: isLarge ? "text" : "name")
            let payload = try #require(session.payload).setting(path, to: Array("\"Gréß 🐢\"".utf8))
                .setting(PayloadPath(parsing: "added"), to: Array(#"{"list":["é",2.5,null],"7":false}"#.utf8))

            let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

            #expect(outcome.receipt.isComplete)
            let added = #""added":{"list":["é",2.5,null],"7":false}"#
            let old = isLarge ? String(repeating: "consectetur ", count: 1000) : "Zoë"
            let wanted = before.replacing("\"\(old)\"", with: "\"Gréß 🐢\"")
                .replacing(#"},"user":7}"#, with: #",\#(added)},"user":7}"#)
            #expect(try shop.data(id) == wanted)
            #expect(try await shop.session(id).deadline == session.deadline)
            let undo = try await shop.operations.undo(#require(outcome.undo), reason: nil)
            #expect(undo.receipt.isComplete)
            #expect(try await shop.session(id).record.content == session.record.content)
            #expect(try shop.data(id) == before)
        }
    }

    @Test(arguments: LaravelPlace.installed)
    func `are not written over when a visitor was quicker`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place)
        let id = try shop.application.create(Self.payload, user: 7)
        let session = try await shop.session(id)
        try shop.application.change(id, set: #"{"cart":[1]}"#)
        let before = try shop.data(id)

        let payload = try #require(session.payload).setting(PayloadPath(parsing: "name"), to: Array("8".utf8))
        let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

        #expect(outcome.receipt.lines.map(\.result) == [.changed])
        #expect(try shop.data(id) == before)
    }

    @Test(arguments: LaravelPlace.all)
    func `get a fresh id whose cookie Laravel takes, and the old one is refused`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place)
        let id = try shop.application.create(Self.payload, user: 7)
        let before = try shop.data(id)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.regenerate(session, reason: nil, random: SystemRandomNumberGenerator())

        let fresh = try #require(outcome.receipt.newID).whole
        #expect(try shop.data(fresh) == before)
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.session(fresh).deadline == session.deadline)
        let cookie = try #require(outcome.receipt.cookie)
        #expect(cookie.hasPrefix("laravel_session="))
        let value = String(cookie.dropFirst("laravel_session=".count))
        #expect(try shop.application.id(inCookie: value) == .taken("\"\(fresh)\""))
    }

    @Test(arguments: Laravel.Cipher.allCases)
    func `get the cookie of another cipher where that is told`(cipher: Laravel.Cipher) async throws {
        let place = LaravelPlace(backend: .files)
        let secret = Secret("\(cipher.rawValue.lowercased()):base64:\(cipher.key)")
        let shop = try await LaravelShop(place, cookieCipher: cipher, secrets: [secret])
        let session = try await shop.session(try shop.application.create(Self.payload, user: 7))

        let outcome = try await shop.operations.regenerate(session, reason: nil, random: SystemRandomNumberGenerator())

        let fresh = try #require(outcome.receipt.newID).whole
        let cookie = try #require(outcome.receipt.cookie)
        let value = String(cookie.dropFirst("laravel_session=".count))
        #expect(try shop.application.id(inCookie: value) == .taken("\"\(fresh)\""))
    }

    @Test(arguments: LaravelPlace.all)
    func `are found by the cookie that Laravel sends`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place)
        let id = try shop.application.create(Self.payload, user: 7)
        let header = try shop.application.cookie(id)

        for text in [header, "Set-Cookie: \(header)", String(header.prefix { $0 != ";" })] {
            let found = try await shop.target.sessions(ofCookie: text)
            #expect(found.map(\.id?.whole) == [id])
        }
    }

    @Test(arguments: LaravelPlace.all)
    func `are refused once destroyed, and taken again once that is undone`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place)
        let id = try shop.application.create(Self.payload, user: 7)
        let before = try shop.data(id)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.destroy([session.key], reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.list().isEmpty)
        #expect(try await shop.operations.undo(#require(outcome.undo), reason: nil).receipt.isComplete)
        #expect(try shop.data(id) == before)
        #expect(try await shop.session(id).deadline == session.deadline)
    }

    @Test(arguments: LaravelPlace.installed)
    func `get more time, and are refused once it is over`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place)
        let id = try shop.application.create(Self.payload, user: 7)
        let before = try shop.data(id)
        let session = try await shop.session(id)
        let moment = Timestamp(milliseconds: (Clock.wall().milliseconds / 1000 + 14_400) * 1000)

        let outcome = try await shop.operations.setDeadline(session, to: .at(moment), reason: nil)

        #expect(outcome.receipt.isComplete)
        let extended = try await shop.session(id)
        #expect(abs(try #require(extended.deadline.moment).milliseconds(since: moment)) <= 1000)
        #expect(try shop.data(id) == before)
        let end = Clock.wall().adding(milliseconds: 6000)
        let short = try await shop.operations.setDeadline(extended, to: .at(end), reason: nil)
        #expect(short.receipt.isComplete)
        #expect(try shop.data(id) == before)
        let refusal = try await Patience(.seconds(60)).wait { () async throws -> Timestamp? in
            try shop.application.read(id) == .refused ? Clock.wall() : nil
        }
        // Laravel counts whole seconds, and takes the one in which a session ends.
        let late = try #require(refusal).milliseconds(since: end)
        #expect(late > -2500 && late < 60_000)
    }

    @Test(
        arguments: LaravelPlace.all.filter { $0.cipher != nil },
        [[], ["base64:" + String(repeating: "A", count: 43) + "="]])
    func `that are encrypted are extended and ended without the key`(
        place: LaravelPlace, secrets: [String]
    ) async throws {
        let shop = try await LaravelShop(place, secrets: secrets.map { Secret($0) })
        let id = try shop.application.create(Self.payload, user: 7)
        let before = try shop.data(id)
        let session = try await shop.session(id)
        let later = Deadline.at(Clock.wall().adding(milliseconds: 14_400_000))

        #expect(session.payload == nil)
        #expect(session.isSealed)
        #expect(try await shop.operations.setDeadline(session, to: later, reason: nil).receipt.isComplete)

        #expect(try shop.data(id) == before)
        #expect(try await shop.operations.destroy([session.key], reason: nil).receipt.isComplete)
        #expect(try shop.application.read(id) == .refused)
    }

    @Test(arguments: LaravelPlace.installed)
    func `that Laravel gives a new id or ends are followed`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place)
        let ids = try (1...2).map { try shop.application.create(Self.payload, user: $0) }
        let old = try await shop.session(ids[0])

        let fresh = try shop.application.regenerate(ids[0])
        try shop.application.end(ids[1])

        #expect(try await shop.list().compactMap(\.value.user) == ["1"])
        let session = try await shop.session(fresh)
        #expect(session.user == "1")
        let token = PayloadPath([.key("_token")])
        #expect(session.payload?.node(at: token)?.string != old.payload?.node(at: token)?.string)
    }

    @Test(arguments: LaravelPlace.installed.filter { $0.kind == .keyValue })
    func `are found among other keys of the same cache`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place, layouts: SessionFormat.laravel.layouts)
        let id = try shop.application.create(Self.payload, user: 7)
        try shop.application.cache("5", as: "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        try shop.application.cache("[1,2]", as: String(repeating: "Ab3x", count: 10))
        try shop.application.cache(#""text""#, as: String(repeating: "Cd4y", count: 10))

        #expect(try await shop.list().keys.map(\.text) == [place.prefix + id])
        let found = try #require(try await FormatDetection(of: shop.target).findings.first)
        #expect(found.format.name == "laravel")
        #expect(found.layouts.map(\.prefix) == [place.prefix])
    }

    @Test(arguments: LaravelPlace.installed.filter { $0.kind != .keyValue })
    func `are swept by Laravel once their last use is long ago`(place: LaravelPlace) async throws {
        let shop = try await LaravelShop(place)
        let old = try shop.application.create(Self.payload)
        let young = try shop.application.create(Self.payload)
        for (id, left) in [(old, 1_000_000), (young, 5_000_000)] {
            let deadline = Deadline.at(Clock.wall().adding(milliseconds: Int64(left)))
            let session = try await shop.session(id)
            #expect(try await shop.operations.setDeadline(session, to: deadline, reason: nil).receipt.isComplete)
        }

        // Of 7,200 seconds one has 1,000 left and the other 5,000.
        try shop.application.sweep(olderThan: 4000)

        #expect(try shop.application.read(old) == .refused)
        #expect(try await shop.list().count == 1)
        #expect(try await shop.session(young).id?.whole == young)
    }
}
