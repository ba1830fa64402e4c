/// A column of a row that was ended, as its database has it.
public struct ArchivedColumn: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What stood there.
    public var value: Value

    /// What a column can hold.
    public enum Value: Hashable, Sendable {
        /// No value.
        case null
        /// A whole number.
        case integer(Int64)
        /// A binary fraction.
        case fraction(Double)
        /// Text, in UTF-8.
        case text([UInt8])
        /// Bytes as they are.
        case bytes([UInt8])
    }

    /// Creates a column.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}
