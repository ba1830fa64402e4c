internal import SessionQuery

/// Reads the query of `--where`.
enum QueryReader {
    /// How many characters of a query are quoted.
    private static let longest = 200

    /// Whether a text is the name of a saved filter: `@vip`.
    static func isName(_ text: String) -> Bool {
        text.first == "@"
            && text.dropFirst().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
            && text.count > 1
    }

    /// The query of a text that needs no store to be understood; nil where it is the name of a saved filter.
    static func early(_ text: String?) throws(Failure) -> Query? {
        if let text, isName(text) { return nil }
        return try query(text)
    }

    /// The query; everything where none is given.
    static func query(_ text: String?) throws(Failure) -> Query {
        guard let text else { return .everything }
        do {
            let query = try Query.parse(text)
            for hint in query.hints { Notice.write(hint) }
            return query
        } catch {
            let shown = text.count > Self.longest ? "\(text.prefix(Self.longest)).." : text
            throw Failure(.usage, "The query '\(shown)' can't be read. \(error.description)")
        }
    }
}
