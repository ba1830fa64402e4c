import SessionModel
import TestSupport
import Testing
import TextCodings

@testable import SessionFormats

/// A record that PHP 8.2.35 wrote (igbinary 3.2), by its serializer and what is in it.
struct PHPFixture: CustomTestStringConvertible, Sendable {
    var serializer: String
    var shape: String
    var base64: String
    var json: String

    var testDescription: String { "\(serializer), \(shape)" }
    var bytes: [UInt8] { Base64.decode(base64.utf8) ?? [] }

    private static let small = #"{"user_id":7,"n":1.5}"#
    private static let nested =
        #"{"user":{"id":42,"roles":["a","b"],"deep":{"x":{"y":[1,2,[3]]}}},"l":{"5":"five","6":"six"}}"#
    private static let unicode = #"{"name":"Zoë 🦉 \"x\" |;","emoji":"日本","raw":{"$bytes":"//4="}}"#
    private static let flash =
        #"{"_flash":{"notice":"Saved."},"obj":{"$class":"Cart","\u0000Cart\u0000owner":"kim","\u0000*\u0000n":1,"open":true}}"#

    static let all: [PHPFixture] = [
        .init(serializer: "php", shape: "empty", base64: "", json: "{}"),
        .init(serializer: "php", shape: "small", base64: "dXNlcl9pZHxpOjc7bnxkOjEuNTs=", json: small),
        .init(
            serializer: "php", shape: "nested",
            base64: "dXNlcnxhOjM6e3M6MjoiaWQiO2k6NDI7czo1OiJyb2xlcyI7YToyOntpOjA7czoxOiJhIjtpOjE7czoxOiJiIjt9czo0OiJk"
                + "ZWVwIjthOjE6e3M6MToieCI7YToxOntzOjE6InkiO2E6Mzp7aTowO2k6MTtpOjE7aToyO2k6MjthOjE6e2k6MDtpOjM7fX19"
                + "fX1sfGE6Mjp7aTo1O3M6NDoiZml2ZSI7aTo2O3M6Mzoic2l4Ijt9",
            json: nested),
        .init(
            serializer: "php", shape: "unicode",
            base64: "bmFtZXxzOjE2OiJab8OrIPCfpokgIngiIHw7IjtlbW9qaXxzOjY6IuaXpeacrCI7cmF3fHM6Mjoi//4iOw==",
            json: unicode),
        .init(
            serializer: "php", shape: "flash",
            base64: "X2ZsYXNofGE6MTp7czo2OiJub3RpY2UiO3M6NjoiU2F2ZWQuIjt9b2JqfE86NDoiQ2FydCI6Mzp7czoxMToiAENhcnQAb3du"
                + "ZXIiO3M6Mzoia2ltIjtzOjQ6IgAqAG4iO2k6MTtzOjQ6Im9wZW4iO2I6MTt9",
            json: flash),
        .init(serializer: "php_serialize", shape: "empty", base64: "YTowOnt9", json: "{}"),
        .init(
            serializer: "php_serialize", shape: "small",
            base64: "YToyOntzOjc6InVzZXJfaWQiO2k6NztzOjE6Im4iO2Q6MS41O30=", json: small),
        .init(
            serializer: "php_serialize", shape: "nested",
            base64: "YToyOntzOjQ6InVzZXIiO2E6Mzp7czoyOiJpZCI7aTo0MjtzOjU6InJvbGVzIjthOjI6e2k6MDtzOjE6ImEiO2k6MTtzOjE6"
                + "ImIiO31zOjQ6ImRlZXAiO2E6MTp7czoxOiJ4IjthOjE6e3M6MToieSI7YTozOntpOjA7aToxO2k6MTtpOjI7aToyO2E6MTp7"
                + "aTowO2k6Mzt9fX19fXM6MToibCI7YToyOntpOjU7czo0OiJmaXZlIjtpOjY7czozOiJzaXgiO319",
            json: nested),
        .init(
            serializer: "php_serialize", shape: "unicode",
            base64: "YTozOntzOjQ6Im5hbWUiO3M6MTY6Ilpvw6sg8J+miSAieCIgfDsiO3M6NToiZW1vamkiO3M6Njoi5pel5pysIjtzOjM6InJh"
                + "dyI7czoyOiL//iI7fQ==",
            json: unicode),
        .init(
            serializer: "php_serialize", shape: "flash",
            base64: "YToyOntzOjY6Il9mbGFzaCI7YToxOntzOjY6Im5vdGljZSI7czo2OiJTYXZlZC4iO31zOjM6Im9iaiI7Tzo0OiJDYXJ0Ijoz"
                + "OntzOjExOiIAQ2FydABvd25lciI7czozOiJraW0iO3M6NDoiACoAbiI7aToxO3M6NDoib3BlbiI7YjoxO319",
            json: flash),
        .init(serializer: "php_binary", shape: "small", base64: "B3VzZXJfaWRpOjc7AW5kOjEuNTs=", json: small),
        .init(
            serializer: "php_binary", shape: "nested",
            base64: "BHVzZXJhOjM6e3M6MjoiaWQiO2k6NDI7czo1OiJyb2xlcyI7YToyOntpOjA7czoxOiJhIjtpOjE7czoxOiJiIjt9czo0OiJk"
                + "ZWVwIjthOjE6e3M6MToieCI7YToxOntzOjE6InkiO2E6Mzp7aTowO2k6MTtpOjE7aToyO2k6MjthOjE6e2k6MDtpOjM7fX19"
                + "fX0BbGE6Mjp7aTo1O3M6NDoiZml2ZSI7aTo2O3M6Mzoic2l4Ijt9",
            json: nested),
        .init(
            serializer: "php_binary", shape: "unicode",
            base64: "BG5hbWVzOjE2OiJab8OrIPCfpokgIngiIHw7IjsFZW1vamlzOjY6IuaXpeacrCI7A3Jhd3M6Mjoi//4iOw==",
            json: unicode),
        .init(
            serializer: "php_binary", shape: "flash",
            base64: "Bl9mbGFzaGE6MTp7czo2OiJub3RpY2UiO3M6NjoiU2F2ZWQuIjt9A29iak86NDoiQ2FydCI6Mzp7czoxMToiAENhcnQAb3du"
                + "ZXIiO3M6Mzoia2ltIjtzOjQ6IgAqAG4iO2k6MTtzOjQ6Im9wZW4iO2I6MTt9",
            json: flash),
        .init(
            serializer: "igbinary", shape: "small", base64: "AAAAAhQCEQd1c2VyX2lkBgcRAW4MP/gAAAAAAAA=",
            json: small),
        .init(
            serializer: "igbinary", shape: "nested",
            base64: "AAAAAhQCEQR1c2VyFAMRAmlkBioRBXJvbGVzFAIGABEBYQYBEQFiEQRkZWVwFAERAXgUAREBeRQDBgAGAQYBBgIGAhQBBgAG"
                + "AxEBbBQCBgURBGZpdmUGBhEDc2l4",
            json: nested),
        .init(
            serializer: "igbinary", shape: "unicode",
            base64: "AAAAAhQDEQRuYW1lERBab8OrIPCfpokgIngiIHw7EQVlbW9qaREG5pel5pysEQNyYXcRAv/+",
            json: unicode),
        .init(
            serializer: "igbinary", shape: "flash",
            base64: "AAAAAhQCEQZfZmxhc2gUAREGbm90aWNlEQZTYXZlZC4RA29iahcEQ2FydBQDEQsAQ2FydABvd25lchEDa2ltEQQAKgBuBgER"
                + "BG9wZW4F",
            json: flash),
    ]

