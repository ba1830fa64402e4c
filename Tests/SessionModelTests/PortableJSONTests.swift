import SessionModel
import Testing

@Suite struct `JSON for other programs` {
    @Test func `has null for what only Python reads`() throws {
        let payload = try Payload(parsing: "{ \"a\" : NaN, \"b\" : [-Infinity, 1e3, -0], \"password\" : NaN }")

        #expect(payload.portable(hiding: nil) == Array("{\"a\":null,\"b\":[null,1e3,-0],\"password\":null}".utf8))
        #expect(
            payload.portable(hiding: SecretRule(also: []))
                == Array("{\"a\":null,\"b\":[null,1e3,-0],\"password\":\"********\"}".utf8))
    }

    @Test(arguments: [
        ("\u{9B}31m", "\\u009b31m"), ("\u{7F}", "\\u007f"), ("\u{202E}x", "\\u202ex"), ("\u{2066}", "\\u2066"),
        ("\u{FEFF}", "\\ufeff"), ("Zoë 😀 日本", "Zoë 😀 日本"), ("\u{1B}", "\\u001b"),
    ])
    func `escapes what would steer or mislead a terminal`(text: String, escaped: String) {
        #expect(JSONValue.string(text).text == "\"\(escaped)\"")
        #expect(JSONValue.object([.init(text, .raw(Array("\"\(text)\"".utf8)))]).text.contains(escaped))
    }
}
