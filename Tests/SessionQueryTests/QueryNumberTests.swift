import SessionQuery
import Testing

@Suite struct `Numbers in a payload` {
    private func holds(_ number: String, _ comparison: String) throws -> Bool {
        let session = SampleSubject(payload: ["n": .number(number)])
        return try Query.parse("n" + comparison).matches(session) == .yes
    }

    @Test(arguments: [
        ("1.0", "=1"), ("-0", "=0"), ("0.0e9", "=0"), ("1e3", "=1000"), ("1000", "=10E2"), ("0.001", "=1e-3"),
        ("-5", "<-4.99"), ("-5", ">-5.01"), ("-1", "<0"), ("0", ">-1"), ("0", "<0.0001"), ("9", "<10"), ("99", "<1e2"),
        ("123456789012345678901234567890", "<123456789012345678901234567891"), ("1e400", ">1e399"), ("1e-400", ">0"),
        ("0.30000000000000004", ">0.3"), ("18446744073709551616", "!=18446744073709551615"), ("007", "=7"),
    ])
    func `compare by value, without loss`(number: String, comparison: String) throws {
        #expect(try holds(number, comparison))
    }

    @Test(arguments: [
        ("NaN", "=NaN"), ("1.", "=1"), (".5", "=0.5"), ("0x10", ">1"), ("1e", ">0"), ("", "<1"), ("5", "=\"5\""),
    ])
    func `are not compared where they are none`(number: String, comparison: String) throws {
        #expect(try !holds(number, comparison))
    }

    @Test func `stand in the order of whole numbers`() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let (left, right) = (
                Int.random(in: -1200...1200, using: &random), Int.random(in: -1200...1200, using: &random)
            )

            #expect(try holds("\(left)", "<\(right)") == (left < right))
            #expect(try holds("\(left)e1", ">=\(right)0.0") == (left >= right))
            #expect(try holds("\(left)", "=\(right)") == (left == right))
        }
    }
}
