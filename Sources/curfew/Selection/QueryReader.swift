internal import SessionQuery

/// Reads the query of `--where`.
enum QueryReader {
    /// How many characters of a query are quoted.
    private static let longest = 200

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
