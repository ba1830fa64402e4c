import TestSupport
import Testing

@testable import Console

@Suite struct `Sorting rows` {
    /// Keys that differ in no digit, in one, in two, in all three, with and without those at the very end.
    @Test(arguments: [
        (3, UInt32(0xFFFF_FFFF)), (2047, 0xFFFF_FFFF), (2048, 0), (5000, 0x7FF), (5000, 0x3F_F800), (5000, 0x3F_FFFF),
        (5000, 0xFFFF_FFFF), (5000, 0xFFC0_0000), (100_000, 0x1FF_FFFF),
    ])
    func `is stable and goes by the key, however many of its bits differ`(count: Int, mask: UInt32) {
        var random = RepeatableRandom(seed: UInt64(count) ^ UInt64(mask))
        let keys = (0..<count).map { _ in
            random.once(in: 50) ? UInt32.max : UInt32(truncatingIfNeeded: random.next()) & mask
        }
        var rows = (0..<UInt32(count)).map { $0 }
        rows.shuffle(using: &random)
        let expected = rows.enumerated().sorted { left, right in
            let (one, other) = (keys[Int(left.element)], keys[Int(right.element)])
            return one == other ? left.offset < right.offset : one < other
        }.map(\.element)

        var narrow = rows
        RowSorter.sort(&rows) { keys[Int($0)] }
        RowSorter.sort(&narrow, lastRow: UInt32(count) - 1) { keys[Int($0)] }

        #expect(rows == expected)
        #expect(narrow == expected)
    }

    @Test(arguments: [
        (5000, UInt32(0x1FFF)), (5000, 0x3F_FFFF), (5000, 0xFF_FFFF), (5000, 0x1FF_FFFF), (300_000, 0x3F_FFFF),
        (1_200_000, 0x3F_FFFF),
    ])
    func `is the same where a row and half its key fit into one word`(count: Int, limit: UInt32) {
        var random = RepeatableRandom(seed: UInt64(count) ^ UInt64(limit))
        let keys = (0..<count).map { _ in UInt32(truncatingIfNeeded: random.next()) & limit }
        let last = UInt32(count) - 1
        var rows = (0...last).map { last - $0 }
        var other = rows

        RowSorter.sort(&rows, limit: limit, lastRow: last) { keys[Int($0)] }
        RowSorter.sort(&other) { keys[Int($0)] }

        #expect(rows == other)
        #expect(zip(rows, rows.dropFirst()).allSatisfy { keys[Int($0)] <= keys[Int($1)] })
    }
}
