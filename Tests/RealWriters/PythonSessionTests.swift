import Operations
import RedisStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite(.needs(.flaskSession, .starsessions, .django), .timeLimit(.minutes(3)))
struct `Sessions of real Python frameworks` {
    private static let payload =
        #"{"user_id":7,"name":"Zoë 🦉","cart":[{"sku":"a|b","price":9.5},{"sku":"c","price":1}],"on":true,"none":null,"big":1152921504606846976}"#

    @Test(arguments: PythonPlace.installed)
    func `are listed with user and deadline, and read`(place: PythonPlace) async throws {
        let shop = try await PythonShop(place)
        let ids = try (0..<5).map { try shop.application.create("{\"user_id\":\($0)}") }
        let full = try shop.application.create(Self.payload)

        let rows = try await shop.list()

        #expect(rows.count == (place.backend == .mongodb ? 7 : 6))
        let now = Clock.wall().milliseconds
        for (number, id) in ids.enumerated() {
            let session = try await shop.session(id)
            let row = try #require(rows[session.key])
            #expect(row.user == "\(number)")
            #expect(abs(row.deadline - now - 900_000) < 20_000)
            #expect(abs(try #require(session.deadline.moment).milliseconds - now - 900_000) < 20_000)
            #expect(session.state(at: Clock.wall()) == .live)
            #expect((session.viewOnlyReason == nil) == place.isEditable)
        }
        let payload = try #require(try await shop.session(full).payload)
        #expect(payload.node(at: try PayloadPath(parsing: "cart[0].sku"))?.string == "a|b")
        #expect(payload.node(at: try PayloadPath(parsing: "cart[0].price"))?.rawText == "9.5")
        #expect(payload.node(at: try PayloadPath(parsing: "name"))?.string == "Zoë 🦉")
        #expect(payload.node(at: try PayloadPath(parsing: "big"))?.rawText == "1152921504606846976")
    }

