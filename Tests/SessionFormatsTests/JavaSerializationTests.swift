import SessionModel
import TestSupport
import Testing

@testable import SessionFormats

/// What OpenJDK 17 wrote is read here; `Fixtures/Java` says how it was made.
@Suite struct `Java's serialization` {
    /// A file beside this one.
    static func fixture(_ name: String) throws -> [UInt8] {
        try Repository.bytes("Tests/SessionFormatsTests/Fixtures/Java/\(name).ser")
    }

    private func shown(_ bytes: [UInt8]) throws -> String {
        let (payload, lock) = try JavaSerialization().reading(bytes)
        #expect(lock == JavaSerialization.lock)
        return String(decoding: payload.source, as: UTF8.self)
    }

    private func reason(_ bytes: [UInt8]) -> String {
        do throws(FormatError) {
            return "read: \(try JavaSerialization().reading(bytes).payload.root.rawText)"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("null", "null"), ("string", #""Zoë""#), ("emoji", "\"\\u0000 👩‍👧\""), ("creation-time", "1795229000123"),
        ("interval", "1800"), ("double", "-0.5"), ("boolean", "true"), ("character", #""ß""#),
        ("date", #"{"$date":"2026-11-21T02:43:20.123Z"}"#), ("enum", #"{"$enum":"shop.Cart$Status:OPEN"}"#),
        ("uuid", #"{"$uuid":"33fdd1b6-b496-4b33-9f7d-df96679d32fe"}"#),
        ("instant", #"{"$date":"2026-11-21T02:43:20.123Z"}"#), ("bytes", #"{"$bytes":"AQID"}"#),
        ("list", #"["a",1,true,[]]"#), ("linked-list", #"["a","b"]"#), ("fixed-list", #"["a",null,"b"]"#),
        ("immutable-list", #"["a","b","c"]"#), ("concurrent-map", #"{"a":1}"#), ("immutable-map", #"{"a":1}"#),
        ("map-of-odd-keys", #"{"1":"one","OPEN":"two","null":"three"}"#), ("class", #"{"$class":"shop.Cart"}"#),
        ("cycle", #"[{"$reference":"an outer value"}]"#),
        ("proxy", ##"{"$proxy":"WriteFixtures$Greeting","h":{"$class":"WriteFixtures$Handler","word":"hello"}}"##),
    ]) func `is shown as what it holds`(name: String, text: String) throws {
        #expect(try shown(Self.fixture(name)) == text)
    }

    @Test func `shows maps by their keys`() throws {
        let payload = try JavaSerialization().reading(Self.fixture("map")).payload
        func raw(_ path: String) throws -> String? { payload.node(at: try PayloadPath(parsing: path))?.rawText }

        #expect(try raw("user_id") == "7")
        #expect(try raw("name") == #""Zoë""#)
        #expect(try raw("roles") == #"["admin"]"#)
        #expect(try raw("nested.deep") == "[1.5,2]")
        #expect(payload.root.childCount == 4)
    }

    @Test func `shows an application's own class by the fields that it describes itself`() throws {
        let payload = try JavaSerialization().reading(Self.fixture("cart")).payload
        func raw(_ path: String) throws -> String? { payload.node(at: try PayloadPath(parsing: path))?.rawText }

        for (path, text) in [
            ("small", "-7"), ("middle", "-300"), ("letter", #""ä""#), ("weight", "1.5"), ("price", "9.95"),
            ("id", "1152921504606846976"), ("isOpen", "true"), ("currency", #""EUR""#), ("nothing", "null"),
            ("status", #"{"$enum":"shop.Cart$Status:PAID"}"#), ("created", #"{"$date":"2026-11-21T02:43:20.123Z"}"#),
            ("items[0].sku", #""ä-1""#), ("items[0].count", "2"), ("items[1].price", "0.1"), ("counts.one", "1"),
            ("counts.again", #""EUR""#), ("counts.items[1].sku", #""b""#), ("token", #"{"$bytes":"AAH+"}"#),
            ("sizes", "[1,-2,3]"), ("grid", #"[["a",null],[]]"#), ("note.text", #""first""#),
            ("self", #"{"$reference":"an outer value"}"#),
        ] { #expect(try raw(path) == text, "\(path)") }
        let root = payload.root
        #expect(root.child(.key("$class"))?.string == "shop.Cart")
        #expect(root.child(.key("secret")) == nil)
        #expect(
            root.child(.key("note"))?.child(.key("$data"))?.rawText
                == #"[{"$bytes":"AAASZw=="},"behind",{"$bytes":"AQ=="}]"#)
        #expect(root.child(.key("stamp"))?.child(.key("$data"))?.rawText == #"[{"$bytes":"AAABAg=="}]"#)
    }

    @Test func `shows who is logged in`() throws {
        let payload = try JavaSerialization().reading(Self.fixture("security-context")).payload
        func raw(_ path: String) throws -> String? { payload.node(at: try PayloadPath(parsing: path))?.rawText }

        #expect(try raw("authentication.principal.username") == #""alice@shop""#)
        #expect(try raw("authentication.authorities[0].role") == #""ROLE_ADMIN""#)
        #expect(try raw("authentication.principal.authorities[1].role") == #""ROLE_USER""#)
        #expect(try raw("authentication.details.remoteAddress") == #""203.0.113.7""#)
        #expect(try raw("authentication.authenticated") == "true")
    }

    @Test func `of a long text is read`() throws {
        let text = [UInt8](repeating: 120, count: 70_000)
        let bytes = [0xAC, 0xED, 0, 5, 0x7C, 0, 0, 0, 0, 0, 1, 0x11, 0x70] + text

        #expect(try JavaSerialization().reading(bytes).payload.root.string?.utf8.count == 70_000)
    }

    @Test(arguments: ["creation-time", "interval"]) func `of a number gets another one in its place`(name: String)
        throws
    {
        let bytes = try Self.fixture(name)
        let number = try #require(JavaInteger(bytes))
        let other = try #require(number.bytes(with: 77))

        #expect(JavaInteger(other)?.value == 77)
        #expect(number.bytes(with: number.value) == bytes)
        #expect(JavaInteger(try Self.fixture("string")) == nil)
        #expect(JavaInteger(try Self.fixture("interval"))?.bytes(with: 1 << 40) == nil)
    }

    @Test func `of a text is what Java writes for it`() throws {
        let id = "33fdd1b6-b496-4b33-9f7d-df96679d32fe"
        #expect(try JavaInteger.stream(ofText: id) == Self.fixture("index-member"))
        #expect(try JavaInteger.stream(ofText: "expires:\(id)") == Self.fixture("expirations-member"))
    }

    @Test func `that is cut short says where`() throws {
        for name in ["cart", "map", "security-context", "proxy"] {
            let bytes = try Self.fixture(name)
            for count in 0..<bytes.count {
                #expect(reason(Array(bytes.prefix(count))).hasPrefix("The record is no Java serialization: "))
            }
            #expect(reason(bytes + [0x70]).contains("something follows the value at byte \(bytes.count)"))
        }
    }

    @Test func `that was changed at random does no harm`() throws {
        var random = RepeatableRandom(seed: 11)
        for name in ["cart", "map", "security-context", "proxy", "map-of-odd-keys"] {
            let bytes = try Self.fixture(name)
            for _ in 0..<2000 {
                var changed = bytes
                for _ in 0..<3 {
                    changed[Int.random(in: 4..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                _ = reason(changed)
            }
        }
    }

    @Test func `that nests or repeats without end is refused`() throws {
        // Arrays of arrays of arrays, each with the one class.
        let type: [UInt8] = [0x72, 0, 2] + Array("[[".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0x78, 0x70]
        let head: [UInt8] = [0xAC, 0xED, 0, 5, 0x75] + type + [0, 0, 0, 1]
        let inner: [UInt8] = [0x75, 0x71, 0, 0x7E, 0, 0, 0, 0, 0, 1]
        let deep = head + Array(repeatElement(inner, count: 5000).joined())
        #expect(reason(deep).contains("levels inside one another"))
        // A long text, named over and over.
        let text: [UInt8] = [0x74, 0x7F, 0xFF] + [UInt8](repeating: 120, count: 0x7FFF)
        let again: [UInt8] = [0x71, 0, 0x7E, 0, 2]
        let flat =
            [0xAC, 0xED, 0, 5, 0x75] + type + [0, 0, 0x0F, 0] + text
            + Array(repeatElement(again, count: 0x0EFF).joined())
        #expect(reason(flat).contains("repeated too often"))
    }

    @Test func `whose wrappers name one another in a long line is refused`() {
        func text(_ text: String) -> [UInt8] { [0, UInt8(text.utf8.count)] + Array(text.utf8) }
        func handle(_ number: Int) -> [UInt8] { [0x71, 0, 0x7E, UInt8(number >> 8), UInt8(number & 255)] }
        let array: [UInt8] = [0x75, 0x72] + text("[[") + [UInt8](repeating: 0, count: 8) + [2, 0, 0, 0x78, 0x70]
        var bytes: [UInt8] = [0xAC, 0xED, 0, 5] + array + [0, 0, 1, 0x2C]
        bytes += [0x73, 0x72] + text("java.util.Collections$UnmodifiableCollection") + [UInt8](repeating: 0, count: 8)
        bytes += [2, 0, 1, UInt8(ascii: "L")] + text("c") + [0x74] + text("x") + [0x78, 0x70, 0x70]
        for number in 1..<300 { bytes += [0x73] + handle(2) + handle(3 + number) }

        #expect(reason(bytes).contains("levels inside one another"))
    }
}
