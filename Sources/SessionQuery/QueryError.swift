public import SessionModel

/// Where and why a text is no query.
public struct QueryError: Error, Hashable, Sendable {
    /// What was expected where the query went wrong.
    public enum Expectation: Hashable, Sendable {
        /// A word, a field or a parenthesis.
        case term
        /// A value right behind an operator.
        case value(operatorText: String)
        /// One of these operators, for a field of this name or for any.
        case comparison(field: String?, operators: [String])
        /// A name in a path.
        case pathName
        /// A number between brackets, or the closing bracket.
        case pathIndex
        /// A dot or bracket between two steps of a path.
        case pathStep
        /// A quote that closes the one at the column.
        case closingQuote
        /// A parenthesis that closes the one at the column.
        case closingParenthesis
        /// An opening parenthesis for the closing one at the column.
        case openingParenthesis
        /// A blank before the parenthesis, or quotes around it.
        case blank
        /// Quotes around a value that holds an operator behind a blank.
        case quotedValue
        /// One of the words of a state.
        case state
        /// A size in bytes.
        case size
        /// A length of time, or never where a field can be that.
        case duration(DurationError, orNever: Bool)
        /// A moment, or never.
        case moment
        /// A regular expression.
        case pattern(RegularExpressionError.Reason)
        /// At most so many parentheses in one another.
        case depth(limit: Int)
        /// At most so many characters.
        case length(limit: Int)
    }

    /// Where it went wrong, counted from 1 in characters as they are shown.
    public var column: Int
    /// What stands there, a blank for any kind of one; nil where the query ends.
    public var found: String?
    /// What should stand there.
    public var expected: Expectation
    /// What was probably meant.
    public var suggestion: String?
    /// Whether more typing could make it right: a console need not complain yet.
    public var isUnfinished: Bool
}

extension QueryError {
    /// An error before its column is counted.
    struct Problem: Error {
        var expected: Expectation
        var position: Int
        var suggestion: String?
        var isUnfinished: Bool

        init(_ expected: Expectation, at position: Int, suggestion: String? = nil, isUnfinished: Bool = false) {
            self.expected = expected
            self.position = position
            self.suggestion = suggestion
            self.isUnfinished = isUnfinished
        }
    }

    init(_ problem: Problem, in scanner: QueryScanner) {
        column = scanner.column(of: problem.position)
        found = scanner.found(at: problem.position)
        expected = problem.expected
        suggestion = problem.suggestion
        isUnfinished = problem.isUnfinished || found == nil
    }
}
