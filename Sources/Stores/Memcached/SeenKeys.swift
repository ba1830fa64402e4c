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

    /// FNV-1a (Fowler, Noll and Vo) of 64 bits.
    private static func hash(_ key: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash
    }
}
