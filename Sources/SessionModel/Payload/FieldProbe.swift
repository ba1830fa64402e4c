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
    /// The first eight bytes of each key, as `firstWord` gives them: eight depths for each path.
    private let firstWords: [UInt64]
    /// Which paths go deeper than a depth.
    private let deeper: [UInt64]
    private static let deepest = 8
    /// How many paths it looks for at the most; those behind them have no place among the results.
    public static let mostPaths = 64

    /// Creates a probe for at most `mostPaths` paths. One of more than eight keys, or with a key of 64 bytes or more, keeps its
    /// place among the results and is never found.
    public init(paths: [[String]]) {
        self.paths = paths.prefix(Self.mostPaths).map { $0.map { Array($0.utf8) } }
        var byLength = [UInt64](repeating: 0, count: Self.deepest * 64)
        var deeper = [UInt64](repeating: 0, count: Self.deepest)
        var starts = [Int32](repeating: 0, count: 64 * Self.deepest)
        var firstWords = [UInt64](repeating: 0, count: 64 * Self.deepest)
        var keys: [UInt8] = []
        for (index, path) in self.paths.enumerated()
        where path.count <= Self.deepest && path.allSatisfy({ $0.count < 64 }) {
            for (depth, key) in path.enumerated() {
                byLength[depth * 64 + key.count] |= 1 << UInt64(index)
                if path.count > depth + 1 { deeper[depth] |= 1 << UInt64(index) }
                starts[index * Self.deepest + depth] = Int32(keys.count)
                firstWords[index * Self.deepest + depth] = key.withUnsafeBytes { Self.firstWord(of: $0) }
                keys += key
            }
        }
        (self.byLength, self.deeper, self.starts, self.keys) = (byLength, deeper, starts, keys)
        self.firstWords = firstWords
    }

    /// How many paths it looks for.
    public var count: Int { paths.count }

    /// Looks through `text` and writes where each path's value stands to `found` (an empty range: not there).
    ///
    /// - Parameter found: Has room for as many ranges as there are paths; what is in it before does not matter.
    /// - Returns: Whether `text` is one object whose brackets and quotes close.
    public func look(through text: UnsafeRawBufferPointer, found: UnsafeMutableBufferPointer<Range<Int>>) -> Bool {
        found.initialize(repeating: 0..<0)
        guard let steps = JSONSteps(text) else { return false }
        let start = steps.overBlanks(0)
        guard steps.byte(orNone: start) == UInt8(ascii: "{") else { return false }
        let all = paths.count == 64 ? UInt64.max : (1 << UInt64(paths.count)) - 1
        let end = object(steps, start, wanted: all, depth: 0, found: found)
        return end != JSONSteps.broken && steps.overBlanks(end) == text.count
    }

    /// Looks through the object that begins at `start`; where it ends, or `JSONSteps.broken`.
    private func object(
        _ steps: JSONSteps, _ start: Int, wanted: UInt64, depth: Int, found: UnsafeMutableBufferPointer<Range<Int>>
    ) -> Int {
        var place = steps.overBlanks(start + 1)
        if steps.byte(orNone: place) == UInt8(ascii: "}") { return place + 1 }
        while true {
            place = steps.overBlanks(place)
            var hasEscape = false
            let keyEnd = steps.overString(place, &hasEscape)
            guard keyEnd != JSONSteps.broken else { return keyEnd }
            let hits =
                hasEscape
                ? matchingEscaped(wanted, steps.text(place..<keyEnd), depth)
                : matching(wanted, steps.text(place + 1..<keyEnd - 1), steps.firstWord(at: place + 1), depth)
            place = steps.overBlanks(keyEnd)
            guard steps.byte(orNone: place) == UInt8(ascii: ":") else { return JSONSteps.broken }
            place = steps.overBlanks(place + 1)
            place =
                hits == 0 ? steps.overValue(place) : value(steps, place, hits: hits, depth: depth, found: found)
            guard place != JSONSteps.broken else { return place }
            place = steps.overBlanks(place)
            switch steps.byte(orNone: place) {
            case UInt8(ascii: ","): place += 1
            case UInt8(ascii: "}"): return place + 1
            default: return JSONSteps.broken
            }
        }
    }

    /// The same for a key written with escapes, which is rare enough to be decoded.
    private func matchingEscaped(_ wanted: UInt64, _ token: UnsafeRawBufferPointer, _ depth: Int) -> UInt64 {
        let key = Array(JSONText.decode(Array(token)[...]).utf8)
        return key.withUnsafeBytes { matching(wanted, $0, Self.firstWord(of: $0), depth) }
    }

    /// Which of the wanted paths have a key at a depth.
    ///
    /// - Parameter word: The key's first eight bytes; those behind its end don't matter.
    @inline(__always)
    private func matching(_ wanted: UInt64, _ key: UnsafeRawBufferPointer, _ word: UInt64, _ depth: Int) -> UInt64 {
        let length = key.count
        var left = length < 64 ? wanted & byLength[depth * 64 + length] : 0
        var hits: UInt64 = 0
        let word = length < 8 ? word & ((1 << UInt64(length * 8)) - 1) : word
        while left != 0 {
            let index = left.trailingZeroBitCount
            left &= left - 1
            let place = index * Self.deepest + depth
            guard firstWords[place] == word else { continue }
            let start = Int(starts[place])
            var offset = 8
            while offset < length, key[offset] == keys[start + offset] { offset += 1 }
            if offset >= length { hits |= 1 << UInt64(index) }
        }
        return hits
    }

    /// The first eight bytes of a key, the first one lowest, with zeros behind a shorter one.
    private static func firstWord(of key: UnsafeRawBufferPointer) -> UInt64 {
        key.prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64($1.offset * 8) }
    }

    /// Notes a wanted value; where it ends, or `JSONSteps.broken`.
    private func value(
        _ steps: JSONSteps, _ start: Int, hits: UInt64, depth: Int, found: UnsafeMutableBufferPointer<Range<Int>>
    ) -> Int {
        let deeper = hits & self.deeper[depth]
        var left = deeper
        while left != 0 {
            // Of a key that is there twice the last one counts, with what is in it.
            found[left.trailingZeroBitCount] = 0..<0
            left &= left - 1
        }
        let end =
            deeper != 0 && steps.byte(orNone: start) == UInt8(ascii: "{")
            ? object(steps, start, wanted: deeper, depth: depth + 1, found: found) : steps.overValue(start)
        guard end != JSONSteps.broken else { return end }
        left = hits & ~deeper
        while left != 0 {
            found[left.trailingZeroBitCount] = start..<end
            left &= left - 1
        }
        return end
    }
}
