/// Random JSON texts, with every way to write a thing that JSON has: blanks, escapes, exponents, odd keys.
public struct RandomJSON: Sendable {
    /// Where the choices come from.
    public var random: RepeatableRandom
    /// How many containers may stand inside one another.
    public var depth = 5

    private static let keys = [
        "", "a", "b", "user", "user_id", "é", "e\u{301}", "a.b", "x[0]", "quote\"", "back\\slash", "日本", "👩‍👩‍👧", " ",
        "!", "_data", "role", "cart", "\u{7F}", "tab\t", "K", "\u{212A}", "~", "a/b",
    ]
    private static let scalars = [
        "0", "-0", "1", "7", "-12", "1.0", "0.10", "1e3", "1E+03", "-2.5e-7", "9223372036854775808",
        "123456789012345678901234567890", "true", "false", "null", "\"\"", "\"a\"", "\"\\u00e9\"", "\"é\"",
        "\"e\u{301}\"",
        "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"long text with blanks\"",
        "NaN", "Infinity", "-Infinity", "\"{}[],:\"", "\"\u{7F}\"",
    ]

    /// Creates a maker of texts.
    public init(seed: UInt64) { random = RepeatableRandom(seed: seed) }

    /// A JSON object; no object in it holds a key twice.
    public mutating func object() -> String { object(depth: depth) }

    /// Any JSON value.
    public mutating func value() -> String { value(depth: depth) }

    /// A key that objects made here may hold.
    public mutating func key() -> String { random.pick(Self.keys) }

    private mutating func value(depth: Int) -> String {
        switch random.number(in: 0...9) {
        case 0...1 where depth > 0: object(depth: depth - 1)
        case 2 where depth > 0: array(depth: depth - 1)
        default: random.pick(Self.scalars)
        }
    }

    private mutating func object(depth: Int) -> String {
        let style = Style(&random)
        var taken: [[UInt8]] = []
        var members: [String] = []
        for _ in 0..<random.number(in: 0...5) {
            let key = random.pick(Self.keys)
            guard !taken.contains(Array(key.utf8)) else { continue }
            taken.append(Array(key.utf8))
            members.append(written(key) + style.colon + value(depth: depth))
        }
        return style.container("{", members, "}")
    }

    private mutating func array(depth: Int) -> String {
        let style = Style(&random)
        let elements = (0..<random.number(in: 0...4)).map { _ in value(depth: depth) }
        return style.container("[", elements, "]")
    }

    private mutating func written(_ key: String) -> String {
        random.once(in: 5) ? escaped(key) : JSONText.string(key)
    }

    private func escaped(_ key: String) -> String {
        let units = key.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }
        return "\"\(units.joined())\""
    }

    private struct Style {
        let colon: String
        let comma: String
        let pad: String

        init(_ random: inout RepeatableRandom) {
            colon = random.pick([":", ": ", " : ", ":\n\t"])
            comma = random.pick([",", ", ", " ,", ",\n  ", ",\r\n"])
            pad = random.pick(["", "", " ", "\n", "\n    ", "\t"])
        }

        func container(_ open: String, _ parts: [String], _ close: String) -> String {
            open + pad + parts.joined(separator: comma) + (parts.isEmpty ? "" : pad) + close
        }
    }
}
