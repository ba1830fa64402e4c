/// Sizes as they are typed: `512`, `10k`, `1.5M`, a unit being 1,024 of the one before.
enum SizeText {
    private static let units: [(name: String, bytes: Int64)] = [
        ("g", 1 << 30), ("m", 1 << 20), ("k", 1 << 10), ("", 1),
    ]

    /// The size in bytes, or nil when the text is none.
    static func parse(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        var name = text.dropFirst(digits.count).lowercased()
        if name.hasSuffix("b") { name.removeLast() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard let unit = units.first(where: { $0.name == name }), parts.count <= 2, let first = parts.first,
            let whole = Int64(first)
        else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit.bytes)
        guard !overflow else { return nil }
        guard parts.count == 2 else { return product }
        guard let fraction = Int64(parts[1]), parts[1].count <= 9 else { return nil }
        let scale = parts[1].reduce(Int64(1)) { scale, _ in scale * 10 }
        let (sum, sumOverflow) = product.addingReportingOverflow(fraction * unit.bytes / scale)
        return sumOverflow ? nil : sum
    }

    /// The size in the largest unit that gives it whole.
    static func text(_ bytes: Int64) -> String {
        guard bytes > 0, let unit = units.first(where: { bytes.isMultiple(of: $0.bytes) }) else { return String(bytes) }
        return "\(bytes / unit.bytes)\(unit.name == "k" ? "k" : unit.name.uppercased())"
    }
}
