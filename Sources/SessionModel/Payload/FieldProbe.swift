/// Finds a few fields of a JSON object at a glance: no tree, no allocation, no copy.
///
/// A listing asks this of every record it passes, so it only looks where a wanted key could be and steps over the
/// rest. It checks that brackets and quotes close, not the whole grammar; what it says of a record is confirmed by
/// `Payload` before anything is done with it.
public struct FieldProbe: Sendable {
    private let paths: [[[UInt8]]]
    /// Which paths have a key of a length at a depth: 64 lengths for each depth.
    private let byLength: [UInt64]
    /// The keys, one behind the other, and where each begins: eight depths for each path.
    private let keys: [UInt8]
    private let starts: [Int32]
    /// Which paths go deeper than a depth.
    private let deeper: [UInt64]
    private static let deepest = 8

    /// Creates a probe for at most 64 paths. One of more than eight keys, or with a key of 64 bytes or more, keeps its
    /// place among the results and is never found.
    public init(paths: [[String]]) {
        self.paths = paths.prefix(64).map { $0.map { Array($0.utf8) } }
        var byLength = [UInt64](repeating: 0, count: Self.deepest * 64)
        var deeper = [UInt64](repeating: 0, count: Self.deepest)
        var starts = [Int32](repeating: 0, count: 64 * Self.deepest)
        var keys: [UInt8] = []
        for (index, path) in self.paths.enumerated()
        where path.count <= Self.deepest && path.allSatisfy({ $0.count < 64 }) {
            for (depth, key) in path.enumerated() {
                byLength[depth * 64 + key.count] |= 1 << UInt64(index)
                if path.count > depth + 1 { deeper[depth] |= 1 << UInt64(index) }
                starts[index * Self.deepest + depth] = Int32(keys.count)
                keys += key
            }
        }
        (self.byLength, self.deeper, self.starts, self.keys) = (byLength, deeper, starts, keys)
    }

    /// How many paths it looks for.
    public var count: Int { paths.count }

    /// Looks through `text` and writes where each path's value stands to `found` (an empty range: not there).
    ///
    /// - Returns: Whether `text` is one object whose brackets and quotes close.
    public func look(through text: UnsafeRawBufferPointer, found: UnsafeMutableBufferPointer<Range<Int>>) -> Bool {
        for index in found.indices { found[index] = 0..<0 }
        guard var cursor = Cursor(text: text) else { return false }
        cursor.skipBlank()
        guard cursor.peek == UInt8(ascii: "{") else { return false }
        let all = paths.count == 64 ? UInt64.max : (1 << UInt64(paths.count)) - 1
        guard object(&cursor, wanted: all, depth: 0, found: found) else { return false }
        cursor.skipBlank()
        return cursor.position == text.count
    }

    private func object(
        _ cursor: inout Cursor, wanted: UInt64, depth: Int, found: UnsafeMutableBufferPointer<Range<Int>>
    ) -> Bool {
        cursor.position += 1
        cursor.skipBlank()
        if cursor.take(UInt8(ascii: "}")) { return true }
        while true {
            cursor.skipBlank()
            let keyStart = cursor.position + 1
            guard cursor.skipString() else { return false }
            let length = cursor.position - 1 - keyStart
            let hits =
                cursor.sawEscape
                ? matchingEscaped(wanted, cursor.text[(keyStart - 1)..<cursor.position], depth)
                : matching(wanted, cursor.text, keyStart, length, depth)
            cursor.skipBlank()
            guard cursor.take(UInt8(ascii: ":")) else { return false }
            cursor.skipBlank()
            guard value(&cursor, hits: hits, depth: depth, found: found) else { return false }
            cursor.skipBlank()
            if cursor.take(UInt8(ascii: "}")) { return true }
            guard cursor.take(UInt8(ascii: ",")) else { return false }
        }
    }

    /// The same for a key written with escapes, which is rare enough to be decoded.
    private func matchingEscaped(_ wanted: UInt64, _ token: Slice<UnsafeRawBufferPointer>, _ depth: Int) -> UInt64 {
        let key = Array(JSONText.decode(Array(token)[...]).utf8)
        return key.withUnsafeBytes { matching(wanted, $0, 0, key.count, depth) }
    }

