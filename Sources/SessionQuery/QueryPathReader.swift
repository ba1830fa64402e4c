/// Reads a payload path out of a word: names behind dots, places in brackets, quotes around names that hold either.
struct QueryPathReader {
    private let pieces: [QueryScanner.Piece]
    private let end: Int
    private var next = 0

    /// Creates a reader of a word that ends at a position of the query.
    init(_ pieces: [QueryScanner.Piece], end: Int) {
        self.pieces = pieces
        self.end = end
    }

    mutating func steps() throws(QueryError.Problem) -> [QueryPathStep] {
        _ = take(".")
        var steps = isAt("[") ? [] : [try key()]
        while next < pieces.count {
            if isAt("[") {
                steps.append(try index())
            } else if take(".") {
                steps.append(try key())
            } else {
                throw QueryError.Problem(.pathStep, at: position)
            }
        }
        return steps
    }

    private mutating func key() throws(QueryError.Problem) -> QueryPathStep {
        let start = next
        while next < pieces.count, !isAt("."), !isAt("[") { next += 1 }
        guard next > start else { throw QueryError.Problem(.pathName, at: position) }
        return .key(Array(pieces[start..<next]).text)
    }

    private mutating func index() throws(QueryError.Problem) -> QueryPathStep {
        _ = take("[")
        let start = next
        while next < pieces.count, !pieces[next].isQuoted, pieces[next].text.utf8.allSatisfy({ (48...57).contains($0) })
        {
            next += 1
        }
        guard let index = Int(Array(pieces[start..<next]).text), take("]") else {
            throw QueryError.Problem(.pathIndex, at: position)
        }
        return .index(index)
    }

    private var position: Int { next < pieces.count ? pieces[next].position : end }

    private func isAt(_ text: String) -> Bool {
        next < pieces.count && !pieces[next].isQuoted && pieces[next].text == text
    }

    private mutating func take(_ text: String) -> Bool {
        guard isAt(text) else { return false }
        next += 1
        return true
    }
}
