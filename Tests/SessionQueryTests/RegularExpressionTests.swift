import SessionQuery
import Testing

@Suite struct `Regular expression` {
    @Test(arguments: [
        ("", ""), ("", "abc"), ("b", "abc"), ("^abc$", "abc"), ("a.c", "abc"), ("ab*c", "ac"), ("ab*c", "abbbc"),
        ("ab+c", "abc"), ("ab?c", "ac"), ("a{3}", "xaaay"), ("^a{2,}$", "aaaa"), ("^a{1,3}$", "aaa"), ("a{0}b", "b"),
        ("^(ab|cd)+$", "abcdab"), ("^(?:a|)b$", "b"), ("[a-c]x", "bx"), ("[^a-c]x", "dx"), ("[]x]", "]"), ("[a-]", "-"),
        ("^\\d{4}-\\d\\d$", "2026-11"), ("\\w+@\\w+", "a@b"), ("^\\s$", "\t"), ("^\\D\\W\\S$", "x-y"), ("\\.", "a.b"),
        ("[\\d.]+$", "1.5"), ("\\bcat\\b", "a cat."), ("\\Bat", "cat"), ("(?i)ÄB", "xäB"), ("(?i)[a-z]+", "ABC"),
        ("^.$", "ü"), ("a|^b|c$", "xxc"), ("(a*)*b", "aab"), ("(^a|b)*c", "abc"), ("a*?b", "aab"), ("x{2}{2}", "xxxx"),
        ("^[\\w-]+$", "a-b_c"), ("\\_", "_"), ("^$", ""), ("a\\nb", "a\nb"), ("(?i)[^a]", "b"), ("é", "cafés"),
    ])
    func `is found`(pattern: String, text: String) throws {
        #expect(try RegularExpression(pattern).matches(text) == .yes)
    }

    @Test(arguments: [
        ("abc", "ab"), ("^b", "ab"), ("a$", "ab"), ("a.c", "a\nc"), ("ab+c", "ac"), ("^a{2}$", "aaa"),
        ("^a{1,3}$", "aaaa"),
        ("[^a-c]x", "ax"), ("\\bcat\\b", "concat"), ("A", "a"), ("^(ab|cd)+$", "abc"), ("\\d", "x"), ("[.]", "a"),
        ("(?i)[^a]", "A"), ("^$", "a"), ("\\S", " "), ("a^b", "ab"),
    ])
    func `is not found`(pattern: String, text: String) throws {
        #expect(try RegularExpression(pattern).matches(text) == .no)
    }

    @Test(arguments: [
        ("(a", RegularExpressionError.Reason.unclosedGroup, 0), ("ab)", .unopenedGroup, 2), ("x[a", .unclosedClass, 1),
        ("[b-a]", .backwardRange, 1), ("[a-\\d]", .backwardRange, 1), ("+a", .nothingToRepeat, 0),
        ("a|*", .nothingToRepeat, 2), ("a{", .badRepetition, 1), ("a{2,1}", .badRepetition, 1),
        ("a{501}", .badRepetition, 1), ("a{99999999999999999999}", .badRepetition, 1), ("\\1", .unknownEscape("1"), 0),
        ("a\\", .unfinishedEscape, 1), ("(?<n>a)", .unknownGroup, 0), ("[", .unclosedClass, 0),
        ("(((a{50}){50}){50})", .tooLarge, 0), ("((((){500}){500}){500}){500}", .tooLarge, 0),
    ])
    func `says where it is broken`(pattern: String, reason: RegularExpressionError.Reason, offset: Int) {
        let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }

        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
    }

    @Test func `may not be longer than its limit`() {
        let error = #expect(throws: RegularExpressionError.self) {
            try RegularExpression(String(repeating: "a", count: 257))
        }

        #expect(error?.reason == .tooLong)
    }

    @Test func `takes no longer for patterns that make others hang`() throws {
        let text = String(repeating: "a", count: 2000)
        let clock = ContinuousClock()

        let expressions = try ["^(a+)+$x", "(a|a)*b", "(a*)*c", "(.*)(.*)(.*)(.*)d", "^(a?){30}a{30}b"].map {
            try RegularExpression($0)
        }
        let time = clock.measure {
            for expression in expressions { #expect(expression.matches(text) == .no) }
        }

        #expect(time < .seconds(10))
    }

    @Test func `is uncertain beyond the beginning of a very long text`() throws {
        let long = String(repeating: "ü", count: 40_000) + "z"

        #expect(try RegularExpression("^ü").matches(long) == .yes)
        #expect(try RegularExpression("z").matches(long) == .unknown)
        #expect(try RegularExpression("ü$").matches(long) == .unknown)
    }

    @Test func `finds what the standard library's expressions find`() throws {
        let parts = [
            "a", "b", ".", "a", "b", "*", "?", "+", "|", "(a", "(b|", ")", "[ab]", "[^a]", "^", "$", "{2}", "{1,2}",
        ]
        var random = SeededGenerator(seed: 3)
        var compared = 0
        for _ in 0..<4000 {
            let pattern = random.text(of: parts, upTo: 7)
            // Stacked repetitions are possessive or an error elsewhere, and a repetition here.
            guard pattern.firstMatch(of: /[*+?}][*+?{]|[\^$][*+?{]/) == nil else { continue }
            guard let ours = try? RegularExpression(pattern), let theirs = try? Regex(pattern) else { continue }
            compared += 1
            let text = random.text(of: ["a", "b", "c"], upTo: 7)
            let isFound = try theirs.firstMatch(in: text) != nil
            #expect(ours.matches(text) == Match(isFound), "\(pattern) in \(text)")
        }
        #expect(compared > 500)
    }
}
