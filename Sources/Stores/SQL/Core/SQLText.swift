/// A statement and the values bound to it.
public struct SQLText: Sendable, ExpressibleByStringInterpolation {
    /// The statement, with a mark for each value.
    public private(set) var text: String
    /// The values, in the order of the marks.
    public private(set) var values: [SQLValue] = []

    /// Creates a statement of text that is no value of anybody's.
    public init(_ text: String) {
        self.text = text
    }

    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// Adds text.
    public static func += (statement: inout SQLText, text: String) {
        statement.text += text
    }

    /// Adds a value that the mark stands for in the text.
    public mutating func bind(_ value: SQLValue) {
        values.append(value)
    }

    /// The mark of the next value: `$3` or `?`, as the engine spells it.
    public var nextNumber: Int { values.count + 1 }
}
