import SessionModel
import TestSupport
import Testing

@testable import SessionFormats

/// Written by PHP 8.2's `serialize` as the source of Laravel 13 says; the components of Laravel 8 write live in the tests of
/// real writers, and those of 13 wrote records of the corpus.
@Suite struct `Laravel's sessions` {
    private static let id = "Wm8Hc0WcdSCYMbCf0GGfwOzTkxsqYpuJ7LzvQwtr"
    private static let key = "laravel-database-laravel-cache-" + id
    private static let deadline = Deadline.at(Timestamp(milliseconds: 1_795_233_600_000))
    private static let modified = Timestamp(milliseconds: 1_795_230_000_123)
    private static let login = "login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d"
    private static let inner =
        #"a:6:{s:6:"_token";s:40:"tGqsYNq8wYQK5kfx7Zb0F0mJtYw0xkpLr1Yk2J9T";"#
        + #"s:9:"_previous";a:1:{s:3:"url";s:21:"http://shop.test/cart";}"#
        + #"s:6:"_flash";a:2:{s:3:"old";a:0:{}s:3:"new";a:1:{i:0;s:6:"status";}}s:6:"status";s:6:"Saved.";"#
        + #"s:50:"\#(login)";i:7;s:4:"cart";a:1:{i:0;a:2:{s:3:"sku";s:2:"ä";s:5:"price";d:9.5;}}}"#
    private static let empty = #"a:1:{s:6:"_token";s:40:"tGqsYNq8wYQK5kfx7Zb0F0mJtYw0xkpLr1Yk2J9T";}"#
    private static let json = #"{"_token":"tGqsYNq8","_flash":{"old":[],"new":[]},"name":"Zoë"}"#

    private let format = SessionFormat.laravel
    private let context = FormatContext(layouts: SessionFormat.laravel.layouts)

    private func quoted(_ text: String) -> String { "s:\(text.utf8.count):\"\(text)\";" }

    private let inFiles = FormatContext(layouts: SessionFormat.laravel.layouts.filter { $0.kind == .files })

    private func inRedis(_ text: String, key: String = Self.key, context: FormatContext? = nil) -> Session? {
        format.read(
            StoredRecord(key: SessionKey(key), content: .bytes(Array(text.utf8)), expiry: Self.deadline),
            context ?? self.context)
    }

    private func inFile(_ text: String) -> Session? {
        format.read(
            StoredRecord(key: SessionKey(Self.id), content: .bytes(Array(text.utf8)), modified: Self.modified), inFiles)
    }

    @Test func `in Redis stand in a text within a text, and name their user`() throws {
        let session = try #require(inRedis(quoted(Self.inner)))
        #expect(session.id?.whole == Self.id)
        #expect(session.user == "7")
        #expect(session.deadline == Self.deadline)
        #expect(session.protectedPaths.map(\.description) == ["_token", "_flash", "_previous"])
        #expect(session.payload?.node(at: try PayloadPath(parsing: "cart[0].sku"))?.string == "ä")
        var given = context
        given.userRule = UserRule(paths: [try PayloadPath(parsing: "status")], isGiven: true)
        #expect(inRedis(quoted(Self.inner), context: given)?.userNames == ["Saved."])
    }

    @Test(arguments: [inner, empty, json])
    func `keep every byte an edit leaves alone`(text: String) throws {
        for (session, context) in [
            (try #require(inRedis(quoted(text))), context), (try #require(inFile(text)), inFiles),
        ] {
            let payload = try #require(session.payload)
            let same = session.record.content.bytes
            #expect(try format.content(session, payload, context) == same)
            let edited = try payload.setting(PayloadPath(parsing: "zz"), to: Array("\"é\"".utf8))
            let bytes = try format.content(session, edited, context)
            let again = try #require(
                format.read(StoredRecord(key: session.key, content: .bytes(bytes), expiry: nil), context))
            #expect(again.payload?.root.saysTheSame(as: edited.root) == true)
            let removed = try #require(again.payload).removing(PayloadPath(parsing: "zz"))
            #expect(try format.content(again, removed, context) == same)
        }
    }

