import Operations
import RedisStore
import SessionFormats
import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

/// Laravel is not run here: PHP's own functions write and read its records, as its source says.
@Suite(.needs(.php, .redisServer), .timeLimit(.minutes(5))) struct `Laravel's records by a real PHP` {
    private static let id = "Wm8Hc0WcdSCYMbCf0GGfwOzTkxsqYpuJ7LzvQwtr"
    private static let key = "laravel-database-laravel-cache-" + id
    private static let login = "login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d"
    private static let payload =
        #"{"_token":"tGqsYNq8wYQK5kfx7Zb0F0mJtYw0xkpLr1Yk2J9T","_flash":{"old":[],"new":["status"]},"#
        + #""\#(login)":7,"status":"Zoë 🦉"}"#
    private static let appKey = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="

    private let server: RedisServer
    private let php: PHP
    private let directory: TemporaryDirectory

    init() throws {
        server = try RedisServer()
        php = try PHP(.redis(port: server.port))
        directory = try TemporaryDirectory()
    }

    private func target(secrets: [Secret] = []) async throws -> OpenStore {
        let layouts = SessionFormat.laravel.layouts.filter { $0.kind == .keyValue }
        let address = StoreAddress(scheme: "redis", hosts: [.init("127.0.0.1", port: UInt16(server.port))])
        let store = try await StoreDriver.redis.open(StoreOpening(address: address, layouts: layouts))
        return OpenStore(
            name: "shop", store: store, formats: [.laravel],
            context: FormatContext(layouts: layouts, secrets: secrets))
    }

    private func operations(on target: OpenStore) -> Operations {
        Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
    }

    private func put(_ base64: String, under key: String) throws {
        try server.command(["SET", key, Self.decoded(base64), "EX", "7200"])
    }

    private static func decoded(_ base64: String) throws -> String {
        guard let bytes = FixtureBase64.decode(base64) else { throw TestSupportError("no base64: \(base64)") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func edited(_ session: Session) throws -> Payload {
        try #require(session.payload).setting(PayloadPath(parsing: "status"), to: Array(#""Gréß""#.utf8))
    }

    @Test func `are found among other keys of the same cache, and edited`() async throws {
        try put(php.serialized(Self.payload, times: 2), under: Self.key)
        try server.command(["SET", "laravel-database-laravel-cache-da39a3ee5e6b4b0d3255bfef95601890afd80709", "i:5;"])
        let target = try await target()
        let pages = Mutex(RecordPage())
        try await target.store.scan(
            ScanRequest(pace: .full, readsContent: target.mustReadToDate, glance: target.glance)
        ) { page in pages.withLock { $0.append(page) } }
        let session = try #require(try await target.session(SessionKey(Self.key)))

        let outcome = try await operations(on: target).edit(session, to: edited(session), reason: nil)

        let rows = pages.withLock { $0 }
        #expect((0..<rows.count).map { rows.key($0) } == [SessionKey(Self.key)])
        #expect(rows.user(0) == "7")
        #expect(outcome.receipt.isComplete)
        let content = try #require(try await target.session(SessionKey(Self.key))?.record.content.bytes)
        #expect(
            try php.unserialized(FixtureBase64.encode(content), times: 2)
                == .taken(Self.payload.replacing("Zoë 🦉", with: "Gréß")))
    }

    @Test(arguments: ["aes-256-cbc", "aes-256-gcm"])
    func `that are encrypted are edited with the key`(cipher: String) async throws {
        let inner = try Self.decoded(php.serialized(Self.payload, times: 2))
        let closed = try php.encrypted(inner, key: Self.appKey, cipher: cipher)
        try server.command(["SET", "\(Self.key)", "s:\(closed.utf8.count):\"\(closed)\";"])
        let target = try await target(secrets: [Secret("base64:" + Self.appKey)])
        let session = try #require(try await target.session(SessionKey(Self.key)))

        let outcome = try await operations(on: target).edit(session, to: edited(session), reason: nil)

        #expect(outcome.receipt.isComplete)
        let content = try #require(try await target.session(SessionKey(Self.key))?.record.content.bytes)
        let text = String(decoding: content, as: UTF8.self)
        let sealed = String(text.split(separator: "\"")[1])
        guard case .taken(let opened) = try php.decrypted(sealed, key: Self.appKey) else {
            return #expect(Bool(false), "PHP can't decrypt it")
        }
        #expect(opened.contains("Gréß"))
    }

    @Test func `get a cookie that PHP can decrypt`() throws {
        let context = FormatContext(
            layouts: SessionFormat.laravel.layouts, secrets: [Secret("base64:" + Self.appKey)])
        let cookie = try #require(SessionFormat.laravel.cookie(SessionID(Self.id), context))
        let value = String(cookie.dropFirst("laravel_session=".count))
            .replacing("%3D", with: "=").replacing("%2B", with: "+").replacing("%2F", with: "/")
        let mark = try php.hmac("sha1", "laravel_sessionv2", key: Self.appKey)
        #expect(try php.decrypted(value, key: Self.appKey) == .taken("\"\(mark)|\(Self.id)\""))
        let made = try php.encrypted("\(mark)|\(Self.id)", key: Self.appKey)
        #expect(try SessionFormat.laravel.idInCookie("laravel_session=" + made, context).whole == Self.id)
    }
}
