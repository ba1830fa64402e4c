import SessionModel
import Testing

@Suite struct `A payload's text` {
    @Test(arguments: [
        "{}", "[]", " {\n} ", "0", "-0", "1.0", "1e3", "1E+3", "-1.5e-10", "9223372036854775808",
        "123456789012345678901234567890", "0.1000000000000000055511151231257827", "true", "false", "null", "\"\"",
        #""\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t""#, #""\ud800""#, #""\udc00 alone""#, #""\ud800A""#, "\"\u{7F}\u{2028}\"",
        "NaN", "Infinity", "-Infinity", #"{"a":NaN,"b":[-Infinity]}"#, #"{"a":1,"a":2}"#, "[[],{},[{}]]",
        "{\r\n\t\"a\" :\t1 ,\r\n\t\"b\" : [ 1 , 2 ]\r\n}", "\u{20}\t\r\n[1]\u{20}\t\r\n", "\"日本 👩‍👩‍👧 e\u{301}\"",
        "{\n    \"user_id\": 7,\n    \"_meta\": {\n        \"created_at\": 1,\n        \"expires_at\": 2\n    }\n}",
    ])
    func `is kept byte for byte`(text: String) throws {
        let payload = try Payload(parsing: text)

        #expect(payload.source == Array(text.utf8))
        #expect(try Tree(String(decoding: payload.root.pretty(), as: UTF8.self)) == Tree(payload))
        #expect(try Tree(String(decoding: payload.root.compact(), as: UTF8.self)) == Tree(payload))
    }

    @Test(arguments: [
        "", " ", "{", "}", "[", "]", "[}", "{]", "{,}", "[,]", "[1,]", #"{"a":1,}"#, #"{"a"}"#, #"{"a":}"#, #"{"a" 1}"#,
        #"{a:1}"#,
        "{'a':1}", "{1:2}", "01", "-", "-a", "+1", "1.", ".5", "1e", "1e+", "0x10", "1_000", "--1", "1 2", "[1 2]",
        "[1]]",
        "nul", "nulL", "True", "TRUE", "nan", "-NaN", "+Infinity", "Inf", "-Inf", "undefined", "\"", "\"\\\"",
        "\"\\x41\"",
        "\"\\u12\"", "\"\\u12g4\"", "\"\\u\"", "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"", "[1]\u{0}", "\u{0}", "\u{FEFF}{}",
        "{} x",
        "/**/{}", "{\"a\":1}//", "\u{A0}1", "'a'", "[1,,2]", "{\"a\":1,,\"b\":2}", "\"\\ud800\\u\"", "\u{B}1",
    ])
    func `is refused where it is no JSON`(text: String) {
        #expect(throws: PayloadSyntaxError.self) { try Payload(parsing: text) }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x82], [0xC3], [0xF0, 0x9F, 0x98],
            [0xC3, 0x28],
        ] as [[UInt8]])
    func `is refused where its bytes are no UTF-8`(bytes: [UInt8]) {
        let text = Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8)

        let error = #expect(throws: PayloadSyntaxError.self) { try Payload(parsing: text) }

        #expect(error?.reason == .invalidUTF8)
        #expect(error?.offset == 6 || error?.offset == 7)
    }

    @Test func `cut anywhere is refused, and says that it ends early or is broken`() throws {
        let text = Array(#" {"user":{"id":-12.5e+3,"name":"A\u00e9\n","tags":[true,false,null,NaN]},"é":""} "#.utf8)
        _ = try Payload(parsing: text)

        for length in 0..<(text.count - 1) {
            #expect(throws: PayloadSyntaxError.self, "cut to \(length)") {
                try Payload(parsing: Array(text[..<length]))
            }
        }
    }

    @Test func `says where it is broken, by line and column`() {
        let error = #expect(throws: PayloadSyntaxError.self) { try Payload(parsing: "{\n  \"a\": 1,\n  \"b\": ,\n}") }

        #expect(error?.description == "Line 3, column 8: expected a value.")
        #expect(error?.offset == 19)
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `of 100,000 levels is refused and not walked into`(opening: String) {
        let text = String(repeating: opening, count: 100_000)

        let error = #expect(throws: PayloadSyntaxError.self) { try Payload(parsing: text) }

        #expect(error?.reason == .tooDeep(512))
    }

    @Test func `may stand 512 levels deep, and can be written anew there`() throws {
        let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)

        let payload = try Payload(parsing: text)

        #expect(payload.root.compact() == Array(text.utf8))
        #expect(throws: PayloadSyntaxError.self) { try Payload(parsing: "[" + text + "]") }
    }

    @Test func `of too many values is refused`() {
        let text = "[" + String(repeating: "0,", count: 1000) + "0]"

        let error = #expect(throws: PayloadSyntaxError.self) {
            try Payload(parsing: text, limits: Payload.Limits(depth: 4, nodes: 1000))
        }

        #expect(error?.reason == .tooMany(1000))
    }

    @Test func `of four megabytes is read`() throws {
        let entry = "{\"name\":\"\(String(repeating: "x", count: 1000))\",\"n\":1.0}"
        let text = "[" + repeatElement(entry, count: 4000).joined(separator: ",") + "]"

        let payload = try Payload(parsing: text)

        #expect(payload.root.childCount == 4000)
        #expect(try payload.text(at: "[3999].n") == "1.0")
    }
}

