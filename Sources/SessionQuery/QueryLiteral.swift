/// A value that a payload's is compared with.
struct QueryLiteral: Hashable, Sendable {
    /// The text without quotes.
    let text: String
    /// Whether it stands for a text alone: it was quoted, or can be nothing else.
    let isText: Bool
    private let number: DecimalText?

    /// Creates a literal; without quotes it may be a number, true, false or null.
    init(_ text: String, isQuoted: Bool) {
        self.text = text
        number = isQuoted ? nil : DecimalText(text)
        isText = isQuoted || (number == nil && !["true", "false", "null"].contains(text))
    }

    /// Whether a value is the same: texts scalar by scalar, numbers by value, a container by the number of its entries.
    func equals(_ value: QueryValue) -> Bool {
        switch value {
        case .text(let other): other.unicodeScalars.elementsEqual(text.unicodeScalars)
        case .number(let digits): isSame(digits) || number.map { $0 == DecimalText(digits) } ?? false
        case .bool(let flag): !isText && text == (flag ? "true" : "false")
        case .null: !isText && text == "null"
        case .container(let count): number.map { $0 == DecimalText(String(count)) } ?? false
        }
    }

    /// Whether a value stands in an order to this one: numbers, also those written as text, by value; texts by their
    /// scalars; nothing else has an order.
    func isOrdered(_ value: QueryValue, _ comparison: QueryOperator) -> Bool {
        switch value {
        case .text(let other):
            guard let number else { return isOrdered(other, comparison) }
            return DecimalText(other).map { comparison.holds($0, number) } ?? false
        case .number(let digits): return isOrderedNumber(digits, comparison)
        case .container(let count): return isOrderedNumber(String(count), comparison)
        case .bool, .null: return false
        }
    }

    private func isSame(_ digits: String) -> Bool { !isText && digits == text }

    private func isOrderedNumber(_ digits: String, _ comparison: QueryOperator) -> Bool {
        guard let number, let other = DecimalText(digits) else { return false }
        return comparison.holds(other, number)
    }

    private func isOrdered(_ other: String, _ comparison: QueryOperator) -> Bool {
        guard isText else { return false }
        let isBefore = other.unicodeScalars.lexicographicallyPrecedes(text.unicodeScalars)
        let isBehind = text.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
        return comparison.holds(isBefore ? -1 : isBehind ? 1 : 0, 0)
    }
}