    static let editable = all.filter { $0.serializer != "igbinary" }
}

@Suite struct `PHP's sessions` {
    private static let id = "jghrfjgm93q4kcd834vug61787"
    private static let deadline = Deadline.at(Timestamp(milliseconds: 1_795_233_600_000))
    private static let modified = Timestamp(milliseconds: 1_795_230_000_123)

    private let format = SessionFormat.php
    private let context = FormatContext(layouts: SessionFormat.php.layouts)

    private func inRedis(_ bytes: [UInt8], key: String = "PHPREDIS_SESSION:" + Self.id) -> Session? {
        format.read(StoredRecord(key: SessionKey(key), content: .bytes(bytes), expiry: Self.deadline), context)
    }

    private func inFile(_ bytes: [UInt8], lifetime: Int64? = nil) -> Session? {
        var context = context
        context.lifetime = lifetime
        return format.read(
            StoredRecord(key: SessionKey("sess_" + Self.id), content: .bytes(bytes), modified: Self.modified), context)
    }

    @Test(arguments: PHPFixture.all)
    func `are told and read by their bytes`(fixture: PHPFixture) throws {
        let session = try #require(inRedis(fixture.bytes))
        #expect(session.payload.map { String(decoding: $0.source, as: UTF8.self) } == fixture.json)
        #expect(session.writer == fixture.serializer)
        #expect(session.id?.whole == Self.id)
        #expect(session.deadline == Self.deadline)
        #expect((session.viewOnlyReason == nil) == (fixture.serializer != "igbinary"))
    }

