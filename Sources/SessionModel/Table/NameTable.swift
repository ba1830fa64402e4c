/// Names, each kept once and known by a number from 2 on.
struct NameTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    private var index: [UInt32] = Array(repeating: 0, count: 256)

    /// One more than the highest number given out.
    var limit: Int { ends.count + 2 }

    /// The name behind a number.
    func text(_ number: UInt32) -> String {
        String(decoding: bytes[range(Int(number) - 2)], as: UTF8.self)
    }

    /// Looks at the UTF-8 of the name behind a number.
    func withText<Result>(_ number: UInt32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range(Int(number) - 2)])) }
    }

    private func range(_ place: Int) -> Range<Int> {
        (place == 0 ? 0 : Int(ends[place - 1]))..<Int(ends[place])
    }

    /// The number of a name, given out now if it is new.
    mutating func number(_ name: UnsafeRawBufferPointer) -> UInt32 {
        if (ends.count + 1) * 4 > index.count * 3 { grow() }
        let mask = index.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash(name)) & mask
        while index[slot] != 0 {
            let place = Int(index[slot]) - 1
            let known = range(place)
            if known.count == name.count, bytes[known].elementsEqual(name) { return UInt32(place + 2) }
            slot = (slot + 1) & mask
        }
        bytes.append(contentsOf: name)
        ends.append(UInt32(bytes.count))
        index[slot] = UInt32(ends.count)
        return UInt32(ends.count + 1)
    }

    private mutating func grow() {
        index = Array(repeating: 0, count: index.count * 2)
        let mask = index.count - 1
        for place in ends.indices {
            let hash = bytes[range(place)].withUnsafeBytes(Self.hash)
            var slot = Int(truncatingIfNeeded: hash) & mask
            while index[slot] != 0 { slot = (slot + 1) & mask }
            index[slot] = UInt32(place + 1)
        }
    }

    private static func hash(_ name: UnsafeRawBufferPointer) -> UInt64 {
        let hash = name.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return hash ^ (hash >> 32)
    }
}
