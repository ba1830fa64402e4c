/// Text as SQL Server keeps it, two bytes a unit with the low one first, and as we have it, in UTF-8.
///
/// Half a surrogate pair, which its columns can hold, becomes the three bytes that UTF-8 would have for it, and back: no
/// two contents are ever taken for one.
enum UTF16Bytes {
    /// The units of UTF-8; nil where the bytes are none.
    static func encode(_ bytes: [UInt8]) -> [UInt8]? {
        var units: [UInt8] = []
        units.reserveCapacity(2 * bytes.count)
        var index = 0
        while index < bytes.count {
            guard let (scalar, length) = scalar(bytes[index...]) else { return nil }
            index += length
            if scalar < 0x10000 {
                add(UInt16(scalar), to: &units)
            } else {
                add(UInt16(0xD800 + (scalar - 0x10000) >> 10), to: &units)
                add(UInt16(0xDC00 + (scalar - 0x10000) & 0x3FF), to: &units)
            }
        }
        return units
    }

    private static func add(_ unit: UInt16, to units: inout [UInt8]) {
        units.append(UInt8(truncatingIfNeeded: unit))
        units.append(UInt8(unit >> 8))
    }

    /// The first scalar, a surrogate alone among them, and how many bytes it has.
    private static func scalar(_ bytes: ArraySlice<UInt8>) -> (scalar: UInt32, length: Int)? {
        let first = bytes[bytes.startIndex]
        let (length, least): (Int, UInt32)
        switch first {
        case 0..<0x80: return (UInt32(first), 1)
        case 0xC2..<0xE0: (length, least) = (2, 0x80)
        case 0xE0..<0xF0: (length, least) = (3, 0x800)
        case 0xF0..<0xF5: (length, least) = (4, 0x10000)
        default: return nil
        }
        guard bytes.count >= length else { return nil }
        var scalar = UInt32(first) & (0xFF >> UInt32(length + 1))
        for byte in bytes[bytes.startIndex + 1..<bytes.startIndex + length] {
            guard byte & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        return scalar >= least && scalar < 0x110000 ? (scalar, length) : nil
    }

    /// UTF-8 of units; a last one that was cut in two is left out.
    static func decode(_ units: UnsafeRawBufferPointer) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(units.count / 2)
        var index = 0
        while index + 1 < units.count {
            let unit = self.unit(units, index)
            index += 2
            let next = index + 1 < units.count ? self.unit(units, index) : 0
            if unit & 0xFC00 == 0xD800, next & 0xFC00 == 0xDC00 {
                add(0x10000 + (unit & 0x3FF) << 10 + next & 0x3FF, to: &bytes)
                index += 2
            } else if unit & 0xFC00 == 0xD800, index >= units.count {
                break
            } else {
                add(unit, to: &bytes)
            }
        }
        return bytes
    }

    private static func unit(_ units: UnsafeRawBufferPointer, _ index: Int) -> UInt32 {
        UInt32(units[index]) | UInt32(units[index + 1]) << 8
    }

    private static func add(_ scalar: UInt32, to bytes: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case 0..<0x80: bytes.append(UInt8(scalar))
        case 0x80..<0x800: bytes += [UInt8(0xC0 | scalar >> 6), tail(0)]
        case 0x800..<0x10000: bytes += [UInt8(0xE0 | scalar >> 12), tail(6), tail(0)]
        default: bytes += [UInt8(0xF0 | scalar >> 18), tail(12), tail(6), tail(0)]
        }
    }
}