    @Test(arguments: PHPFixture.editable)
    func `keep every byte an edit leaves alone`(fixture: PHPFixture) throws {
        let session = try #require(inRedis(fixture.bytes))
        let payload = try #require(session.payload)
        #expect(try format.content(session, payload, context) == fixture.bytes)
        let edited = try payload.setting(PayloadPath(parsing: "zz"), to: Array(#"{"a":[1]}"#.utf8))
        let bytes = try format.content(session, edited, context)
        let again = try #require(inRedis(bytes))
        #expect(again.payload?.root.saysTheSame(as: edited.root) == true)
        // The serializer that PHP goes by is that of its settings, so it stays; an empty record has none yet.
        #expect(again.writer == fixture.serializer)
        let removed = try #require(again.payload).removing(PayloadPath(parsing: "zz"))
        #expect(try format.content(again, removed, context) == fixture.bytes)
    }

    @Test(arguments: [
        ("PHPREDIS_SESSION:" + id, true), ("PHPREDIS_CLUSTER_SESSION:" + id, true), ("memc.sess.key." + id, true),
        ("PHPREDIS_SESSION:" + id + "_LOCK", false), ("memc.sess.key.lock." + id, false),
        ("PHPREDIS_SESSION:a b", false), ("sess_" + id, true), ("sess_" + id + ".json", false), ("sess_", false),
    ])
    func `are known by their keys, and locks are none`(key: String, isSession: Bool) {
        #expect((format.layouts.claiming(SessionKey(key)) != nil) == isSession)
    }

    @Test func `have their locks where each extension puts them`() {
        let keys = SessionFormat.php.layouts.compactMap { layout in
            if case .keyValue(let keys) = layout { keys } else { nil }
        }
        func locks(_ key: String) -> [String] { keys.flatMap { $0.lockKeys(of: SessionKey(key)) }.map(\.text) }
        #expect(locks("PHPREDIS_SESSION:" + Self.id) == ["PHPREDIS_SESSION:\(Self.id)_LOCK"])
        #expect(locks("PHPREDIS_CLUSTER_SESSION:" + Self.id).isEmpty)
        #expect(locks("memc.sess.key." + Self.id) == ["memc.sess.key.lock.\(Self.id)"])
    }

    @Test func `in files die a lifetime after they were last written`() throws {
        let session = try #require(inFile(Array("user_id|i:7;".utf8)))
        #expect(session.deadline == .at(Self.modified.adding(milliseconds: 1_440_000)))
        #expect(session.lastSeenAt == Self.modified)
        #expect(session.user == "7")
        #expect(session.notes.count == 1)
        let other = try #require(inFile([], lifetime: 60_000))
        #expect(other.deadline == .at(Self.modified.adding(milliseconds: 60_000)))
        #expect(other.lifetime == 60_000)
    }

    @Test func `in files move their deadline by the time of the file`() throws {
        let session = try #require(inFile(Array("a|i:7;".utf8)))
        let later = Timestamp(milliseconds: 1_795_240_000_000)
        let redating = try format.redate(session, .at(later), context)
        #expect(redating == Redating(modified: later.adding(milliseconds: -1_440_000), deadline: .at(later)))
        #expect(throws: FormatError.self) { try format.redate(session, .never, context) }
        let keyed = try #require(inRedis(Array("a|i:7;".utf8)))
        #expect(try format.redate(keyed, .never, context) == Redating(expiry: .never, deadline: .never))
    }

    @Test func `that can't be read still die and may be moved`() throws {
        let compressed: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x05]
        let session = try #require(inRedis(compressed))
        #expect(session.payload == nil)
        #expect(session.viewOnlyReason?.contains("zstd") == true)
        #expect(session.deadline == Self.deadline)
        let file = try #require(inFile(Array("no session at all".utf8)))
        #expect(file.payload == nil)
        #expect(file.deadline == .at(Self.modified.adding(milliseconds: 1_440_000)))
        #expect(throws: Never.self) { try format.redate(file, Self.deadline, context) }
    }

    @Test(
        arguments: [
            ("0123456789abcdef0123456789abcdef", 32, "0123456789abcdef"), (id, 26, "0123456789abcdefghijklmnopqrstuv"),
            ("0123456789ABCDEFxyz,-000", 24, nil), ("short", 32, "0123456789abcdef"),
        ] as [(String, Int, String?)])
    func `get ids like those the application mints`(id: String, count: Int, letters: String?) throws {
        let session = try #require(inRedis([], key: "PHPREDIS_SESSION:" + id))
        var random: any RandomNumberGenerator = RepeatableRandom(seed: 7)
        let fresh = format.mint(session, &random).whole
        #expect(fresh.utf8.count == count)
        #expect(fresh != id)
        if let letters { #expect(fresh.allSatisfy(letters.contains)) }
        #expect(format.key(SessionID(fresh), session, context) == SessionKey("PHPREDIS_SESSION:" + fresh))
    }

    @Test func `are found by their cookie`() throws {
        #expect(try format.idInCookie("PHPSESSID=" + Self.id, context).whole == Self.id)
        #expect(try format.idInCookie("a%2Cb", context).whole == "a,b")
        #expect(format.cookie(SessionID("a,b"), nil, context) == "PHPSESSID=a%2Cb")
        #expect(throws: FormatError.self) { try format.idInCookie("PHPSESSID=../x", context) }
        #expect(
            format.candidates(SessionID(Self.id), context).map(\.text)
                == ["PHPREDIS_SESSION:", "PHPREDIS_CLUSTER_SESSION:", "memc.sess.key.", "sess_"].map { $0 + Self.id })
    }

    @Test func `say in a listing what they can`() {
        var page = RecordPage()
        let glance = format.glance(context)
        for content in ["user_id|i:7;", "no session"] {
            Array("sess_\(Self.id)".utf8).withUnsafeBytes { key in
                Array(content.utf8).withUnsafeBytes {
                    glance(key, $0, RowFacts.unknown, Self.modified.milliseconds, &page)
                }
            }
        }
        #expect(page.user(0) == "7")
        #expect(page.facts.map(\.isReadable) == [true, false])
        let deadline = Self.modified.milliseconds + 1_440_000
        #expect(page.deadlines == [deadline, deadline])
    }
}

@Suite struct `igbinary` {
    private func shown(_ bytes: [UInt8]) throws -> String {
        String(decoding: try Igbinary().reading([0, 0, 0, 2] + bytes).payload.source, as: UTF8.self)
    }

