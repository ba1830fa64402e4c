/// A value that is bound to a statement; never spelled into its text.
public enum SQLValue: Hashable, Sendable {
    /// No value.
    case null
    /// A whole number.
    case integer(Int64)
    /// A binary fraction.
    case real(Double)
    /// Text, in UTF-8.
    case text([UInt8])
    /// Bytes as they are.
    case blob([UInt8])

    /// Text.
    public static func text(_ text: String) -> SQLValue { .text(Array(text.utf8)) }
}
