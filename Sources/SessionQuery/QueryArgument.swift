internal import SessionModel

/// What stands behind a comparison, before it is known what it must be.
struct QueryArgument {
    private let text: String
    private let isQuoted: Bool
    private let position: Int
    private let scanner: QueryScanner

    /// Cuts the value that stands here; blanks before it have been skipped where there was one before the comparison.
    init(_ scanner: inout QueryScanner, behind comparison: QueryOperator, isSpaced: Bool) throws(QueryError.Problem) {
        position = scanner.position
        let isPattern = comparison == .matches && scanner.peek() != "\""
        let pieces = isPattern ? scanner.pattern() : try scanner.value()
        text = pieces.text
        isQuoted = pieces.hasQuotes
        guard !pieces.isEmpty, isQuoted || !(isSpaced && QueryParser.isOr(text)) else {
            throw QueryError.Problem(.value(operatorText: comparison.rawValue), at: position)
        }
        let hidesComparison = text.unicodeScalars.contains(where: QueryScanner.operatorScalars.contains)
        guard isQuoted || isPattern || !isSpaced || !hidesComparison else {
            throw QueryError.Problem(.quotedValue, at: position)
        }
        self.scanner = scanner
    }

    /// The condition on a payload's value.
    func payloadTerm(_ path: [QueryPathStep], _ comparison: QueryOperator) throws(QueryError.Problem) -> QueryTerm {
        guard comparison != .matches else { return .payloadPattern(path, try pattern()) }
        return .payload(path, comparison, QueryLiteral(text, isQuoted: isQuoted))
    }

    /// The condition on a field.
    func term(of field: QueryField, _ comparison: QueryOperator) throws(QueryError.Problem) -> QueryTerm {
        switch field.kind {
        case .size: .quantity(field, comparison, try size())
        case .duration: .quantity(field, comparison, try duration(of: field))
        case .moment: .quantity(field, comparison, try moment())
        case .text: try textTerm(of: field, comparison)
        }
    }

    private func textTerm(of field: QueryField, _ comparison: QueryOperator) throws(QueryError.Problem) -> QueryTerm {
        guard comparison != .matches else { return .pattern(field, try pattern()) }
        let isNegated = comparison == .notEqual
        switch field {
        case .user where text == "none" && !isQuoted: return .anonymous(isNegated: isNegated)
        case .state: return .text(field, try state(), isNegated: isNegated)
        case .user, .id, .key, .format, .size, .ttl, .ends, .age, .idle: return .text(field, text, isNegated: isNegated)
        }
    }

    private func state() throws(QueryError.Problem) -> String {
        let state = text.lowercased()
        guard QueryField.states.contains(state) else {
            throw problem(.state, suggestion: NearestName.among(QueryField.states, to: state))
        }
        return state
    }

    private func size() throws(QueryError.Problem) -> Int64 {
        guard let size = SizeText.parse(text) else { throw problem(.size) }
        return size
    }

    /// Milliseconds, nil for never.
    private func duration(of field: QueryField) throws(QueryError.Problem) -> Int64? {
        guard field != .ttl || text != "never" else { return nil }
        do {
            return try DurationText.parse(text)
        } catch {
            throw problem(.duration(error, orNever: field == .ttl))
        }
    }

    /// Milliseconds since 1970, nil for never; a time without a zone is UTC, as the screens show times.
    private func moment() throws(QueryError.Problem) -> Int64? {
        guard text != "never" else { return nil }
        guard let moment = Timestamp(iso8601: text, assumingUTC: true) else { throw problem(.moment) }
        return moment.milliseconds
    }

    private func pattern() throws(QueryError.Problem) -> RegularExpression {
        do {
            return try RegularExpression(text)
        } catch {
            throw QueryError.Problem(
                .pattern(error.reason), at: position(ofOffset: error.offset), isUnfinished: scanner.isAtEnd)
        }
    }

    private func problem(_ expected: QueryError.Expectation, suggestion: String? = nil) -> QueryError.Problem {
        QueryError.Problem(expected, at: position, suggestion: suggestion, isUnfinished: scanner.isAtEnd)
    }

    /// Where in the query a character of the value stands, quotes and backslashes counted.
    private func position(ofOffset offset: Int) -> Int {
        guard isQuoted else { return position + offset }
        var place = position + 1
        for _ in 0..<offset where place < scanner.scalars.count {
            let isEscape = scanner.scalars[place] == "\\" && scanner.isEscapable(at: place + 1)
            place += isEscape ? 2 : 1
        }
        return place
    }
}
