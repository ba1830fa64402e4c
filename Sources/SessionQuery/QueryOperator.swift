/// How a field is compared with a value.
enum QueryOperator: String, CaseIterable, Hashable, Sendable {
    case equal = "="
    case notEqual = "!="
    case matches = "~"
    case less = "<"
    case greater = ">"
    case lessOrEqual = "<="
    case greaterOrEqual = ">="

    /// Whether two values in order stand in this relation; false for a regular expression, which has no order.
    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .greater: left > right
        case .lessOrEqual: left <= right
        case .greaterOrEqual: left >= right
        case .matches: false
        }
    }

    /// The operators of a field of text.
    static let ofText: [QueryOperator] = [.equal, .notEqual, .matches]
    /// The operators of a field of time or size.
    static let ofQuantities: [QueryOperator] = [.equal, .notEqual, .less, .greater, .lessOrEqual, .greaterOrEqual]

    /// The operator that a person meant by another language's; nil where there is none.
    static func meant(by typed: String) -> QueryOperator? {
        switch typed {
        case "==", "===": .equal
        case "<>", "=!", "!==": .notEqual
        case "=~", "~=", "~~": .matches
        case "=<": .lessOrEqual
        case "=>": .greaterOrEqual
        case "<<": .less
        case ">>": .greater
        default: nil
        }
    }
}
