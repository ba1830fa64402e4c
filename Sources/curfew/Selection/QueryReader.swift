internal import SessionQuery

/// Reads the query of `--where`.
enum QueryReader {
    /// The query; everything where none is given.
    static func query(_ text: String?) throws(Failure) -> Query {
        guard let text else { return .everything }
        do {
            let query = try Query.parse(text)
            for hint in query.hints { Notice.write(hint) }
            return query
        } catch {
            throw Failure(.usage, "The query '\(text)' can't be read. \(error.description)")
        }
    }
}
