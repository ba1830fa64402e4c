import SessionModel
import TestSupport
import Testing

@Suite struct `Seconds as text` {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("0.0", 0), ("1", 1000), ("1.5", 1500), ("1.0004", 1000), ("1.0005", 1001),
            ("1.9996", 2000),
            ("-1.5", -1500), ("-0.001", -1), ("1795232650.73", 1_795_232_650_730),
            ("1795232650.7300000190734863", 1_795_232_650_730),
            ("1795232650.999999", 1_795_232_651_000), ("1e3", 1_000_000),
            ("1.795e9", 1_795_000_000_000), ("1E-3", 1), ("253402300799.999", 253_402_300_799_999),
        ] as [(String, Int64)])
    func `are read exactly, to the millisecond`(text: String, milliseconds: Int64) {
        #expect(SecondsText.milliseconds(text.utf8) == milliseconds)
    }

    @Test(arguments: [
        "", "-", "abc", "1.2.3", "NaN", "Infinity", "-Infinity", "1e400", "9007199254740993", "99999999999999999999",
        "123456789012345678901234567890",
        "\"1\"", "true", "null", "1 ", "1,5", "0x10", "{}", ".",
    ])
    func `are none where no calendar holds them`(text: String) {
        #expect(SecondsText.milliseconds(text.utf8) == nil)
    }

    @Test(
        arguments: [
            (1_795_232_650_730, "0.0", "1795232650.73"), (1_795_232_650_000, "1.5", "1795232650.0"),
            (1_795_232_650_730, "0", "1795232651"),
            (1_795_232_650_499, "7", "1795232650"), (1, "1e9", "0.001"), (-1, "0.0", "-0.001"), (-1500, "0.0", "-1.5"),
            (0, "0.0", "0.0"),
            (1_050, "0.5", "1.05"), (-500, "0", "-1"), (-499, "0", "0"),
        ] as [(Int64, String, String)])
    func `are written as the number before was`(milliseconds: Int64, example: String, text: String) {
        #expect(
            String(
                decoding: SecondsText.write(Timestamp(milliseconds: milliseconds), like: example.utf8), as: UTF8.self)
                == text)
    }

    @Test func `with a fraction come back as the same millisecond`() {
        var random = RepeatableRandom(seed: 11)
        for _ in 0..<20_000 {
            let moment = Timestamp(milliseconds: Int64.random(in: -10_000_000_000...4_000_000_000_000, using: &random))

            let text = SecondsText.write(moment, like: "0.0".utf8)

            guard SecondsText.milliseconds(text) == moment.milliseconds else {
                Issue.record("\(moment.milliseconds) became \(String(decoding: text, as: UTF8.self))")
                return
            }
        }
    }

    @Test func `read a double's own text as the nearest millisecond`() {
        var random = RepeatableRandom(seed: 12)
        for _ in 0..<20_000 {
            let seconds = Double.random(in: 1_600_000_000...2_000_000_000, using: &random)

            let read = SecondsText.milliseconds("\(seconds)".utf8)

            guard let read, abs(Double(read) - seconds * 1000) <= 0.5001 else {
                Issue.record("\(seconds) became \(String(describing: read))")
                return
            }
        }
    }
}

@Suite struct `A moment and a deadline` {
    @Test func `are in order, never last`() {
        let early = Deadline.at(Timestamp(milliseconds: -5))
        let late = Deadline.at(Timestamp(milliseconds: .max))

        #expect([.never, late, early, .never].sorted() == [early, late, .never, .never])
        #expect(!(Deadline.never < .never))
        #expect(late < .never)
    }

    @Test func `has passed at its own millisecond`() {
        let deadline = Deadline.at(Timestamp(milliseconds: 10))

        #expect(!deadline.hasPassed(at: Timestamp(milliseconds: 9)))
        #expect(deadline.hasPassed(at: Timestamp(milliseconds: 10)))
        #expect(!Deadline.never.hasPassed(at: Timestamp(milliseconds: .max)))
    }

    @Test func `stay at the ends of time instead of running over`() {
        let last = Timestamp(milliseconds: .max)
        let first = Timestamp(milliseconds: .min)

        #expect(last.adding(milliseconds: 1) == last)
        #expect(first.adding(milliseconds: -1) == first)
        #expect(last.milliseconds(since: first) == .max)
        #expect(first.milliseconds(since: last) == .min)
        #expect(Timestamp(milliseconds: 0).milliseconds(since: first) == .max)
        #expect(Timestamp(seconds: .nan) == nil)
        #expect(Timestamp(seconds: .infinity) == nil)
        #expect(Timestamp(seconds: 1e300) == nil)
    }
}
