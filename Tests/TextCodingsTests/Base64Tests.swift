import Testing
import TextCodings

@Suite struct `Base 64` {
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "Zg"), ("fo", "Zm8=", "Zm8"), ("foo", "Zm9v", "Zm9v"),
        ("foobar", "Zm9vYmFy", "Zm9vYmFy"), ("王", "546L", "546L"), ("?>~", "Pz5+", "Pz5-"), ("???", "Pz8/", "Pz8_"),
    ])
    func `follows RFC 4648 in both alphabets`(text: String, standard: String, url: String) {
        #expect(Base64.encode(Array(text.utf8)) == standard)
        #expect(Base64.encode(Array(text.utf8), .url) == url)
        #expect(Base64.decode(standard.utf8) == Array(text.utf8))
        #expect(Base64.decode(url.utf8) == Array(text.utf8))
    }

    @Test func `gives back every byte at every place`() {
        let all = Array(UInt8.min ... .max)
        for start in 0..<3 {
            for length in 0..<5 {
                for bytes in [Array(all[start...]), Array(all.suffix(length))] {
                    #expect(Base64.decode(Base64.encode(bytes).utf8) == bytes)
                    #expect(Base64.decode(Base64.encode(bytes[...], .url).utf8) == bytes)
                }
            }
        }
    }

    @Test(arguments: ["A", "AAAAA", "Zh", "Zm9", "Zg==Zg==", "=Zg", "Zm9v\n", "Zm 9v", "Zm9ü"])
    func `is nothing else`(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test func `is read from bytes that lie in pieces`() {
        #expect(Base64.decode("Zm9v".utf8.reversed().reversed().map { $0 }[...]) == Array("foo".utf8))
        #expect(Base64.decode("Zm9v".utf8.lazy.map { $0 }) == Array("foo".utf8))
        #expect(Base64.encode("foo".utf8.lazy.map { $0 }) == "Zm9v")
    }
}
