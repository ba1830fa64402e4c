internal import SessionModel

extension QueryNode {
    /// The canonical text, which reads back as the same tree.
    var text: String {
        switch self {
        case .everything: ""
        case .all(let nodes): nodes.map(\.textInSequence).joined(separator: " ")
        case .any(let nodes): nodes.map(\.text).joined(separator: " or ")
        case .not(.term(let term)): "!" + term.text
        case .not(let node): "!(\(node.text))"
        case .term(let term): term.text
        }
    }

    /// The text where neighbours bind tighter than an `or`.
    private var textInSequence: String {
        if case .any = self { "(\(text))" } else { text }
    }
}

extension QueryTerm {
    /// The field that it asks for, as it is written; nil for a word.
    var fieldText: String? {
        switch self {
        case .word: nil
        case .text(let field, _, _), .pattern(let field, _), .quantity(let field, _, _): field.rawValue
        case .anonymous: QueryField.user.rawValue
        case .payload(let path, _, _), .payloadPattern(let path, _): path.text
        }
    }

    fileprivate var text: String {
        switch self {
        case .word(let word): word.text.quoted(unless: word.text.isBareWord)
        case .text(let field, let text, let isNegated):
            "\(field.rawValue)\(isNegated ? "!=" : "=")"
                + text.quoted(unless: text.isBareValue && !(field == .user && text == "none"))
        case .pattern(let field, let pattern): "\(field.rawValue)~\(pattern.pattern.quoted(unless: pattern.isBare))"
        case .anonymous(let isNegated): isNegated ? "user!=none" : "user=none"
        case .quantity(let field, let comparison, let amount):
            "\(field.rawValue)\(comparison.rawValue)\(amount.map { field.amountText($0) } ?? "never")"
        case .payload(let path, let comparison, let literal): "\(path.text)\(comparison.rawValue)\(literal.quotedText)"
        case .payloadPattern(let path, let pattern): "\(path.text)~\(pattern.pattern.quoted(unless: pattern.isBare))"
        }
    }
}

extension QueryLiteral {
    fileprivate var quotedText: String {
        text.quoted(unless: text.isBareValue && isText == QueryLiteral(text, isQuoted: false).isText)
    }
}

extension QueryField {
    fileprivate func amountText(_ amount: Int64) -> String {
        switch kind {
        case .size: SizeText.text(amount)
        case .moment: Timestamp(milliseconds: amount).iso8601
        case .duration, .text: DurationText.exact(milliseconds: amount)
        }
    }
}

extension RegularExpression {
    /// Whether it can be written without quotes.
    fileprivate var isBare: Bool {
        pattern.isBareValue && !pattern.unicodeScalars.contains("\\")
    }
}

extension [QueryPathStep] {
    /// The path with dots and brackets, a dot before it where a field has its name.
    var text: String {
        var text = ""
        for step in self {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key): text += (text.isEmpty ? "" : ".") + key.quoted(unless: key.isBareStep)
            }
        }
        return count == 1 && QueryField.names.contains(text) ? "." + text : text
    }
}

extension String {
    private static let special: Set<Unicode.Scalar> = ["(", ")", "\"", "=", "~", "<", ">", "!"]

    /// The text in quotes, quotes and backslashes in it behind a backslash.
    fileprivate func quoted(unless isBare: Bool) -> String {
        guard !isBare else { return self }
        var text = "\""
        for scalar in unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        // Appended as a scalar, so that an accent in the text can't fuse with the closing quote's neighbours.
        text.unicodeScalars.append("\"")
        return text
    }

    fileprivate var isBareWord: Bool {
        !isEmpty && !QueryParser.isOr(self) && !(first == "@" && Query.isFilterName(String(dropFirst())))
            && !unicodeScalars.contains { Self.special.contains($0) || $0.properties.isWhitespace }
    }

    fileprivate var isBareStep: Bool {
        isBareWord && !unicodeScalars.contains { $0 == "." || $0 == "[" || $0 == "]" }
    }

    fileprivate var isBareValue: Bool {
        guard let first = unicodeScalars.first, !QueryScanner.operatorScalars.contains(first) else { return false }
        return !unicodeScalars.contains { $0 == "(" || $0 == ")" || $0 == "\"" || $0.properties.isWhitespace }
    }
}
