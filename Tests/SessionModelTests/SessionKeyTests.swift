import SessionModel
import Testing

@Suite struct `A key as one line` {
    @Test(arguments: [
        ("abc", "abc"), ("a\nb", "a%0Ab"), ("a\r\u{7F}", "a%0D%7F"), ("100%", "100%"), ("a%0Ab", "a%250Ab"),
        ("%zz", "%zz"), ("%%0a", "%%250a"), ("é b", "é b"),
    ])
    func `escapes what would end it, and nothing else`(key: String, line: String) {
        #expect(SessionKey(key).lineName == line)
    }

    @Test func `escapes bytes that are no text`() {
        #expect(SessionKey(bytes: [0x61, 0xFF, 0x00]).lineName == "a%FF%00")
    }

    @Test(arguments: ["a\nb", "a%0Ab", "%%0a", "%4\n", "%\n", "a%250Ab", "\u{0}%", "100%"])
    func `is read back as the same key`(text: String) {
        let key = SessionKey(text)
        #expect((SessionKey(lineName: key.lineName) ?? SessionKey(key.lineName)) == key)
    }

    @Test(arguments: ["abc", "100%", "%0", "%0x"]) func `stands for itself where nothing is escaped`(line: String) {
        #expect(SessionKey(lineName: line) == nil)
    }
}
