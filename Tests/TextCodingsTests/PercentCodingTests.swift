import Testing
import TextCodings

@Suite struct `Percent escapes` {
    @Test(arguments: [
        ("plain-._~09AZ", "plain-._~09AZ"), ("a b/c", "a%20b%2Fc"), ("p@ss:w%rd", "p%40ss%3Aw%25rd"),
        ("é\u{7F}", "%C3%A9%7F"), ("", ""),
    ])
    func `stand for every byte that a URL could read otherwise`(text: String, escaped: String) {
        #expect(PercentCoding.encode(text) == escaped)
    }

    @Test func `leave what is to be kept`() {
        #expect(PercentCoding.encode("a/b:c d", keeping: "/:") == "a/b:c%20d")
    }
}
