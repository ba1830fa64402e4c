/// A record's key in 33 bytes where it has one of the usual shapes: what lets a table hold a million of them.
///
/// 43 characters of base64url and 64 hexadecimal digits are 32 bytes written out; the table knows the prefixes and
/// suffixes keys have round them. Keys of other shapes stay bytes in the table's arena.
struct PackedKey: Equatable {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var tag: UInt8 = 0

    /// How the body of a key is packed; in the tag's low bits, above them stands the index of its affixes.
    enum Coding: UInt8 {
        case free = 0, base64URL43, hex64, hex32, inline, arena
    }

    static let codingBits: UInt8 = 3
    static let longestInline = 31

    var coding: Coding { Coding(rawValue: tag & 7) ?? .free }
    var affix: Int { Int(tag >> Self.codingBits) }

    init() {}

    /// Packs a body; nil when it is of no shape that fits.
    init?(body: UnsafeRawBufferPointer, affix: Int) {
        let shift = UInt8(affix) << Self.codingBits
        if body.count == 43, let words = Base64URL43.decode(body) {
            (self.words, tag) = (words, Coding.base64URL43.rawValue | shift)
        } else if body.count == 64, let words = Hexadecimal.decode(body, words: 4) {
            (self.words, tag) = (words, Coding.hex64.rawValue | shift)
        } else if body.count == 32, let words = Hexadecimal.decode(body, words: 2) {
            (self.words, tag) = (words, Coding.hex32.rawValue | shift)
        } else if body.count <= Self.longestInline {
            withUnsafeMutableBytes(of: &words) {
                $0.copyMemory(from: body)
                $0[Self.longestInline] = UInt8(body.count)
            }
            tag = Coding.inline.rawValue | shift
        } else {
            return nil
        }
    }

    @inline(__always)
    static func == (left: PackedKey, right: PackedKey) -> Bool {
        left.tag == right.tag && left.words.0 == right.words.0 && left.words.1 == right.words.1
            && left.words.2 == right.words.2 && left.words.3 == right.words.3
    }

    /// A number that spreads keys over an index: its high half for the place, its low half to tell them apart there.
    @inline(__always)
    var spread: UInt64 {
        var hash = words.0 ^ (words.1 &* 0x9E37_79B9_7F4A_7C15)
        hash = (hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9
        hash ^= words.2 &+ (words.3 &* 0x94D0_49BB_1331_11EB)
        hash = (hash ^ (hash >> 32)) &+ UInt64(tag)
        return hash &* 0x9E37_79B9_7F4A_7C15
    }

    /// The body's bytes; the table gives those in its arena.
    var body: [UInt8] { withBody { Array($0) } }

    /// Looks at the body's bytes without making an array of them.
    func withBody<Result>(_ look: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { bytes in
            let count: Int
            switch coding {
            case .free, .arena: count = 0
            case .base64URL43: count = Base64URL43.encode(words, into: bytes)
            case .hex64: count = Hexadecimal.encode(words, words: 4, into: bytes)
            case .hex32: count = Hexadecimal.encode(words, words: 2, into: bytes)
            case .inline:
                withUnsafeBytes(of: words) { bytes.copyMemory(from: $0) }
                count = Int(bytes[Self.longestInline])
            }
            return look(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
    }
}

/// 32 bytes as 43 characters of base64url without padding.
private enum Base64URL43 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
        return table
    }()

    static func decode(_ text: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64, UInt64)? {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let isValid = values.withUnsafeBufferPointer { values in
            withUnsafeMutableBytes(of: &words) { bytes in
                var bad: UInt8 = 0
                var place = 0
                for start in stride(from: 0, to: 40, by: 4) {
                    let a = values[Int(text[start])], b = values[Int(text[start + 1])]
                    let c = values[Int(text[start + 2])], d = values[Int(text[start + 3])]
                    bad |= a | b | c | d
                    bytes[place] = a << 2 | b >> 4
                    bytes[place + 1] = b << 4 | c >> 2
                    bytes[place + 2] = c << 6 | d
                    place += 3
                }
                let a = values[Int(text[40])], b = values[Int(text[41])], c = values[Int(text[42])]
                bytes[30] = a << 2 | b >> 4
                bytes[31] = b << 4 | c >> 2
                return (bad | a | b | c) < 64 && c & 3 == 0
            }
        }
        return isValid ? words : nil
    }

    /// Writes the 43 characters and gives their number.
    static func encode(
        _ words: (UInt64, UInt64, UInt64, UInt64), into text: UnsafeMutableRawBufferPointer
    ) -> Int {
        withUnsafeBytes(of: words) { bytes in
            digits.withUnsafeBufferPointer { digits in
                var place = 0
                for start in stride(from: 0, to: 30, by: 3) {
                    let (a, b, c) = (bytes[start], bytes[start + 1], bytes[start + 2])
                    text[place] = digits[Int(a >> 2)]
                    text[place + 1] = digits[Int((a & 3) << 4 | b >> 4)]
                    text[place + 2] = digits[Int((b & 15) << 2 | c >> 6)]
                    text[place + 3] = digits[Int(c & 63)]
                    place += 4
                }
                let (a, b) = (bytes[30], bytes[31])
                text[40] = digits[Int(a >> 2)]
                text[41] = digits[Int((a & 3) << 4 | b >> 4)]
                text[42] = digits[Int((b & 15) << 2)]
                return 43
            }
        }
    }
}

/// Bytes as lower-case hexadecimal digits.
private enum Hexadecimal {
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for value in UInt8(0)..<16 { table[Int(digit(value))] = value }
        return table
    }()

    static func decode(_ text: UnsafeRawBufferPointer, words count: Int) -> (UInt64, UInt64, UInt64, UInt64)? {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let isValid = values.withUnsafeBufferPointer { values in
            withUnsafeMutableBytes(of: &words) { bytes in
                var bad: UInt8 = 0
                for place in 0..<(count * 8) {
                    let high = values[Int(text[2 * place])], low = values[Int(text[2 * place + 1])]
                    bad |= high | low
                    bytes[place] = high << 4 | low
                }
                return bad < 16
            }
        }
        return isValid ? words : nil
    }

    /// Writes the digits and gives their number.
    static func encode(
        _ words: (UInt64, UInt64, UInt64, UInt64), words count: Int, into text: UnsafeMutableRawBufferPointer
    ) -> Int {
        withUnsafeBytes(of: words) { bytes in
            for place in 0..<(count * 8) {
                text[2 * place] = digit(bytes[place] >> 4)
                text[2 * place + 1] = digit(bytes[place] & 15)
            }
            return count * 16
        }
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}
