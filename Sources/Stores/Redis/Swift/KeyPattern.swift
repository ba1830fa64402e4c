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

    private static let special = Set("*?[]\\".utf8)
}