    @Test(
        arguments: [
            ([0x14, 0], "{}"), ([0x14, 1, 0x11, 1, 97, 0x00], #"{"a":null}"#),
            ([0x14, 2, 0x11, 1, 97, 0x0E, 0, 0x0D, 0x09, 1, 0], #"{"a":"a","":-256}"#),
            ([0x14, 1, 0x06, 0, 0x14, 2, 0x06, 0, 0x05, 0x06, 1, 0x04], #"{"0":[true,false]}"#),
            ([0x14, 1, 0x06, 0, 0x14, 2, 0x06, 1, 0x05, 0x06, 0, 0x04], #"{"0":{"1":true,"0":false}}"#),
            ([0x14, 1, 0x11, 1, 97, 0x25, 0x14, 0], #"{"a":[]}"#),
            ([0x14, 1, 0x11, 1, 97, 0x01, 0], #"{"a":{"$reference":"0"}}"#),
            ([0x14, 1, 0x11, 1, 97, 0x17, 1, 66, 0x1D, 2, 1, 2], #"{"a":{"$object":"B"}}"#),
        ] as [([UInt8], String)])
    func `is shown as JSON`(bytes: [UInt8], json: String) throws {
        #expect(try shown(bytes) == json)
    }

    @Test(
        arguments: [
            [], [0x14], [0x14, 5], [0x14, 1, 0x11, 9, 97], [0x14, 1, 0x0E, 3, 0x00], [0x14, 1, 0x14, 0, 0x00], [0x99],
            [0x14, 0, 0x00], [0x16, 0xFF, 0xFF, 0xFF, 0xFF], [0x26, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]])
    func `that is broken is said to be`(bytes: [UInt8]) {
        #expect(throws: FormatError.self) { try shown(bytes) }
    }

    @Test func `repeats no text without end`() {
        let text = [0x12, 0x40, 0x00] + [UInt8](repeating: 97, count: 0x4000)
        let many: [UInt8] = (0..<200).flatMap { [0x08, 0x10, UInt8($0), 0x0E, 0] as [UInt8] }
        #expect(throws: FormatError.self) { try shown([0x14, 201, 0x06, 0] + text + many) }
    }

    @Test func `nests no deeper than is safe`() {
        let deep: [UInt8] = (0..<5000).flatMap { _ in [0x14, 1, 0x06, 0] as [UInt8] } + [0x00]
        #expect(throws: FormatError.self) { try shown(deep) }
        #expect(throws: FormatError.self) { try shown([UInt8](repeating: 0x25, count: 100_000)) }
    }

    @Test(arguments: 0..<200) func `survives any mutation`(seed: Int) throws {
        var random = RepeatableRandom(seed: UInt64(seed))
        for fixture in PHPFixture.all where fixture.serializer == "igbinary" {
            for _ in 0..<20 {
                var bytes = fixture.bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: 4..<bytes.count, using: &random)] = .random(in: .min ... .max, using: &random)
                }
                guard let payload = try? Igbinary().reading(bytes).payload else { continue }
                #expect(throws: Never.self) { try Payload(parsing: payload.source) }
            }
        }
    }
}
