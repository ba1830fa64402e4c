/// From the hashes of keys to rows: four bytes a slot, of which at most three quarters are taken.
///
/// What a slot has no need of for its row holds a part of the hash, so that a key is compared with hardly any but
/// itself: every comparison reads memory that is far away.
struct KeyIndex: Sendable {
    /// Row and one, and above them the upper bits of the hash's lower half; 0 in a free slot.
    private var slots: [UInt32]
    private let rowMask: UInt32

    /// How many slots it has.
    var size: Int { slots.count }

    /// Creates an empty index.
    init(size: Int) {
        slots = Array(repeating: 0, count: size)
        // A row's number and one never come to the number of slots.
        rowMask = size < 2 ? 0 : .max >> UInt32(UInt32(size - 1).leadingZeroBitCount)
    }

    /// The slots that so many keys need, and some more before it has to grow.
    static func size(for count: Int) -> Int { count / 3 * 4 + count / 32 + 64 }

    /// Whether so many keys are not too many.
    @inline(__always)
    func hasRoom(for count: Int) -> Bool { count * 4 <= slots.count * 3 }

    /// What stands in the slot where looking for a hash begins.
    @inline(__always)
    func homeWord(_ hash: UInt64) -> UInt32 { slots[home(hash)] }

    /// The slot of a key, with its row, or the free slot it would take.
    ///
    /// - Parameter word: What `homeWord` gave, since when nothing was removed.
    @inline(__always)
    func find(_ hash: UInt64, from word: UInt32, isSame: (Int) -> Bool) -> (slot: Int, row: Int?) {
        var slot = home(hash)
        // What was free may be taken by now.
        var word = word == 0 ? slots[slot] : word
        while word != 0 {
            if (word ^ UInt32(truncatingIfNeeded: hash)) & ~rowMask == 0 {
                let row = row(of: word)
                if isSame(row) { return (slot, row) }
            }
            slot = next(slot)
            word = slots[slot]
        }
        return (slot, nil)
    }

    /// Puts a row into a free slot that `find` gave for its hash.
    @inline(__always)
    mutating func put(_ row: Int, at slot: Int, _ hash: UInt64) {
        slots[slot] = UInt32(truncatingIfNeeded: hash) & ~rowMask | UInt32(truncatingIfNeeded: row + 1)
    }

    /// Adds a row that is known to be in no slot.
    mutating func add(_ row: Int, _ hash: UInt64) {
        var slot = home(hash)
        while slots[slot] != 0 { slot = next(slot) }
        put(row, at: slot, hash)
    }

    /// Takes a row out, and moves up what probing would no longer reach (Knuth 6.4, algorithm R).
    mutating func remove(_ row: Int, _ hash: UInt64, hashOf: (Int) -> UInt64) {
        var gap = home(hash)
        while self.row(of: slots[gap]) != row { gap = next(gap) }
        var slot = next(gap)
        while slots[slot] != 0 {
            if distance(from: home(hashOf(self.row(of: slots[slot]))), to: slot) >= distance(from: gap, to: slot) {
                slots[gap] = slots[slot]
                gap = slot
            }
            slot = next(slot)
        }
        slots[gap] = 0
    }

    @inline(__always)
    private func row(of word: UInt32) -> Int { Int(word & rowMask) - 1 }

    /// Where probing begins: the hash's upper half as a share of all slots.
    @inline(__always)
    private func home(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: ((hash >> 32) &* UInt64(truncatingIfNeeded: slots.count)) >> 32)
    }

    @inline(__always)
    private func next(_ slot: Int) -> Int { slot + 1 == slots.count ? 0 : slot + 1 }

    private func distance(from start: Int, to slot: Int) -> Int {
        slot >= start ? slot - start : slot + slots.count - start
    }
}
