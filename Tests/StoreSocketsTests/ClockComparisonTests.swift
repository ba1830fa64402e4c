import StoreSockets
import Testing

@Suite struct `Two clocks` {
    private static let now: Int64 = 1_795_229_100_000

    private func skew(_ answers: [(there: Int64, span: Int64)], coarseness: Int64 = 0) -> Int64 {
        var clocks = ClockComparison()
        for answer in answers { clocks.take(answer.there, between: Self.now, and: Self.now + answer.span) }
        return clocks.skew(coarseness: coarseness)
    }

    @Test func `are compared by the quickest answer`() {
        #expect(skew([(Self.now + 9_000, 500), (Self.now + 7_000, 10), (Self.now + 8_000, 300)]) == 6_995)
        #expect(skew([(Self.now - 60_000, 0)]) == -60_000)
        #expect(skew([]) == 0)
    }

    @Test func `don't differ where the answer's own time explains it`() {
        #expect(skew([(Self.now + 100, 100)]) == 0)
        #expect(skew([(Self.now + 1, 0)], coarseness: 1) == 0)
        #expect(skew([(Self.now + 1, 0)]) == 1)
    }

    @Test(arguments: [Int64.min, .min + 1, .max, 1 << 60])
    func `don't differ by what no calendar holds`(there: Int64) {
        #expect(skew([(there, 5)]) == 0)
        #expect(skew([(there, 0), (Self.now + 7_000, 10)]) == 6_995)
    }
}