    private func matching(
        _ wanted: UInt64, _ text: UnsafeRawBufferPointer, _ start: Int, _ length: Int, _ depth: Int
    ) -> UInt64 {
        var left = length < 64 ? wanted & byLength[depth * 64 + length] : 0
        var hits: UInt64 = 0
        while left != 0 {
            let index = left.trailingZeroBitCount
            left &= left - 1
            let key = Int(starts[index * Self.deepest + depth])
            var offset = 0
            while offset < length, text[start + offset] == keys[key + offset] { offset += 1 }
            if offset == length { hits |= 1 << UInt64(index) }
        }
        return hits
    }

    private func value(
        _ cursor: inout Cursor, hits: UInt64, depth: Int, found: UnsafeMutableBufferPointer<Range<Int>>
    ) -> Bool {
        let start = cursor.position
        let deeper = hits & self.deeper[depth]
        var left = deeper
        while left != 0 {
            // Of a key that is there twice the last one counts, with what is in it.
            found[left.trailingZeroBitCount] = 0..<0
            left &= left - 1
        }
        if deeper != 0, cursor.peek == UInt8(ascii: "{") {
            guard object(&cursor, wanted: deeper, depth: depth + 1, found: found) else { return false }
        } else {
            guard cursor.skipValue() else { return false }
        }
        left = hits & ~deeper
        while left != 0 {
            let index = left.trailingZeroBitCount
            left &= left - 1
            found[index] = start..<cursor.position
        }
        return true
    }
}

/// A place in a JSON text that steps over values.
private struct Cursor {
    let text: UnsafeRawBufferPointer
    // The same, without a buffer's checks for nil at every byte.
    private let bytes: UnsafeRawPointer
    private let count: Int
    var position = 0
    /// Whether the string stepped over last holds an escape.
    private(set) var sawEscape = false

    /// nil for no text at all.
    init?(text: UnsafeRawBufferPointer) {
        guard let start = text.baseAddress else { return nil }
        self.text = text
        bytes = start
        count = text.count
    }

    @inline(__always)
    private func byte(_ place: Int) -> UInt8 { bytes.load(fromByteOffset: place, as: UInt8.self) }

    var peek: UInt8 { position < count ? byte(position) : 0 }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func skipBlank() {
        while position < count, byte(position) <= 32 { position += 1 }
    }

    /// Steps over a string, eight bytes at a time where none of them is a quote or a backslash.
    @inline(__always)
    mutating func skipString() -> Bool {
        guard peek == UInt8(ascii: "\"") else { return false }
        position += 1
        sawEscape = false
        while true {
            while position + 8 <= count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                let marks = Self.marks(in: word, UInt8(ascii: "\"")) | Self.marks(in: word, UInt8(ascii: "\\"))
                // The lowest mark is sure, and it is the one that counts.
                position += marks == 0 ? 8 : marks.trailingZeroBitCount / 8
                if marks != 0 { break }
            }
            while position < count {
                let byte = self.byte(position)
                position += 1
                if byte == UInt8(ascii: "\"") { return true }
                if byte == UInt8(ascii: "\\") {
                    position += 1
                    sawEscape = true
                    break
                }
            }
            if position >= count { return false }
        }
    }

    /// Marks those of the word's eight bytes that are `byte`, and perhaps some above one: the classic test for a zero
    /// byte, on the difference.
    @inline(__always)
    private static func marks(in word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }

    mutating func skipValue() -> Bool {
        var depth = 0
        while position < count {
            switch byte(position) {
            case UInt8(ascii: "\""):
                guard skipString() else { return false }
                if depth == 0 { return true }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return false }
                depth -= 1
                position += 1
                if depth == 0 { return true }
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0...32:
                if depth == 0 { return false }
                position += 1
            default:
                skipWord()
                if depth == 0 { return true }
            }
        }
        return false
    }

    private mutating func skipWord() {
        while position < count {
            switch byte(position) {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0...32, UInt8(ascii: "\""), UInt8(ascii: ":"),
                UInt8(ascii: "{"), UInt8(ascii: "["):
                return
            default: position += 1
            }
        }
    }
}
