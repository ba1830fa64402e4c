import SessionQuery
import Testing

@Suite struct `Word in a text` {
    @Test(arguments: [
        ("", ""), ("", "x"), ("a", "A"), ("ABC", "xabcx"), ("session", "tina4:SESSION:abc"), ("c21e", "3f9a..c21E"),
        ("müller", "Herr MÜLLER"), ("ÉÀ", "xéà"), ("{}", "a{}"), ("@", "alice@shop"), ("[z", "x[Z"),
    ])
    func `is found whatever its case`(word: String, text: String) {
        #expect(SubstringMatcher(word).matches(text))
    }

    @Test(arguments: [
        ("a", ""), ("abc", "ab"), ("@", "`"), ("[", "{"), ("é", "e"), ("müller", "mueller"), ("ab", "acb"),
    ])
    func `is not found where it is not`(word: String, text: String) {
        #expect(!SubstringMatcher(word).matches(text))
    }

    @Test func `is found at every place and length, and as often as a plain search finds it`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<4000 {
            let text = random.text(of: ["a", "b", "A", "B", "-"], upTo: 40)
            let word = random.text(of: ["a", "b", "B", "-"], upTo: 5)

            #expect(SubstringMatcher(word).matches(text) == isFoundPlainly(word, in: text), "\(word) in \(text)")
        }
    }

    @Test func `is found in bytes that are no text`() {
        let bytes: [UInt8] = [0xFF, 0x00, 0x41, 0x62, 0xC3]

        #expect(bytes.withUnsafeBytes { SubstringMatcher("ab").matches($0) })
        #expect(bytes.withUnsafeBytes { !SubstringMatcher("ü").matches($0) })
    }

    private func isFoundPlainly(_ word: String, in text: String) -> Bool {
        let (word, text) = (Array(word.lowercased()), Array(text.lowercased()))
        return word.isEmpty || text.indices.contains { text[$0...].starts(with: word) }
    }
}
