internal import SessionModel

extension QueryError: CustomStringConvertible {
    /// Where the query went wrong and what to write instead, in a sentence or two.
    public var description: String {
        let sentence = "Column \(column): \(fact)."
        return suggestion.map { "\(sentence) Did you mean \($0)?" } ?? sentence
    }

    private var here: String { found.map { $0 == " " ? "a blank" : "'\($0)'" } ?? "the end of the query" }

    private var fact: String {
        switch expected {
        case .term: "expected a word, a field or '(', found \(here)"
        case .value(let text): "expected a value right behind '\(text)', found \(here)"
        case .comparison(nil, let operators): "\(here) is no comparison; use \(Self.list(operators))"
        case .comparison(let field?, let operators): "'\(field)' takes \(Self.list(operators)), found \(here)"
        case .pathName: "expected a name in the payload, found \(here)"
        case .pathIndex: "expected a number and ']', as in cart[0], found \(here)"
        case .pathStep: "expected '.' or '[' behind ']', found \(here)"
        case .closingQuote: "the quote that opens here is not closed"
        case .closingParenthesis: "the '(' that opens here is not closed"
        case .openingParenthesis: "this ')' closes nothing; put quotes around it to look for it"
        case .blank: "expected a blank before '('; put quotes around a text that holds one"
        case .quotedValue: "put quotes around the value \(here), or leave out the blanks around the comparison"
        case .state: "\(here) is no state; use \(Self.list(QueryField.states))"
        case .size: "\(here) is no size; write one like 512, 10k or 2M"
        case .duration(let error, let orNever): Self.duration(error.description, orNever)
        case .moment: "\(here) is no moment; write one like 2026-11-21T18:00:00Z, or never"
        case .pattern(let reason): reason.fact
        case .depth(let limit): "parentheses may stand in one another \(limit) deep and no deeper"
        case .length(let limit): "a query may have \(limit) characters and no more"
        }
    }

    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    /// The error's sentences inside another one, which brings its own full stop.
    private static func duration(_ sentences: String, _ orNever: Bool) -> String {
        let inner = sentences.hasSuffix(".") ? String(sentences.dropLast()) : sentences
        return orNever ? inner + ", or write never" : inner
    }
}

extension RegularExpressionError.Reason {
    /// What is wrong, without a full stop.
    fileprivate var fact: String {
        switch self {
        case .tooLong:
            "a regular expression may have \(RegularExpression.lengthLimit) characters and no more"
        case .tooLarge: "the repetitions of this regular expression multiply to too many"
        case .unclosedGroup:
            "the regular expression does not close the '(' that opens here; one with blanks needs quotes"
        case .unopenedGroup: "the regular expression closes a ')' here that it did not open"
        case .unclosedClass:
            "the regular expression does not close the '[' that opens here; one with blanks needs quotes"
        case .backwardRange: "this range of the regular expression ends before it begins"
        case .nothingToRepeat: "the regular expression has nothing to repeat here; write \\ before a sign that is meant"
        case .badRepetition: "expected a repetition like {3}, {2,} or {2,5} of at most 500"
        case .unknownEscape(let letter): "'\\\(letter)' means nothing in a regular expression here"
        case .unfinishedEscape: "expected a character behind the last '\\' of the regular expression"
        case .unknownGroup: "the regular expression may open a group with ( or (?: only, and say (?i) at its start"
        }
    }
}

/// What a query says to a person who may have meant something else.
enum QueryHint {
    static func field(_ name: String, near field: String) -> String {
        "'\(name)' is read as a payload field; did you mean \(field)?"
    }

    static func connective(_ word: String) -> String? {
        switch word.lowercased() {
        case "and", "&&", "&": "'\(word)' is read as a word to look for; a blank already means and."
        case "not": "'\(word)' is read as a word to look for; write ! before what to leave out."
        case "||", "|": "'\(word)' is read as a word to look for; did you mean or?"
        default: nil
        }
    }

    static func colon(_ name: String, _ value: String) -> String {
        "'\(name):\(value)' is read as a word to look for; did you mean \(name)=\(value)?"
    }
}
