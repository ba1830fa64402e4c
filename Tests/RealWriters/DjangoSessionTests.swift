import FileStore
import Operations
import SQLiteStore
import SessionFormats
import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

/// A real Django, and an operator at the store it keeps its sessions in.
private struct DjangoShop {
    let application: Django
    let target: OpenStore
    let operations: Operations
    private let directory: TemporaryDirectory

    init(_ engine: Django.Engine, secrets: [Secret] = [Secret(Django.secret)]) async throws {
        directory = try TemporaryDirectory()
        application = try Django(engine)
        // Django makes its table before it answers.
        _ = try application.read("none")
        let format = SessionFormat.django
        let isFile = engine == .files
        let layouts = format.layouts.filter { $0.kind == (isFile ? .files : .table) }
        let driver = isFile ? StoreDriver.files : .sqlite
        let store = try await driver.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: isFile ? "file" : "sqlite", path: isFile ? application.files : application.database),
                layouts: layouts))
        let rule = UserRule(paths: format.userPaths + UserRule.common.paths)
        target = OpenStore(
            name: "shop", store: store, formats: [format],
            context: FormatContext(layouts: layouts, userRule: rule, secrets: secrets))
        operations = Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
    }

    func session(_ id: String) async throws -> Session {
        guard case .one(let session) = try await target.resolve(id, isForAct: true) else { throw NoSession() }
        return session
    }

}

