import SessionQuery
import Testing

@Suite struct `Random queries` {
    private let parts = [
        " ", " ", " or ", "(", ")", "!", "\"", "\\", "=", "!=", "~", "<", ">", "<=", "a", "or", "ttl", "user", "size",
        "state", ".", "[", "]", "[0]", "5", "5m", "10k", "never", "none", "live", "true", "ü", "e\u{301}", "\u{301}",
        "*", "+", "?", "{2}", "|", "^", "$", "\\d", "\u{0}", "\n", "\u{1F600}", ":", "\"a b\"", "\"\\\"\"", "role=",
        "age>",
    ]

    @Test func `never crash, and read back the same where they are queries`() throws {
        var random = SeededGenerator(seed: 20_261_121)
        var understood = 0
        for _ in 0..<20_000 {
            let text = random.text(of: parts, upTo: 14)
            guard let query = try? Query.parse(text) else { continue }
            understood += 1
            _ = query.matches(SampleSubject())
            #expect(try Query.parse(query.description) == query, "\(text) became \(query)")
        }
        #expect(understood > 2000)
    }

    @Test func `with an error name a column within the text`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<3000 {
            let text = random.text(of: parts, upTo: 8)
            do {
                _ = try Query.parse(text)
            } catch {
                #expect((1...text.count + 2).contains(error.column), "\(text): \(error)")
                #expect(error.description.hasPrefix("Column "))
            }
        }
    }
}
