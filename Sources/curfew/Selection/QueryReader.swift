internal import SessionQuery

/// Reads the query of `--where`.
enum QueryReader {
    /// How many characters of a query are quoted.
    private static let longest = 200

    /// The query of a text that needs no store to be understood; nil where it names saved filters.
    static func early(_ text: String?) throws(Failure) -> Query? {
        if let text, !Query.filterNames(in: text).isEmpty { return nil }
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