@Suite(.needs(.django), .timeLimit(.minutes(2))) struct `Sessions of a real Django` {
    private static let payload = #"{"_auth_user_id":"7","name":"Zoë 🦉","cart":[1,2.0,{"sku":null}],"on":true}"#
    private static let words = Array(repeating: "consectetur", count: 100).joined(separator: " ")

    @Test(arguments: Django.Engine.allCases)
    func `are listed with user and deadline, and read`(engine: Django.Engine) async throws {
        let shop = try await DjangoShop(engine, secrets: [])
        let full = try shop.application.create(Self.payload)
        let long = try shop.application.create("{\"text\":\"\(Self.words)\"}")
        let pages = Mutex(RecordPage())

        try await shop.target.store.scan(ScanRequest(pace: .full, readsContent: true, glance: shop.target.glance)) {
            page in pages.withLock { $0.append(page) }
        }

        let page = pages.withLock { $0 }
        let session = try await shop.session(full)
        let row = try #require((0..<page.count).first { page.key($0) == session.key })
        #expect(page.count == 2)
        #expect(page.user(row) == "7")
        #expect(abs(page.deadlines[row] - Clock.wall().milliseconds - 1_209_600_000) < 20_000)
        #expect(session.id?.whole == full)
        #expect(session.deadline.moment?.milliseconds == page.deadlines[row])
        #expect(session.payload?.node(at: try PayloadPath(parsing: "name"))?.string == "Zoë 🦉")
        #expect(session.payload?.node(at: try PayloadPath(parsing: "cart[1]"))?.rawText == "2.0")
        let compressed = try await shop.session(long)
        #expect(compressed.record.content.bytes?.first == UInt8(ascii: "."))
        #expect(compressed.payload?.node(at: try PayloadPath(parsing: "text"))?.string == Self.words)
    }

    @Test(arguments: Django.Engine.allCases)
    func `take an edit that Django reads, and keep the deadline`(engine: Django.Engine) async throws {
        let shop = try await DjangoShop(engine)
        for text in [Self.payload, "{\"name\":\"x\",\"text\":\"\(Self.words)\"}"] {
            let id = try shop.application.create(text)
            let session = try await shop.session(id)
            let payload = try #require(session.payload)
                .setting(PayloadPath(parsing: "name"), to: Array("\"Gréß 🐢\"".utf8))

            let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

            #expect(outcome.receipt.isComplete)
            let wanted = text.replacing("\"Zoë 🦉\"", with: "\"Gréß 🐢\"").replacing("\"x\"", with: "\"Gréß 🐢\"")
            #expect(try shop.application.read(id) == wanted)
            #expect(try await shop.session(id).deadline == session.deadline)
            let undo = try await shop.operations.undo(#require(outcome.undo), reason: nil)
            #expect(undo.receipt.isComplete)
            #expect(try await shop.session(id).record.content == session.record.content)
        }
    }

    @Test(arguments: Django.Engine.allCases)
    func `are not edited without the key`(engine: Django.Engine) async throws {
        for secrets in [[], [Secret("another")]] {
            let shop = try await DjangoShop(engine, secrets: secrets)
            let id = try shop.application.create(Self.payload)
            let session = try await shop.session(id)
            let payload = try #require(session.payload).setting(PayloadPath(parsing: "name"), to: Array("1".utf8))

            let outcome = try await shop.operations.edit(session, to: payload, reason: nil)

            #expect(outcome.receipt.lines.map(\.result) == [.refused])
            #expect(try shop.application.read(id) == Self.payload)
        }
    }

    @Test(arguments: Django.Engine.allCases)
    func `are extended and cut short as Django sees it`(engine: Django.Engine) async throws {
        let shop = try await DjangoShop(engine)
        let (id, short) = (try shop.application.create(Self.payload), try shop.application.create(Self.payload))
        let later = Deadline.at(Clock.wall().adding(milliseconds: 5_000_000_000))

        let extended = try await shop.operations.setDeadline(shop.session(id), to: later, reason: nil)
        let doomed = try await shop.session(short)
        let soon = Deadline.at(Clock.wall().adding(milliseconds: 8_000))
        let cut = try await shop.operations.setDeadline(doomed, to: soon, reason: nil)

        #expect(extended.receipt.isComplete && cut.receipt.isComplete)
        #expect(try await shop.session(id).deadline == later)
        let isOver = try await Patience(.seconds(60), pause: .milliseconds(100)).wait {
            try shop.application.read(short) == nil ? true : nil
        }
        #expect(isOver == true)
        #expect(try shop.application.read(id) == Self.payload)
    }

    @Test(arguments: Django.Engine.allCases)
    func `with a date of the application's own are moved with it`(engine: Django.Engine) async throws {
        let shop = try await DjangoShop(engine)
        let id = try shop.application.create(Self.payload, expiry: #""2030-01-01T00:00:00+00:00""#)
        let session = try await shop.session(id)
        let later = Timestamp(milliseconds: 1_900_000_000_000)
        #expect(session.deadline == .at(Timestamp(milliseconds: 1_893_456_000_000)))

        let outcome = try await shop.operations.setDeadline(session, to: .at(later), reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try await shop.session(id).deadline == .at(later))
        let text = try #require(try shop.application.read(id))
        #expect(text.contains(#""_session_expiry":"2030-03-17T17:46:40+00:00""#))
    }

    @Test(arguments: Django.Engine.allCases)
    func `get a fresh id that Django takes, end, and come back`(engine: Django.Engine) async throws {
        let shop = try await DjangoShop(engine)
        let id = try shop.application.create(Self.payload)

        let outcome = try await shop.operations.regenerate(
            shop.session(id), reason: nil, random: SystemRandomNumberGenerator())

        let fresh = try #require(outcome.receipt.newID).whole
        #expect(outcome.receipt.cookie == "sessionid=\(fresh)")
        #expect(try shop.application.read(fresh) == Self.payload)
        #expect(try shop.application.read(id) == nil)
        let session = try await shop.session(fresh)
        let ended = try await shop.operations.destroy([session.key], reason: nil)
        #expect(try shop.application.read(fresh) == nil)
        let undo = try await shop.operations.undo(#require(ended.undo), reason: nil)
        #expect(undo.receipt.isComplete)
        #expect(try shop.application.read(fresh) == Self.payload)
    }
}
