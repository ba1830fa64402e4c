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

    /// Notes a key; false where it was told before.
    @inline(__always)
    mutating func insert(_ key: [UInt8]) -> Bool {
        if count * 2 >= slots.count { grow() }
        guard put(max(1, Self.hash(key))) else { return false }
        count += 1
        return true
    }

    @inline(__always)
    private mutating func put(_ hash: UInt64) -> Bool {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if slots[slot] == hash { return false }
            slot = (slot + 1) & mask
        }
        slots[slot] = hash
        return true
    }

    private mutating func grow() {
        let before = slots
        slots = Array(repeating: 0, count: before.count * 2)
        for hash in before where hash != 0 { _ = put(hash) }
    }

    /// Eight bytes at a time are multiplied in, and both halves of the product kept: a byte at a time would take as long as
    /// all the rest.
    private static func hash(_ key: [UInt8]) -> UInt64 {
        key.withUnsafeBytes { bytes in
            var hash = UInt64(bytes.count) ^ 0x9e37_79b9_7f4a_7c15
            var place = 0
            while place + 8 <= bytes.count {
                hash = folded(hash ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                place += 8
            }
            var last: UInt64 = 0
            while place < bytes.count {
                last = last << 8 | UInt64(bytes[place])
                place += 1
            }
            return folded(folded(hash ^ last))
        }
    }

    @inline(__always)
    private static func folded(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
        return product.high ^ product.low
    }
}
