/// A value that a payload holds at a path, without the tree that it came from.
public enum QueryValue: Hashable, Sendable {
    /// A text, decoded.
    case text(String)
    /// A number, in the digits the payload has, so that none is lost.
    case number(String)
    /// True or false.
    case bool(Bool)
    /// An explicit nothing.
    case null
    /// A list or an object, with the number of its entries.
    case container(Int)

    /// What a regular expression is tried on; nil for a container.
    var text: String? {
        switch self {
        case .text(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        case .container: nil
        }
    }
}
