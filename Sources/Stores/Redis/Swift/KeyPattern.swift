/// What keys begin with, as Redis wants it.
enum KeyPattern {
    /// A pattern that matches exactly the keys that begin with these bytes.
    static func matching(prefix: [UInt8]) -> [UInt8] {
        prefix.flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] } + [UInt8(ascii: "*")]
    }

    /// A pattern that matches every key that begins with one of these, and few others: at each place any of the bytes
    /// that they have there, as far as the shortest goes.
    static func matching(anyOf prefixes: [[UInt8]]) -> [UInt8] {
        guard let shortest = prefixes.min(by: { $0.count < $1.count }) else { return matching(prefix: []) }
        guard prefixes.count > 1 else { return matching(prefix: shortest) }
        let places = shortest.indices.flatMap { place -> [UInt8] in
            let bytes = Set(prefixes.map { $0[place] }).sorted()
            guard bytes.count > 1 else { return Array(matching(prefix: bytes).dropLast()) }
            // Within brackets "^" and "-" mean something too; a backslash takes that from any byte.
            return [UInt8(ascii: "[")] + bytes.flatMap { [UInt8(ascii: "\\"), $0] } + [UInt8(ascii: "]")]
        }
        return places + [UInt8(ascii: "*")]
    }

    private static let special = Set("*?[]\\".utf8)
}
