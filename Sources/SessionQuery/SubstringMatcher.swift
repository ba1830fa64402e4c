/// Looks for a word in text, whatever its case.
///
/// A word of ASCII letters is compared byte by byte, eight at a time; any other by Unicode's lower case of both.
public struct SubstringMatcher: Hashable, Sendable {
    /// The word in lower case.
    public let word: String
    private let needle: [UInt8]
    private let isASCII: Bool

    /// Creates a matcher of a word; an empty one is in every text.
    public init(_ word: String) {
        self.word = word.lowercased()
        needle = Array(self.word.utf8)
        isASCII = needle.allSatisfy { $0 < 128 }
    }

    /// Whether a text contains the word.
    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches(UnsafeRawBufferPointer($0)) }
    }

    /// Whether UTF-8 contains the word; bytes that are no UTF-8 fit nothing but themselves.
    public func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard needle.count > 0 else { return true }
        guard !isASCII else { return needle.withUnsafeBytes { Self.find($0, in: bytes, folding: true) } }
        guard bytes.contains(where: { $0 >= 128 }) else { return false }
        let folded = Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
        return needle.withUnsafeBytes { needle in
            folded.withUnsafeBytes { Self.find(needle, in: $0, folding: false) }
        }
    }

    /// Tries eight places at once: only where the needle's first and last byte are both right is it compared.
    private static func find(
        _ needle: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, folding: Bool
    ) -> Bool {
        guard text.count >= needle.count else { return false }
        let first = BytePattern(needle[0], folding: folding)
        let last = BytePattern(needle[needle.count - 1], folding: folding)
        let places = text.count - needle.count + 1
        var place = 0
        while place + 8 <= places {
            let differences =
                first.differences(in: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                | last.differences(in: text.loadUnaligned(fromByteOffset: place + needle.count - 1, as: UInt64.self))
            if hasZeroByte(differences), isFound(needle, in: text, at: place..<place + 8, folding) { return true }
            place += 8
        }
        return isFound(needle, in: text, at: place..<places, folding)
    }

    private static func isFound(
        _ needle: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, at places: Range<Int>, _ folding: Bool
    ) -> Bool {
        for place in places where isEqual(needle, to: text, at: place, folding) { return true }
        return false
    }

    private static func isEqual(
        _ needle: UnsafeRawBufferPointer, to text: UnsafeRawBufferPointer, at place: Int, _ folding: Bool
    ) -> Bool {
        var offset = 0
        while offset < needle.count {
            let byte = text[place + offset]
            guard needle[offset] == (folding ? byte.lowercasedASCII : byte) else { return false }
            offset += 1
        }
        return true
    }

    private static func hasZeroByte(_ word: UInt64) -> Bool {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0
    }
}

/// A byte to be found among eight, a letter in either case.
private struct BytePattern {
    private let eight: UInt64
    private let caseBits: UInt64

    init(_ byte: UInt8, folding: Bool) {
        eight = UInt64(byte) &* 0x0101_0101_0101_0101
        caseBits = folding && (97...122).contains(byte) ? 0x2020_2020_2020_2020 : 0
    }

    /// Eight bytes of which those are zero that fit.
    func differences(in word: UInt64) -> UInt64 { (word | caseBits) ^ eight }
}

extension UInt8 {
    /// The lower-case letter of an upper-case one in ASCII; any other byte as it is.
    var lowercasedASCII: UInt8 { (65...90).contains(self) ? self | 0x20 : self }
}
