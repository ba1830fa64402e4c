/// Steps over the parts of a JSON text: from a place to the place behind what begins there.
///
/// Places are plain numbers and nothing is kept between two steps, so that a whole walk stays in the processor's
/// registers.
struct JSONSteps {
    /// Stands for the place behind what does not end.
    static let broken = -1

    /// The text.
    let bytes: UnsafeRawPointer
    private let count: Int

    /// nil for no text at all.
    init?(_ text: UnsafeRawBufferPointer) {
        guard let start = text.baseAddress else { return nil }
        bytes = start
        count = text.count
    }

    /// A part of the text.
    func text(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes + range.lowerBound, count: range.count)
    }

    @inline(__always)
    private func byte(_ place: Int) -> UInt8 { bytes.load(fromByteOffset: place, as: UInt8.self) }

    /// The byte at a place, 0 behind the end.
    @inline(__always)
    func byte(orNone place: Int) -> UInt8 { place < count ? byte(place) : 0 }

    /// Eight bytes from a place on, the first one lowest; zeros behind the end.
    @inline(__always)
    func firstWord(at place: Int) -> UInt64 {
        if place + 8 <= count {
            return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        }
        return (place..<max(place, count)).reversed().reduce(0) { $0 << 8 | UInt64(byte($1)) }
    }

    /// Over blanks, if there are any.
    @inline(__always)
    func overBlanks(_ start: Int) -> Int {
        var place = start
        while place < count, byte(place) <= 32 { place += 1 }
        return place
    }

    /// Over a string, eight bytes at a time where none of them is a quote or a backslash.
    @inline(__always)
    func overString(_ start: Int, _ hasEscape: inout Bool) -> Int {
        guard byte(orNone: start) == UInt8(ascii: "\"") else { return Self.broken }
        var place = start + 1
        while place + 8 <= count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let marks = Self.marks(in: word, UInt8(ascii: "\"")) | Self.marks(in: word, UInt8(ascii: "\\"))
            if marks == 0 {
                place += 8
                continue
            }
            // The lowest mark is sure, and it is the one that counts.
            place += marks.trailingZeroBitCount / 8
            if byte(place) == UInt8(ascii: "\"") { return place + 1 }
            hasEscape = true
            place += 2
        }
        while place < count {
            switch byte(place) {
            case UInt8(ascii: "\""): return place + 1
            case UInt8(ascii: "\\"):
                hasEscape = true
                place += 2
            default: place += 1
            }
        }
        return Self.broken
    }

    /// Marks those of the word's eight bytes that are `byte`, and perhaps some above one: the classic test for a zero
    /// byte, on the difference.
    @inline(__always)
    private static func marks(in word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }

    /// Marks those of the word's eight bytes that are below `limit`, which is at most 128, and perhaps some above one.
    @inline(__always)
    private static func marks(in word: UInt64, below limit: UInt8) -> UInt64 {
        (word &- 0x0101_0101_0101_0101 &* UInt64(limit)) & ~word & 0x8080_8080_8080_8080
    }

    /// With these bits set all brackets and braces are the same byte (0x7F), and few others are.
    private static let bracketBits: UInt64 = 0x2626_2626_2626_2626

    /// Over a value.
    @inline(__always)
    func overValue(_ start: Int) -> Int {
        switch byte(orNone: start) {
        case UInt8(ascii: "\""):
            var hasEscape = false
            return overString(start, &hasEscape)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return overContainer(start)
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"), 0...32: return Self.broken
        default: return overWord(start)
        }
    }

    /// Over an object or an array: only quotes and brackets count in it.
    private func overContainer(_ start: Int) -> Int {
        var depth = 1
        var place = start + 1
        while true {
            place = overCalm(place)
            guard place < count else { return Self.broken }
            let byte = byte(place)
            // A bit apart from braces, brackets become them; nothing else does.
            switch byte | 0x20 {
            case UInt8(ascii: "{"):
                depth += 1
                place += 1
            case UInt8(ascii: "}"):
                depth -= 1
                place += 1
                if depth == 0 { return place }
            case UInt8(ascii: "\"") where byte == UInt8(ascii: "\""):
                var hasEscape = false
                place = overString(place, &hasEscape)
                guard place != Self.broken else { return place }
            default: place += 1
            }
        }
    }

    /// Over what is neither quote nor bracket, eight bytes at a time as far as that is sure.
    @inline(__always)
    private func overCalm(_ start: Int) -> Int {
        var place = start
        while place + 8 <= count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let marks = Self.marks(in: word | Self.bracketBits, 0x7F) | Self.marks(in: word, UInt8(ascii: "\""))
            if marks != 0 { return place + marks.trailingZeroBitCount / 8 }
            place += 8
        }
        return place
    }

    /// Over a number or a word, eight bytes at a time where none of them can end it.
    @inline(__always)
    private func overWord(_ start: Int) -> Int {
        var place = start
        while place + 8 <= count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let ends =
                Self.marks(in: word, below: UInt8(ascii: "-")) | Self.marks(in: word | Self.bracketBits, 0x7F)
                | Self.marks(in: word, UInt8(ascii: ":"))
            if ends != 0 {
                place += ends.trailingZeroBitCount / 8
                break
            }
            place += 8
        }
        while place < count {
            switch byte(place) {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0...32, UInt8(ascii: "\""), UInt8(ascii: ":"),
                UInt8(ascii: "{"), UInt8(ascii: "["):
                return place
            default: place += 1
            }
        }
        return place
    }
}