    @Test(arguments: PythonPlace.editable)
    func `take an edit that the framework reads, and keep the deadline`(place: PythonPlace) async throws {
        let shop = try await PythonShop(place)
        let id = try shop.application.create(Self.payload)
        guard case .taken(let before) = try shop.application.read(id) else { throw NoSession() }
        let session = try await shop.session(id)
        let payload = try #require(session.payload)
            .setting(PayloadPath(parsing: "user_id"), to: Array("80000".utf8))
            .removing(PayloadPath(parsing: "cart[0]"))
            .setting(PayloadPath(parsing: "none"), to: Array(#"{"list":["é",2.5,null],"7":false}"#.utf8))

        let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

        #expect(outcome.receipt.isComplete)
        let wanted = before.replacing(#""user_id":7"#, with: #""user_id":80000"#)
            .replacing(#"{"sku":"a|b","price":9.5},"#, with: "")
            .replacing(#""none":null"#, with: #""none":{"list":["é",2.5,null],"7":false}"#)
        #expect(try shop.application.read(id) == .taken(wanted))
        #expect(try await shop.session(id).deadline == session.deadline)
        let undo = try await shop.operations.undo(#require(outcome.undo), reason: nil)
        #expect(undo.receipt.isComplete)
        #expect(try await shop.session(id).record.content == session.record.content)
        #expect(try shop.application.read(id) == .taken(before))
        #expect(try shop.application.change(id, set: #"{"more":1}"#) != .refused)
    }

    @Test(arguments: PythonPlace.installed.filter { !$0.isEditable })
    func `of pickle are not edited`(place: PythonPlace) async throws {
        let shop = try await PythonShop(place)
        let id = try shop.application.create(Self.payload, withObject: place.framework == .django)
        let session = try await shop.session(id)
        let payload = try #require(session.payload).setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))

        let edit = try await shop.operations.edit(session, to: payload, reason: nil)

        #expect(edit.receipt.lines.map(\.result) == [.refused])
        #expect(try await shop.session(id).record.content == session.record.content)
    }

    @Test(arguments: PythonPlace.installed)
    func `get more time, which the next request does not take back`(place: PythonPlace) async throws {
        let shop = try await PythonShop(place)
        let id = try shop.application.create(Self.payload)
        let session = try await shop.session(id)
        let moment = Timestamp(milliseconds: (Clock.wall().milliseconds / 1000 + 7200) * 1000)

        let outcome = try await shop.operations.setDeadline(session, to: .at(moment), reason: nil)

        #expect(outcome.receipt.isComplete)
        let after = try #require(try await shop.session(id).deadline.moment)
        #expect(abs(after.milliseconds(since: moment)) <= 1000)
        #expect(try shop.application.read(id) != .refused)
        guard place.framework == .starsessions, place.settings.isEmpty else { return }
        try shop.application.change(id, set: #"{"more":1}"#)
        let saved = try #require(try await shop.session(id).deadline.moment)
        #expect(abs(saved.milliseconds(since: moment)) < 60_000)
    }

    @Test(arguments: PythonPlace.installed)
    func `get a fresh id that the framework takes, and the old one is refused`(place: PythonPlace) async throws {
        let shop = try await PythonShop(place)
        let id = try shop.application.create(Self.payload)
        let before = try shop.application.read(id)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.regenerate(session, reason: nil, random: SystemRandomNumberGenerator())

        let fresh = try #require(outcome.receipt.newID).whole
        #expect(fresh.utf8.count == id.utf8.count)
        #expect(outcome.receipt.cookie == "\(place.framework == .django ? "sessionid" : "session")=\(fresh)")
        #expect(try shop.application.read(fresh) == before)
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.session(fresh).deadline == session.deadline)
    }

    @Test(arguments: PythonPlace.installed)
    func `are refused once destroyed, and taken again once that is undone`(place: PythonPlace) async throws {
        let shop = try await PythonShop(place)
        let id = try shop.application.create(Self.payload)
        let before = try shop.application.read(id)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.destroy([session.key], reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.list()[session.key] == nil)
        #expect(try await shop.operations.undo(#require(outcome.undo), reason: nil).receipt.isComplete)
        #expect(try shop.application.read(id) == before)
        #expect(try await shop.session(id).deadline == session.deadline)
    }

    @Test func `of several frameworks in one database are told apart`() async throws {
        let server = try RedisServer()
        let settings = ["store": #""redis""#, "port": "\(server.port)"]
        for framework in [PythonSessions.Framework.flask, .starsessions, .django] {
            let application = try PythonSessions(framework, settings)
            for _ in 0..<3 { _ = try application.create(Self.payload) }
        }
        let formats: [SessionFormat] = [.starsessions, .djangoCache, .flaskSession, .laravel, .express, .tina4]
        let layouts = formats.flatMap(\.layouts).filter { $0.kind == .keyValue }
        let address = StoreAddress(scheme: "redis", hosts: [.init("127.0.0.1", port: UInt16(server.port))])
        let store = try await StoreDriver.redis.open(StoreOpening(address: address, layouts: layouts))
        var context = FormatContext(layouts: layouts)
        context.layoutsByFormat = Dictionary(
            uniqueKeysWithValues: formats.map { ($0.name, $0.layouts.filter { $0.kind == .keyValue }) })

        let found = try await FormatDetection(
            of: OpenStore(name: "shop", store: store, formats: formats, context: context))

        #expect(found.findings.map(\.format.name) == ["starsessions", "django-cache", "flask-session"])
        #expect(found.findings.map(\.count) == [3, 3, 3])
        #expect(found.findings.map(\.layouts).allSatisfy { $0.count == 1 })
    }

    @Test func `of Flask are opened by the signed cookie that is printed`() async throws {
        let place = PythonPlace(
            framework: .flask, backend: .redis, settings: ["signs": "true", "secret": #""s3cret""#])
        let shop = try await PythonShop(place)
        let id = try shop.application.create(Self.payload)
        var context = shop.target.context
        context.secrets = [Secret("s3cret")]

        let cookie = try #require(SessionFormat.flaskSession.cookie(SessionID(id), nil, context))

        let value = String(cookie.dropFirst("session=".count))
        #expect(try shop.application.read(id, cookie: value) != .refused)
        #expect(try shop.application.read(id, cookie: id + ".forged") == .refused)
        #expect(try SessionFormat.flaskSession.idInCookie(cookie, context).whole == id)
    }
}
