/// Puts rows in order by 32-bit keys: a stable radix sort in as few passes as the largest key needs, those left out in
/// which all keys agree. It keeps no memory between two sorts.
enum RowSorter {
    /// Of as many buckets as this every one still has its end in the processor's cache.
    private static let mostBits = 12
    /// Fewer rows than this are quicker to compare.
    private static let fewest = 2048

    /// How keys are cut into digits.
    private struct Digits {
        let count: Int
        let bits: UInt32
        let mask: UInt32

        init(limit: UInt32) {
            let needed = max(1, UInt32.bitWidth - limit.leadingZeroBitCount)
            count = (needed + RowSorter.mostBits - 1) / RowSorter.mostBits
            bits = UInt32((needed + count - 1) / count)
            mask = (1 << bits) &- 1
        }

        var buckets: Int { Int(mask) + 1 }

        @inline(__always)
        func digit(_ number: Int, of key: UInt32) -> Int {
            Int(key &>> (UInt32(truncatingIfNeeded: number) &* bits) & mask)
        }
    }

    private typealias Places = UnsafeMutableBufferPointer<UInt32>
    private typealias Pairs = UnsafeMutableBufferPointer<UInt64>

    /// Sorts; no key is above `limit`, and no row is above `lastRow`.
    @inline(__always)
    static func sort(
        _ rows: inout [UInt32], limit: UInt32 = .max, lastRow: UInt32 = .max, by key: (UInt32) -> UInt32
    ) {
        guard rows.count >= fewest else { return sortFew(&rows, by: key) }
        let digits = Digits(limit: limit)
        rows.withUnsafeMutableBufferPointer { rows in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: digits.count * digits.buckets) { places in
                places.initialize(repeating: 0)
                count(rows, by: key, digits, places)
                let first = key(rows[0])
                let passes = (0..<digits.count).filter { number in
                    places[number * digits.buckets + digits.digit(number, of: first)] != UInt32(rows.count)
                }
                for number in passes { turnIntoStarts(places, number, digits) }
                guard let low = passes.first else { return }
                if let packing = Packing(digits, passes, lastRow: lastRow) {
                    return sortPacked(rows, by: key, digits, places, packing)
                }
                withUnsafeTemporaryAllocation(of: UInt64.self, capacity: rows.count) { pairs in
                    layDown(rows, by: key, low, digits, places, into: pairs)
                    finish(pairs, passes.dropFirst(), digits, places, into: rows)
                }
            }
        }
    }

    /// How a row and what is left of its key after the first of two passes go into 32 bits: half the memory, which is
    /// fresh each time, and half the way to it.
    private struct Packing {
        let rowBits: UInt32
        var rowMask: UInt32 { (1 << rowBits) &- 1 }

        /// nil where there is no room, or there are not two passes.
        init?(_ digits: Digits, _ passes: [Int], lastRow: UInt32) {
            rowBits = UInt32(UInt32.bitWidth - lastRow.leadingZeroBitCount)
            guard passes.count == 2, digits.count == 2, rowBits + digits.bits <= 32 else { return nil }
        }
    }

    @inline(__always)
    private static func sortPacked(
        _ rows: Places, by key: (UInt32) -> UInt32, _ digits: Digits, _ places: Places, _ packing: Packing
    ) {
        let low = Places(rebasing: places[..<digits.buckets])
        let high = Places(rebasing: places[digits.buckets...])
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: rows.count) { packed in
            for row in rows {
                let key = key(row)
                packed[next(low, digits.digit(0, of: key))] = (key &>> digits.bits) &<< packing.rowBits | row
            }
            for one in packed { rows[next(high, Int(one &>> packing.rowBits))] = one & packing.rowMask }
        }
    }

    private static func sortFew(_ rows: inout [UInt32], by key: (UInt32) -> UInt32) {
        let pairs = rows.enumerated().map { UInt64(key($0.element)) << 32 | UInt64($0.offset) }.sorted()
        rows = pairs.map { [rows] in rows[Int(UInt32(truncatingIfNeeded: $0))] }
    }

    /// Counts how often each digit is there.
    @inline(__always)
    private static func count(_ rows: Places, by key: (UInt32) -> UInt32, _ digits: Digits, _ counts: Places) {
        let buckets = digits.buckets
        switch digits.count {
        case 1:
            for row in rows { counts[digits.digit(0, of: key(row))] &+= 1 }
        case 2:
            for row in rows {
                let key = key(row)
                counts[digits.digit(0, of: key)] &+= 1
                counts[buckets + digits.digit(1, of: key)] &+= 1
            }
        default:
            for row in rows {
                let key = key(row)
                for number in 0..<digits.count { counts[number * buckets + digits.digit(number, of: key)] &+= 1 }
            }
        }
    }

    /// The first pass: computes keys and lays them beside their rows, in the order of their lowest digit.
    @inline(__always)
    private static func layDown(
        _ rows: Places, by key: (UInt32) -> UInt32, _ number: Int, _ digits: Digits, _ places: Places,
        into pairs: Pairs
    ) {
        let starts = Places(rebasing: places[(number * digits.buckets)...])
        for row in rows {
            let key = key(row)
            pairs[next(starts, digits.digit(number, of: key))] = UInt64(key) << 32 | UInt64(row)
        }
    }

    /// The passes after the first; the last one lays down rows alone.
    private static func finish(
        _ pairs: Pairs, _ passes: ArraySlice<Int>, _ digits: Digits, _ places: Places, into rows: Places
    ) {
        guard let number = passes.first else {
            for place in pairs.indices { rows[place] = UInt32(truncatingIfNeeded: pairs[place]) }
            return
        }
        let starts = Places(rebasing: places[(number * digits.buckets)...])
        if passes.count == 1 {
            for pair in pairs {
                let place = next(starts, digits.digit(number, of: UInt32(truncatingIfNeeded: pair >> 32)))
                rows[place] = UInt32(truncatingIfNeeded: pair)
            }
            return
        }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: pairs.count) { spare in
            for pair in pairs {
                spare[next(starts, digits.digit(number, of: UInt32(truncatingIfNeeded: pair >> 32)))] = pair
            }
            finish(spare, passes.dropFirst(), digits, places, into: rows)
        }
    }

    /// Where the next row with this digit goes.
    @inline(__always)
    private static func next(_ starts: Places, _ digit: Int) -> Int {
        let place = starts[digit]
        starts[digit] = place &+ 1
        return Int(place)
    }

    private static func turnIntoStarts(_ counts: Places, _ number: Int, _ digits: Digits) {
        var sum: UInt32 = 0
        for slot in number * digits.buckets..<(number + 1) * digits.buckets {
            (counts[slot], sum) = (sum, sum &+ counts[slot])
        }
    }
}
