internal import SessionModel

/// One condition of a query.
enum QueryTerm: Hashable, Sendable {
    /// A word in id, user or payload.
    case word(QueryWord)
    /// A field of text is, or is not, this one.
    case text(QueryField, String, isNegated: Bool)
    /// A field of text is found by a regular expression.
    case pattern(QueryField, RegularExpression)
    /// There is no user, or there is one.
    case anonymous(isNegated: Bool)
    /// A time in milliseconds or a size in bytes; nil stands for never, which is more than any.
    case quantity(QueryField, QueryOperator, Int64?)
    /// A value of the payload.
    case payload([QueryPathStep], QueryOperator, QueryLiteral)
    /// A value of the payload is found by a regular expression.
    case payloadPattern([QueryPathStep], RegularExpression)

    /// What must be read to answer it.
    var needs: QueryNeeds {
        switch self {
        case .word: [.id, .user, .payload]
        case .text(let field, _, _), .pattern(let field, _), .quantity(let field, _, _): field.needs
        case .anonymous: .user
        case .payload, .payloadPattern: .payload
        }
    }
}

/// A word as it was typed, ready to be looked for.
struct QueryWord: Hashable, Sendable {
    let text: String
    let matcher: SubstringMatcher
    /// Whether it could be an id as it is shown, shortened.
    let mayBeShortened: Bool

    init(_ text: String) {
        self.text = text
        matcher = SubstringMatcher(text)
        mayBeShortened =
            text.contains("..") && SessionID.shorten(text) == text
    }

    /// Whether it is the shortened form of an id, as a person reads it off the screen.
    func isShort(of id: @autoclosure () -> String) -> Bool { mayBeShortened && SessionID.shorten(id()) == text }
}
