internal import SessionModel

/// Reads a query: terms side by side are all wanted, `or` binds looser, `!` tightest.
struct QueryParser {
    static let depthLimit = 64

    private var scanner: QueryScanner
    private(set) var hints: [String] = []
    private(set) var mentions: [FilterMention] = []

    init(_ scanner: QueryScanner) {
        self.scanner = scanner
    }

    static func isOr(_ word: String) -> Bool { word == "or" || word == "OR" }

    /// The tree of the whole text.
    mutating func parse() throws(QueryError.Problem) -> QueryNode {
        guard scanner.scalars.count <= Query.lengthLimit else {
            throw QueryError.Problem(.length(limit: Query.lengthLimit), at: Query.lengthLimit)
        }
        scanner.skipSpaces()
        guard !scanner.isAtEnd else { return .everything }
        let node = try any(depth: 0)
        guard scanner.isAtEnd else { throw QueryError.Problem(.openingParenthesis, at: scanner.position) }
        return node
    }

    private mutating func any(depth: Int) throws(QueryError.Problem) -> QueryNode {
        var branches = [try all(depth: depth)]
        while isAtOr {
            scanner.skip(2)
            scanner.skipSpaces()
            branches.append(try all(depth: depth))
        }
        return .any(of: branches)
    }

    private mutating func all(depth: Int) throws(QueryError.Problem) -> QueryNode {
        var nodes: [QueryNode] = []
        repeat {
            nodes.append(try negation(depth: depth))
            scanner.skipSpaces()
        } while !scanner.isAtEnd && scanner.peek() != ")" && !isAtOr
        return .all(of: nodes)
    }

    /// Whether the word `or` stands here, not a path of that name.
    private var isAtOr: Bool {
        guard let first = scanner.peek(), let second = scanner.peek(1) else { return false }
        guard Self.isOr("\(first)\(second)") else { return false }
        guard let next = scanner.peek(2) else { return true }
        return next == "(" || next == ")" || next.properties.isWhitespace
    }

    private mutating func negation(depth: Int) throws(QueryError.Problem) -> QueryNode {
        var isNegated = false
        while scanner.peek() == "!", !scanner.isAtOperator {
            scanner.skip(1)
            scanner.skipSpaces()
            isNegated.toggle()
        }
        let node = try atom(depth: depth)
        return isNegated ? node.negated : node
    }

    private mutating func atom(depth: Int) throws(QueryError.Problem) -> QueryNode {
        let start = scanner.position
        guard scanner.take("(") else { return .term(try term()) }
        guard depth < Self.depthLimit else { throw QueryError.Problem(.depth(limit: Self.depthLimit), at: start) }
        scanner.skipSpaces()
        let node = try any(depth: depth + 1)
        guard scanner.take(")") else {
            throw QueryError.Problem(.closingParenthesis, at: start, isUnfinished: true)
        }
        return node
    }

    private mutating func term() throws(QueryError.Problem) -> QueryTerm {
        let start = scanner.position
        guard !isAtOr else { throw QueryError.Problem(.term, at: start) }
        let name = try scanner.word()
        guard !name.isEmpty else { throw QueryError.Problem(.term, at: start) }
        let end = scanner.position
        scanner.skipSpaces()
        let term = scanner.isAtOperator ? try comparison(of: name, end: end) : try word(name)
        try requireBlank()
        return term
    }

    /// A parenthesis right behind a word would be a second term that nobody meant.
    private func requireBlank() throws(QueryError.Problem) {
        let position = scanner.position
        guard scanner.peek() == "(", position > 0, !scanner.scalars[position - 1].properties.isWhitespace else {
            return
        }
        throw QueryError.Problem(.blank, at: position)
    }

    private mutating func word(_ pieces: [QueryScanner.Piece]) throws(QueryError.Problem) -> QueryTerm {
        let text = pieces.text
        guard !text.isEmpty else { throw QueryError.Problem(.term, at: pieces[0].position) }
        if !pieces.hasQuotes {
            hintAt(word: text)
            if text.first == "@", Query.isFilterName(String(text.dropFirst())) {
                let range = pieces[0].position..<pieces[pieces.count - 1].position + 1
                mentions.append(FilterMention(name: String(text.dropFirst()), range: range))
            }
        }
        return .word(QueryWord(text))
    }

    private mutating func hintAt(word: String) {
        if let hint = QueryHint.connective(word) { hints.append(hint) }
        let parts = word.split(separator: ":", maxSplits: 1)
        if parts.count == 2, QueryField.names.contains(String(parts[0])) {
            hints.append(QueryHint.colon(String(parts[0]), String(parts[1])))
        }
    }

    private mutating func comparison(of name: [QueryScanner.Piece], end: Int) throws(QueryError.Problem) -> QueryTerm {
        let isSpaced = scanner.position > end
        let field = name.hasQuotes ? nil : QueryField(rawValue: name.text)
        let comparison = try comparisonSign(of: field)
        if isSpaced { scanner.skipSpaces() }
        let value = try QueryArgument(&scanner, behind: comparison, isSpaced: isSpaced)
        guard let field else {
            var reader = QueryPathReader(name, end: end)
            let path = try reader.steps()
            hintAt(path: path, of: name)
            return try value.payloadTerm(path, comparison)
        }
        return try value.term(of: field, comparison)
    }

    private mutating func comparisonSign(of field: QueryField?) throws(QueryError.Problem) -> QueryOperator {
        let start = scanner.position
        let text = scanner.operatorText()
        let known = field?.operators ?? QueryOperator.allCases
        guard let sign = QueryOperator(rawValue: text), known.contains(sign) else {
            let meant = QueryOperator.meant(by: text).flatMap { known.contains($0) ? $0.rawValue : nil }
            let suggestion = text == "!~" ? "! before the whole comparison" : meant.map { "'\($0)'" }
            throw QueryError.Problem(
                .comparison(field: field?.rawValue, operators: known.map(\.rawValue)), at: start, suggestion: suggestion
            )
        }
        return sign
    }

    /// A payload may well have a field called `uid`, so only slips behind the first letter are taken for slips.
    private mutating func hintAt(path: [QueryPathStep], of name: [QueryScanner.Piece]) {
        guard path.count == 1, case .key(let key) = path[0], !name.hasQuotes, name.first?.text != ".",
            let near = NearestName.among(QueryField.names, to: key),
            near.first == key.lowercased().first
        else { return }
        hints.append(QueryHint.field(key, near: near))
    }
}