    @Test func `in files die a lifetime after they were last written`() throws {
        let session = try #require(inFile(Self.empty))
        #expect(session.deadline == .at(Self.modified.adding(milliseconds: 7_200_000)))
        #expect(session.user == nil)
        let later = Timestamp(milliseconds: 1_795_240_000_000)
        #expect(try format.redate(session, .at(later), inFiles).modified == later.adding(milliseconds: -7_200_000))
    }

    @Test(arguments: [
        "i:5;", #"s:5:"hello";"#, #"a:1:{s:1:"x";i:1;}"#, #"s:18:"a:1:{s:1:"x";i:1;}";"#, "", #"{"x":1}"#,
    ])
    func `are told from what else a cache holds under such keys`(text: String) {
        #expect(inRedis(text) == nil)
    }

    @Test(arguments: [
        (key, true), ("laravel_database_laravel_cache:" + id, true), (id, true), (String(id.dropLast()), false),
        ("laravel-cache-" + id.dropLast() + "_", false),
    ])
    func `are known by the end of their keys`(key: String, isSession: Bool) throws {
        let session = inRedis(quoted(Self.empty), key: key)
        #expect((session != nil) == isSession)
        guard let session else { return }
        let fresh = String(repeating: "z", count: 40)
        #expect(
            format.key(SessionID(fresh), session, context)?.text == String(key.dropLast(40)) + fresh)
    }

    @Test func `keep their token`() throws {
        let session = try #require(inRedis(quoted(Self.empty)))
        #expect(throws: FormatError.self) { try format.content(session, Payload(parsing: #"{"a":1}"#), context) }
    }

    @Test func `that are encrypted are opened with the key alone`() throws {
        let text = quoted(Self.payloadCBC)
        let closed = try #require(inRedis(text))
        #expect(closed.payload == nil)
        #expect(closed.deadline == Self.deadline)
        #expect(closed.viewOnlyReason?.contains("APP_KEY") == true)
        var wrong = context
        wrong.secrets = [Secret("base64:" + String(repeating: "A", count: 43) + "=")]
        #expect(inRedis(text, context: wrong)?.payload == nil)
        var open = context
        open.secrets = wrong.secrets + [Self.secret]
        let session = try #require(inRedis(text, context: open))
        #expect(session.payload.map { String(decoding: $0.source, as: UTF8.self) } == #"{"_token":"t","user_id":7}"#)
        let edited = try #require(session.payload).setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))
        let bytes = try format.content(session, edited, open)
        #expect(inRedis(String(decoding: bytes, as: UTF8.self), context: open)?.user == "8")
    }

    @Test(arguments: [cookieCBC, cookieGCM])
    func `are found by their cookie with the key`(cookie: String) throws {
        #expect(throws: FormatError.self) { try format.idInCookie(cookie, context) }
        var keyed = context
        keyed.secrets = [Self.secret]
        #expect(
            try format.idInCookie("laravel_session=" + cookie.replacing("=", with: "%3D"), keyed).whole == Self.id)
        keyed.cookieName = "other_session"
        #expect(throws: FormatError.self) { try format.idInCookie(cookie, keyed) }
        keyed.cookieName = nil
        keyed.secrets = [Secret("base64:" + String(repeating: "A", count: 43) + "=")]
        #expect(throws: FormatError.self) { try format.idInCookie(cookie, keyed) }
    }

    @Test func `get cookies that can be read again`() throws {
        #expect(format.cookie(SessionID(Self.id), nil, context) == nil)
        #expect(try format.idInCookie(Self.id, context).whole == Self.id)
        var keyed = context
        keyed.secrets = [Self.secret]
        keyed.cookieName = "shop_session"
        let cookie = try #require(format.cookie(SessionID(Self.id), nil, keyed))
        #expect(cookie.hasPrefix("shop_session=eyJpdiI6"))
        #expect(try format.idInCookie(cookie, keyed).whole == Self.id)
    }

    /// The application's name goes into it: `Str::slug(APP_NAME)` and `_session`, since Laravel 12 `-session`.
    @Test(arguments: ["shop_session", "shop-session", "laravel-session"])
    func `are found by a cookie that is called as the application`(name: String) throws {
        var keyed = context
        keyed.secrets = [Self.secret]
        keyed.cookieName = name
        let cookie = try #require(format.cookie(SessionID(Self.id), nil, keyed))
        keyed.cookieName = nil

        let header = "Cookie: theme=dark; chat_session=eyJpdiI6; \(cookie); XSRF-TOKEN=eyJpdiI6"
        #expect(try format.idInCookie(header, keyed).whole == Self.id)
        let value = cookie.dropFirst(name.utf8.count + 1)
        if name == "laravel-session" {
            #expect(try format.idInCookie(String(value), keyed).whole == Self.id)
        } else {
            let error = #expect(throws: FormatError.self) { try format.idInCookie(String(value), keyed) }
            #expect(error?.description.contains("together with its name") == true)
            #expect(throws: FormatError.self) { try format.idInCookie("other_session=\(value)", keyed) }
        }
    }

    @Test(arguments: [
        ("shop-database-shop-cache-", "shop-session"), ("my_shop_database_my_shop_cache_:", "my_shop_session"),
        ("laravel_cache:", "laravel_session"), ("my-database-cache-", "my-database-session"),
        ("sessions:", "laravel_session"), ("_cache_", "laravel_session"),
    ])
    func `get cookies that are called as the keys are`(front: String, name: String) throws {
        var keyed = context
        keyed.secrets = [Self.secret]
        let record = StoredRecord(
            key: SessionKey(front + Self.id), content: .bytes(Array(quoted(Self.empty).utf8)), expiry: Self.deadline)
        let session = try #require(format.read(record, keyed))

        #expect(format.cookie(SessionID(Self.id), session, keyed)?.hasPrefix("\(name)=") == true)
        keyed.cookieName = "sid"
        #expect(format.cookie(SessionID(Self.id), session, keyed)?.hasPrefix("sid=") == true)
    }

    @Test func `get ids of forty letters and digits`() throws {
        let session = try #require(inRedis(quoted(Self.empty)))
        var random: any RandomNumberGenerator = RepeatableRandom(seed: 7)
        let fresh = format.mint(session, &random)
        #expect(LaravelID.shape.fits(Array(fresh.whole.utf8)))
    }

    private static let secret = Secret("base64:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=")
    private static let cookieCBC =
        "eyJpdiI6ImFXbHBhV2xwYVdscGFXbHBhV2xwYVE9PSIsInZhbHVlIjoiM0FDVnY1MEpmcnhVTXppN2xWY29kL0k0VytEUGZwYS9IMFUr"
        + "TXVEbXFiajArb0xhanpQTjJmMXdsaldQU1g3bjNzc2htM0srL3E2aENnRnFvZ2JZZzg1S1REZk9VZk9hVmZERzd0S0VONitBdmhxQjJq"
        + "VEVKUjU2d3JkZExyUTEiLCJtYWMiOiI2OTg3MmU0NTdlNDQ1Mjk3OGNiMzA3MjllZWNmNzZiNGYxMGQzMjZlYjJkMTQyMzIzMzIyZWU0"
        + "MmY3NDljZjM2IiwidGFnIjoiIn0="
    private static let cookieGCM =
        "eyJpdiI6ImFXbHBhV2xwYVdscGFXbHAiLCJ2YWx1ZSI6InZyRE1RZ0xOa3pYRE5kQWFvblJHQXFPVkdtaDdXZFV0UkZ0M3B6L3cxRzFq"
        + "MXZlY0ZZZ3FvUDFjY081bmNobnRKbEd1NDN2aEdYL3NXMVkzSEZLZVFwdWdIMlpZaHE0bVhReEZVaGJDdmJoViIsIm1hYyI6IiIsInRh"
        + "ZyI6IlRpcHUzcmdjd0p0YThUVVlKL2M4bUE9PSJ9"
    private static let payloadCBC =
        "eyJpdiI6ImFXbHBhV2xwYVdscGFXbHBhV2xwYVE9PSIsInZhbHVlIjoia051cWJtaFk5bWdmRGZyOXpHdGpqYk5FaDczTUtaNncxNTVL"
        + "MmdyUzNYdUgxYkZZYk5JcXNqUTR5aUlUZVozNW5TQVU5Wjk3UE1yMlQ0eW1zZTg3anc9PSIsIm1hYyI6ImJiMzU5YTAyZGIwNDIyY2Ni"
        + "ODg4MzA3OWY5MDQzMzM4MGE3ZWYzMzg4MDg3NDMxZTExMDMyZTY2NTRiNTFmOWUiLCJ0YWciOiIifQ=="
}
