/// Which keys dumps have told of already, by a hash of 64 bits each: that two of a million keys have the same is as likely
/// as one in forty million.
struct SeenKeys {
    private var hashes: Set<UInt64> = []

    /// How many different keys there were.
    var count: Int { hashes.count }

    /// Creates an empty set with room for about so many keys, as far as that can be believed.
    init(expecting count: Int) { hashes.reserveCapacity(min(max(0, count), 1 << 20)) }

    /// Notes a key; false where it was told before.
    @inline(__always)
    mutating func insert(_ key: [UInt8]) -> Bool { hashes.insert(Self.hash(key)).inserted }

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
