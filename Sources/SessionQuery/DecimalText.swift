/// A decimal number of any length, compared by value without becoming a floating-point one.
struct DecimalText: Hashable {
    private var isNegative = false
    /// The digits without zeros in front and behind; empty for zero.
    private var digits: [UInt8] = []
    /// Where the decimal point stands, counted from before the first digit.
    private var pointPosition = 0

    /// Creates a number from JSON's way of writing one, or nil: `-12`, `0.5`, `1e9`; zeros in front are let pass.
    init?(_ text: String) {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") {
            isNegative = true
            rest = rest.dropFirst()
        }
        let whole = Self.takeDigits(&rest)
        guard !whole.isEmpty else { return nil }
        var fraction: Substring.UTF8View = "".utf8[...]
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = Self.takeDigits(&rest)
            guard !fraction.isEmpty else { return nil }
        }
        guard let exponent = Self.takeExponent(&rest), rest.isEmpty else { return nil }
        normalize(digits: Array(whole) + Array(fraction), pointPosition: whole.count, exponent: exponent)
    }

    private mutating func normalize(digits all: [UInt8], pointPosition position: Int, exponent: Int) {
        let significant = all.drop { $0 == UInt8(ascii: "0") }
        let trailingZeros = significant.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        digits = Array(significant.dropLast(trailingZeros))
        guard !digits.isEmpty else {
            isNegative = false
            return
        }
        pointPosition = position - (all.count - significant.count) + exponent
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = rest.prefix { (48...57).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits
    }

    /// The exponent, 0 where there is none, nil where it is broken; one beyond a thousand million is cut to that.
    private static func takeExponent(_ rest: inout Substring.UTF8View) -> Int? {
        guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else { return 0 }
        rest = rest.dropFirst()
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let digits = takeDigits(&rest)
        guard !digits.isEmpty else { return nil }
        let size = digits.reduce(0) { min($0 * 10 + Int($1 - 48), 1_000_000_000) }
        return isNegative ? -size : size
    }
}

extension DecimalText: Comparable {
    static func < (left: DecimalText, right: DecimalText) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    /// Compares sizes without signs.
    private func isSmaller(than other: DecimalText) -> Bool {
        guard !digits.isEmpty, !other.digits.isEmpty else { return digits.isEmpty && !other.digits.isEmpty }
        guard pointPosition == other.pointPosition else { return pointPosition < other.pointPosition }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
