/// Why bytes are no BSON document: what is wrong, and where.
public struct BSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The bytes end before the document does.
        case truncated
        /// A length that can't be: too small, or beyond what holds it.
        case badLength
        /// A document, name or text does not end with the zero byte it must end with.
        case unterminated
        /// No type has this number.
        case unknownType(UInt8)
        /// A boolean that is neither 0 nor 1.
        case badBoolean(UInt8)
        /// Documents stand in documents deeper than is allowed.
        case tooDeep
        /// More bytes than are allowed.
        case tooLarge
        /// Bytes follow the document.
        case trailing
    }

    /// What is wrong.
    public var reason: Reason
    /// Where, in bytes from the beginning.
    public var offset: Int

    /// Creates an error.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// What is wrong and where, to follow "it is no BSON:".
    public var description: String { "\(words) at byte \(offset)" }

    private var words: String {
        switch reason {
        case .truncated: "it ends too early"
        case .badLength: "a length does not fit"
        case .unterminated: "a zero byte is missing"
        case .unknownType(let number): "there is no type \(number)"
        case .badBoolean(let number): "\(number) is no boolean"
        case .tooDeep: "it is nested too deep"
        case .tooLarge: "it is too large"
        case .trailing: "something follows the document"
        }
    }
}
