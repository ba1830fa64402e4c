/// Which keys dumps have told of already, by a hash of 64 bits each: that two of a million keys have the same is as likely
/// as one in forty million.
///
/// A set of numbers that are hashes already: each is looked for where it says itself, and then in what follows.
struct SeenKeys {
    /// The hashes, 0 in a free slot; at most half of them are taken. Their number is a power of two.
    private var slots: [UInt64]

    /// How many different keys there were.
    private(set) var count = 0

    /// Creates an empty set with room for about so many keys, as far as that can be believed.
    init(expecting count: Int) {
        let expected = min(max(512, count), 1 << 20)
        slots = Array(repeating: 0, count: 2 << (Int.bitWidth - (expected - 1).leadingZeroBitCount))
    }

    /// So many keys are noted together: about as many places in memory as a processor fetches at once.
    static let together = 16

    /// Notes a key; false where it was told before.
    mutating func insert(_ key: [UInt8]) -> Bool { insert([key.withUnsafeBytes(Self.hash)]) != 0 }

    /// Notes keys, of which these are the hashes, at most as many as go together; gives those that were not told before, a
    /// bit for each.
    ///
    /// Each place is far away in memory: read together they are waited for once, and one after the other each by itself.
    mutating func insert(_ hashes: [UInt64]) -> UInt32 {
        while (count + hashes.count) * 2 > slots.count { grow() }
        let mask = slots.count - 1
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: hashes.count) { found in
            for (place, hash) in hashes.enumerated() {
                found.initializeElement(at: place, to: slots[Int(truncatingIfNeeded: hash) & mask])
            }
            var new: UInt32 = 0
            for (place, hash) in hashes.enumerated() where put(hash, beginningWith: found[place]) {
                new |= 1 << UInt32(place)
                count += 1
            }
            return new
        }
    }

    /// Puts a hash in, unless it is there.
    ///
    /// - Parameter first: What its own slot held, since when nothing was taken out.
    @inline(__always)
    private mutating func put(_ hash: UInt64, beginningWith first: UInt64) -> Bool {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        // What was free may be taken by now.
        var there = first == 0 ? slots[slot] : first
        while there != 0 {
            if there == hash { return false }
            slot = (slot + 1) & mask
            there = slots[slot]
        }
        slots[slot] = hash
        return true
    }

    private mutating func grow() {
        let before = slots
        slots = Array(repeating: 0, count: before.count * 2)
        for hash in before where hash != 0 { _ = put(hash, beginningWith: 0) }
    }

    /// A key's hash, never 0. Eight bytes at a time are multiplied in, and both halves of the product kept: a byte at a time would take as long as
    /// all the rest.
    static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(key.count) ^ 0x9e37_79b9_7f4a_7c15
        var place = 0
        while place + 8 <= key.count {
            hash = folded(hash ^ key.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        var last: UInt64 = 0
        while place < key.count {
            last = last << 8 | UInt64(key[place])
            place += 1
        }
        return max(1, folded(folded(hash ^ last)))
    }

    @inline(__always)
    private static func folded(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
        return product.high ^ product.low
    }
}
