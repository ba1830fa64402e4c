import SessionModel
import TestSupport
import Testing

@testable import SessionFormats

@Suite struct `PHP's serialized text` {
    private func shown(_ text: String, _ form: PHPSerialization.Form = .value) throws -> String {
        String(decoding: try PHPSerialization(form: form).reading(Array(text.utf8)).payload.source, as: UTF8.self)
    }

    private func edited(
        _ text: String, _ path: String, _ value: String, _ form: PHPSerialization.Form = .named
    ) throws -> String {
        let coding = PHPSerialization(form: form)
        let payload = try coding.reading(Array(text.utf8)).payload
        let new = try payload.setting(PayloadPath(parsing: path), to: Array(value.utf8))
        return String(decoding: try coding.writing(new, over: Array(text.utf8)), as: UTF8.self)
    }

    @Test(arguments: [
        ("N;", "null"), ("b:1;", "true"), ("i:-7;", "-7"), ("d:0.1;", "0.1"), ("d:1.0E+25;", "1.0E+25"),
        ("d:INF;", "Infinity"), ("d:NAN;", "NaN"), ("s:5:\"na\u{ef}f\";", "\"na\u{ef}f\""), ("a:0:{}", "[]"),
        ("a:2:{i:0;s:1:\"a\";i:1;s:1:\"b\";}", #"["a","b"]"#), ("a:1:{i:1;b:0;}", #"{"1":false}"#),
        ("a:1:{s:1:\"k\";a:1:{i:0;N;}}", #"{"k":[null]}"#),
        ("O:3:\"Foo\":1:{s:1:\"x\";i:1;}", #"{"$class":"Foo","x":1}"#),
        ("C:3:\"Foo\":4:{i:1;}", #"{"$object":"Foo"}"#), ("E:7:\"Suit:Up\";", #"{"$enum":"Suit:Up"}"#),
        ("s:2:\"\u{0}\u{1}\";", #""\u0000\u0001""#),
    ])
    func `is shown as JSON`(text: String, json: String) throws {
        #expect(try shown(text) == json)
    }

    @Test func `holds a session's variables in three ways`() throws {
        #expect(try shown("a|i:1;b|s:3:\"x|y\";", .named) == #"{"a":1,"b":"x|y"}"#)
        #expect(try shown("\u{1}ai:1;\u{2}bcN;", .binary) == #"{"a":1,"bc":null}"#)
        #expect(try shown("", .named) == "{}")
    }

    @Test(arguments: [
        "", "i", "i:", "i:;", "s:3:\"ab\";", "s:99999999999:\"a\";", "a:1:{}", "a:2:{i:0;N;}", "b:1;b:1;", "x:1;",
        "O:3:\"Fo\":0:{}", "a:1:{d:1;N;}", "i:--1;", "a:99999999:{", "d:abc;", "C:1:\"A\":9:{a}",
    ])
    func `that is broken is said to be`(text: String) {
        #expect(throws: FormatError.self) { try shown(text) }
    }

    @Test func `keeps every byte an edit leaves alone`() throws {
        let text =
            "id|i:7;f|d:1.50;o|O:1:\"A\":2:{s:4:\"\u{0}A\u{0}p\";i:1;s:1:\"q\";d:2.0;}l|a:3:{i:0;i:1;i:1;i:2;i:2;i:3;}"
        #expect(
            try edited(text, "o.q", "3.5")
                == text.replacing("s:1:\"q\";d:2.0;", with: "s:1:\"q\";d:3.5;"))
        #expect(try edited(text, "id", "8") == text.replacing("id|i:7;", with: "id|i:8;"))
        #expect(try edited(text, "f", "2") == text.replacing("d:1.50;", with: "d:2;"))
        #expect(
            try edited(text, "new", #"{"a":[1,"x"],"5":null}"#)
                == text + "new|a:2:{s:1:\"a\";a:2:{i:0;i:1;i:1;s:1:\"x\";}i:5;N;}")
    }

    @Test func `takes an element out of a list and numbers the others anew`() throws {
        let text = "l|a:3:{i:0;d:1;i:1;s:1:\"b\";i:2;d:3.0;}"
        let coding = PHPSerialization(form: .named)
        let payload = try coding.reading(Array(text.utf8)).payload
        let new = try payload.removing(PayloadPath(parsing: "l[0]"))
        #expect(
            String(decoding: try coding.writing(new, over: Array(text.utf8)), as: UTF8.self)
                == "l|a:2:{i:0;s:1:\"b\";i:1;d:3.0;}")
    }

    @Test func `refuses what it can't hold`() throws {
        #expect(throws: FormatError.self) { try edited("a|i:1;", #"["x|y"]"#, "1") }
        #expect(throws: FormatError.self) { try edited("a|i:1;", "b", #"{"$object":"Foo"}"#) }
        #expect(throws: FormatError.self) { try edited("a|O:1:\"A\":0:{}", "a", #"{"$class":"B"}"#) }
    }

    @Test func `with references is only looked at`() throws {
        let text = "a|a:1:{i:0;i:1;}b|R:2;"
        let reading = try PHPSerialization(form: .named).reading(Array(text.utf8))
        #expect(reading.lock != nil)
        #expect(throws: FormatError.self) { try edited(text, "c", "1") }
    }

    @Test func `nests no deeper than is safe`() throws {
        let text = String(repeating: "a:1:{i:0;", count: 5000) + "N;" + String(repeating: "}", count: 5000)
        #expect(throws: FormatError.self) { try shown(text) }
    }

    @Test(arguments: 0..<200) func `survives any mutation`(seed: Int) throws {
        var random = RepeatableRandom(seed: UInt64(seed))
        let text = "id|i:7;f|d:1.50;o|O:1:\"A\":1:{s:1:\"q\";d:2.0;}l|a:2:{i:0;i:1;i:1;s:2:\"\u{e9}\";}n|N;"
        for _ in 0..<50 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            }
            guard let payload = try? PHPSerialization(form: .named).reading(bytes).payload else { continue }
            #expect(throws: Never.self) { try Payload(parsing: payload.source) }
        }
    }
}
