internal import SessionModel

/// Sorts rows of the table by 32-bit keys: a radix sort, three passes of eleven bits, stable.
struct RowSorter {
    private var pairs: [UInt64] = []
    private var spare: [UInt64] = []

    mutating func sort(_ rows: [UInt32], key: (UInt32) -> UInt32) -> [UInt32] {
        pairs.removeAll(keepingCapacity: true)
        pairs.reserveCapacity(rows.count)
        for row in rows { pairs.append(UInt64(key(row)) << 32 | UInt64(row)) }
        guard pairs.count > 1 else { return rows }
        if pairs.count < 2048 {
            pairs.sort()
        } else {
            if spare.count < pairs.count { spare = Array(repeating: 0, count: pairs.count) }
            for shift: UInt64 in [32, 43, 54] { pass(shift) }
        }
        return pairs.map { UInt32(truncatingIfNeeded: $0) }
    }

    private mutating func pass(_ shift: UInt64) {
        let count = pairs.count
        pairs.withUnsafeBufferPointer { from in
            spare.withUnsafeMutableBufferPointer { to in
                withUnsafeTemporaryAllocation(of: Int.self, capacity: 2048) { starts in
                    starts.initialize(repeating: 0)
                    for place in 0..<count { starts[Int(from[place] >> shift) & 2047] += 1 }
                    var sum = 0
                    for digit in 0..<2048 { (starts[digit], sum) = (sum, sum + starts[digit]) }
                    for place in 0..<count {
                        let digit = Int(from[place] >> shift) & 2047
                        to[starts[digit]] = from[place]
                        starts[digit] += 1
                    }
                }
            }
        }
        if spare.count > count { spare.removeLast(spare.count - count) }
        swap(&pairs, &spare)
    }
}
