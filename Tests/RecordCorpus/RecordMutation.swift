public import TestSupport

/// Damages the bytes of a record as transport, programs and attackers do.
public struct RecordMutation: Sendable {
    /// Where the choices come from.
    public var random: RepeatableRandom

    private static let telling: [UInt8] = [
        0, 1, 4, 8, 0x22, 0x28, 0x2E, 0x3A, 0x3B, 0x40, 0x49, 0x5B, 0x5D, 0x6F, 0x75, 0x7B, 0x7D, 0x7F, 0x80, 0x81,
        0xC0,
        0xDE, 0xDF, 0xF8, 0xFC, 0xFE, 0xFF,
    ]

    /// Creates a source of damage; another seed does other damage.
    public init(seed: UInt64) { random = RepeatableRandom(seed: seed) }

    /// The bytes, damaged one to four times; `others` are what pieces may come from.
    public mutating func callAsFunction(_ bytes: [UInt8], from others: [[UInt8]]) -> [UInt8] {
        // What stands in base64 is damaged within as well.
        if bytes.count > 16, random.once(in: 2), let content = FixtureBase64.decode(Self.unwrapped(bytes)) {
            return Array(FixtureBase64.encode(damaged(content, others)).utf8)
        }
        return damaged(bytes, others)
    }

    private static func unwrapped(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.filter { $0 != 10 }, as: UTF8.self)
    }

    private mutating func damaged(_ bytes: [UInt8], _ others: [[UInt8]]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.number(in: 1...4) { damage(&bytes, others) }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
        guard !bytes.isEmpty else { return bytes = random.bytes(random.number(in: 1...32)) }
        switch random.number(in: 0...9) {
        case 0, 1: bytes[place(in: bytes)] ^= 1 << UInt8(random.number(in: 0...7))
        case 2: bytes[place(in: bytes)] = random.pick(Self.telling)
        case 3: bytes.insert(random.pick(Self.telling), at: place(in: bytes))
        case 4: bytes.removeLast(random.number(in: 1...bytes.count))
        case 5: bytes.removeSubrange(piece(of: bytes))
        case 6:
            let copied = Array(bytes[piece(of: bytes)].prefix(256))
            let copies = Array(repeatElement(copied, count: random.number(in: 1...8)).joined())
            bytes.insert(contentsOf: copies, at: place(in: bytes))
        case 7:
            let other = random.pick(others)
            guard !other.isEmpty else { return }
            bytes.replaceSubrange(piece(of: bytes), with: other[piece(of: other)].prefix(512))
        case 8: lieInBinary(&bytes)
        default: lieInText(&bytes)
        }
    }

    /// A length or a count of two, four or eight bytes becomes another.
    private mutating func lieInBinary(_ bytes: inout [UInt8]) {
        let width = random.pick([1, 2, 4, 8])
        let start = place(in: bytes)
        let lie = random.pick([
            0, 1, UInt64(bytes.count), 0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, 1 << 63, .max,
        ])
        for offset in 0..<width where start + offset < bytes.count {
            bytes[start + offset] = UInt8(truncatingIfNeeded: lie >> UInt64(8 * offset))
        }
    }

    /// A number in digits becomes another.
    private mutating func lieInText(_ bytes: inout [UInt8]) {
        let start = place(in: bytes)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = bytes[start...].firstIndex(where: digits.contains) else { return }
        let end = bytes[first...].firstIndex { !digits.contains($0) } ?? bytes.count
        let lie = random.pick([
            "0", "1", "-1", "99", "2147483647", "4294967296", "9223372036854775807", "-9223372036854775808",
            "8999999999999999", "1e999", "007",
        ])
        bytes.replaceSubrange(first..<end, with: Array(lie.utf8))
    }

    private mutating func place(in bytes: [UInt8]) -> Int {
        // Heads tell more than the middle.
        random.once(in: 3) ? random.number(in: 0...min(24, bytes.count - 1)) : random.number(in: 0...(bytes.count - 1))
    }

    private mutating func piece(of bytes: [UInt8]) -> Range<Int> {
        let start = random.number(in: 0...(bytes.count - 1))
        return start..<min(bytes.count, start + random.number(in: 1...64))
    }
}