@Suite struct `A value of a payload` {
    private let payload = try? Payload(
        parsing: #"{"a":{"b":[10,{"c":"\u0041\ud83d\ude00"},30]},"":0,"é":1,"twice":1,"twice":2}"#)

    @Test func `is found by its path`() throws {
        let payload = try #require(payload)

        #expect(try payload.text(at: "a.b[2]") == "30")
        #expect(try payload.text(at: "a.b[3]") == nil)
        #expect(try payload.text(at: "[\"\"]") == "0")
        #expect(try payload.text(at: "a.b.c") == nil)
        #expect(try payload.node(at: PayloadPath(parsing: "a.b[1].c"))?.string == "A😀")
        #expect(payload.node(at: PayloadPath([.index(0)])) == nil)
        #expect(payload.node(at: PayloadPath([.key("a"), .key("b"), .index(-1)])) == nil)
    }

    @Test func `of a key that is there twice is the last, as readers take it`() throws {
        let payload = try #require(payload)

        #expect(try payload.text(at: "twice") == "2")
        #expect(payload.duplicateKeys.map(\.description) == ["twice"])
    }

    @Test func `knows its own path`() throws {
        let payload = try #require(payload)

        for node in payload.allNodes where node.key != "twice" {
            #expect(payload.node(at: node.path)?.position == node.position)
        }
    }

    @Test func `is another one under a key that only looks the same`() throws {
        let payload = try Payload(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2,\"K\":3,\"\u{212A}\":4}")

        #expect(payload.node(at: PayloadPath([.key("\u{E9}")]))?.rawText == "1")
        #expect(payload.node(at: PayloadPath([.key("e\u{301}")]))?.rawText == "2")
        #expect(payload.node(at: PayloadPath([.key("K")]))?.rawText == "3")
        #expect(payload.duplicateKeys.isEmpty)
    }

    @Test func `with half a surrogate pair shows a replacement character and keeps its bytes`() throws {
        let payload = try Payload(parsing: #"{"a":"\ud800x","b":"\udc00"}"#)

        #expect(payload.node(at: PayloadPath([.key("a")]))?.string == "\u{FFFD}x")
        #expect(try payload.text(at: "a") == #""\ud800x""#)
    }

    @Test func `is found among very many repeated keys in good time`() throws {
        let entry = #"{"a":1,"a":2}"#
        let payload = try Payload(parsing: "[" + repeatElement(entry, count: 20_000).joined(separator: ",") + "]")

        let clock = ContinuousClock()
        let taken = clock.measure { _ = payload.duplicateKeys }

        #expect(payload.duplicateKeys.count == 20_000)
        #expect(taken < .seconds(5))
    }
}
