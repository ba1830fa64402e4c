/// A column with a value out of every session's payload.
public struct PayloadColumn: Hashable, Sendable {
    /// What it is called: letters, digits, `_` and `-`.
    public var name: String
    /// Where the value stands.
    public var path: PayloadPath

    /// Creates a column.
    public init(_ name: String, _ path: PayloadPath) {
        self.name = name
        self.path = path
    }

    /// The longest name that is taken, in bytes.
    static let longestName = 24

    /// Whether a text can be a column's name.
    static func isName(_ text: some StringProtocol) -> Bool {
        (1...longestName).contains(text.utf8.count) && text.first != "-"
            && text.unicodeScalars.allSatisfy { $0.isASCIIWord || $0 == "-" }
    }
}

extension Unicode.Scalar {
    fileprivate var isASCIIWord: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }
}
