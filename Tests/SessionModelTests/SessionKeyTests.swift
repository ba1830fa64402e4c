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

    @Test func `is data as its text, and escaped where it is none`() {
        #expect(SessionKey("a\nb%0A").dataName == "a\nb%0A")
        #expect(SessionKey(bytes: [0x61, 0xFF]).dataName == "a%FF")
    }

    @Test func `has no id told of what is no text`() {
        let key = SessionKey(bytes: [0x61, 0xFF])

        #expect(key.dataName(of: SessionID(key.text)) == "a%FF")
        #expect(key.dataName(of: SessionID("known")) == "known")
        #expect(key.dataName(of: nil) == nil)
        #expect(SessionKey("a\u{FFFD}").dataName(of: SessionID("a\u{FFFD}")) == "a\u{FFFD}")
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
