/// One column of the row at hand; its bytes are only good until the next row.
public enum SQLCell {
    /// No value.
    case null
    /// A whole number.
    case integer(Int64)
    /// A binary fraction.
    case real(Double)
    /// Text, in UTF-8.
    case text(UnsafeRawBufferPointer)
    /// Bytes as they are.
    case blob(UnsafeRawBufferPointer)

    /// The bytes of text or of a blob; none for anything else.
    public var bytes: UnsafeRawBufferPointer? {
        switch self {
        case .text(let bytes), .blob(let bytes): bytes
        case .null, .integer, .real: nil
        }
    }

    /// The text, however odd its bytes.
    public var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The whole number, or a fraction's whole part.
    public var integer: Int64? {
        switch self {
        case .integer(let number): number
        case .real(let number): Int64(exactly: number.rounded(.towardZero))
        case .null, .text, .blob: nil
        }
    }

    /// A copy that may be kept, and bound again.
    public var value: SQLValue {
        switch self {
        case .null: .null
        case .integer(let number): .integer(number)
        case .real(let number): .real(number)
        case .text(let bytes): .text(Array(bytes))
        case .blob(let bytes): .blob(Array(bytes))
        }
    }
}
