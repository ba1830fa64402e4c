/// What keys begin with, as Redis wants it.
enum KeyPattern {
    /// A pattern that matches exactly the keys that begin with these bytes.
    static func matching(prefix: [UInt8]) -> [UInt8] {
        var pattern: [UInt8] = []
        pattern.reserveCapacity(prefix.count + 8)
        for byte in prefix {
            if special.contains(byte) { pattern.append(UInt8(ascii: "\\")) }
            pattern.append(byte)
        }
        pattern.append(UInt8(ascii: "*"))
        return pattern
    }

    /// The prefixes without those that another one covers: tracking refuses prefixes that overlap.
    static func minimal(_ prefixes: [[UInt8]]) -> [[UInt8]] {
        var kept: [[UInt8]] = []
        for prefix in prefixes.sorted(by: { $0.count < $1.count }) {
            if !kept.contains(where: { prefix.starts(with: $0) }) { kept.append(prefix) }
        }
        return kept
    }

    private static let special = Set("*?[]\\".utf8)
}
