/// Puts rows in order by 32-bit keys: a stable radix sort by digits of eleven bits, those left out in which all keys
/// agree. It keeps no memory between two sorts.
enum RowSorter {
    private static let digitBits: UInt32 = 11
    private static let buckets = 1 << 11
    /// Fewer rows than this are quicker to compare.
    private static let fewest = 2048

    static func sort(_ rows: inout [UInt32], by key: (UInt32) -> UInt32) {
        guard rows.count >= fewest else { return sortFew(&rows, by: key) }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3 * buckets) { counts in
            counts.initialize(repeating: 0)
            for row in rows {
                let key = key(row)
                for digit in 0..<3 { counts[digit * buckets + place(key, digit)] &+= 1 }
            }
            let first = place(key(rows[0]))
            let digits = (0..<3).filter { counts[$0 * buckets + first[$0]] != UInt32(rows.count) }
            for digit in digits { turnIntoStarts(counts, digit) }
            sort(&rows, by: key, digits, counts)
        }
    }

    private static func sortFew(_ rows: inout [UInt32], by key: (UInt32) -> UInt32) {
        let pairs = rows.enumerated().map { UInt64(key($0.element)) << 32 | UInt64($0.offset) }.sorted()
        rows = pairs.map { [rows] in rows[Int(UInt32(truncatingIfNeeded: $0))] }
    }

    /// The first pass computes keys and lays them beside their rows, the last one lays down rows alone.
    private static func sort(
        _ rows: inout [UInt32], by key: (UInt32) -> UInt32, _ digits: [Int],
        _ starts: UnsafeMutableBufferPointer<UInt32>
    ) {
        guard let first = digits.first, let last = digits.last else { return }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: rows.count) { pairs in
            for row in rows {
                let key = key(row)
                pairs[next(starts, key, first)] = UInt64(key) << 32 | UInt64(row)
            }
            if digits.count == 3 {
                pass(pairs, digits[1], starts) { spare in spread(spare, last, starts, over: &rows) }
            } else if digits.count == 2 {
                spread(pairs, last, starts, over: &rows)
            } else {
                for place in rows.indices { rows[place] = UInt32(truncatingIfNeeded: pairs[place]) }
            }
        }
    }

    private static func pass(
        _ pairs: UnsafeMutableBufferPointer<UInt64>, _ digit: Int, _ starts: UnsafeMutableBufferPointer<UInt32>,
        then finish: (UnsafeMutableBufferPointer<UInt64>) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: pairs.count) { spare in
            for pair in pairs { spare[next(starts, UInt32(truncatingIfNeeded: pair >> 32), digit)] = pair }
            finish(spare)
        }
    }

    private static func spread(
        _ pairs: UnsafeMutableBufferPointer<UInt64>, _ digit: Int, _ starts: UnsafeMutableBufferPointer<UInt32>,
        over rows: inout [UInt32]
    ) {
        rows.withUnsafeMutableBufferPointer { rows in
            for pair in pairs {
                rows[next(starts, UInt32(truncatingIfNeeded: pair >> 32), digit)] = UInt32(truncatingIfNeeded: pair)
            }
        }
    }

    /// Where the next row with this digit goes.
    @inline(__always)
    private static func next(_ starts: UnsafeMutableBufferPointer<UInt32>, _ key: UInt32, _ digit: Int) -> Int {
        let slot = digit * buckets + place(key, digit)
        defer { starts[slot] &+= 1 }
        return Int(starts[slot])
    }

    @inline(__always)
    private static func place(_ key: UInt32, _ digit: Int) -> Int {
        Int(key >> (UInt32(digit) &* digitBits)) & (buckets - 1)
    }

    private static func place(_ key: UInt32) -> [Int] { (0..<3).map { place(key, $0) } }

    private static func turnIntoStarts(_ counts: UnsafeMutableBufferPointer<UInt32>, _ digit: Int) {
        var sum: UInt32 = 0
        for slot in digit * buckets..<(digit + 1) * buckets { (counts[slot], sum) = (sum, sum &+ counts[slot]) }
    }
}
