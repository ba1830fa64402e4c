/// Which sessions are meant: what is typed behind `/` and `--where`, previewed, and acted on.
///
/// Words are looked for in id, user and payload, whatever their case. `field=value`, `!=`, `~` (a regular expression),
/// `<`, `>`, `<=` and `>=` compare; fields are `user`, `id`, `key`, `format`, `state`, `size`, `ttl`, `ends`, `age`, `idle`,
/// and any other name, or one with a dot before it, is a path in the payload. Terms side by side must all fit, `or` binds
/// looser, `!` leaves out, parentheses group, and quotes make text of anything.
///
/// How values compare: `id=` and `key=` byte by byte; `user=`, `format=` and `state=` whatever the case, and `user=` fits
/// any path of the user rule; sizes and `ends=` (a moment, or never) exactly; `ttl=`, `age=` and `idle=` in whole seconds,
/// never being more than any time.
/// In the payload, numbers compare by value without loss, texts by their scalars, a list or object by the number of its
/// entries; a quoted value is a text only. `!=` also fits where there is no value at all.
public struct Query: Sendable {
    /// The most characters a query may have.
    public static let lengthLimit = 4096

    /// The query that every session fits.
    public static let everything = Query(root: .everything)

    /// What a person may have meant otherwise, a sentence each; not part of what the query is.
    public let hints: [String]
    let root: QueryNode

    private init(root: QueryNode, hints: [String] = []) {
        self.root = root
        self.hints = hints
    }

    /// Reads a query; a blank one is `everything`.
    ///
    /// - Throws: Where it went wrong, and what was expected there.
    public static func parse(_ text: String) throws(QueryError) -> Query {
        let scanner = QueryScanner(text)
        var parser = QueryParser(scanner)
        do {
            let root = try parser.parse()
            return Query(root: root, hints: parser.hints)
        } catch {
            throw QueryError(error, in: scanner)
        }
    }

    /// The query for one user's sessions, or for those of nobody.
    public static func user(_ name: String?) -> Query {
        Query(root: .term(name.map { .text(.user, $0, isNegated: false) } ?? .anonymous(isNegated: false)))
    }

    /// The query that this one and another must both fit.
    public func and(_ other: Query) -> Query {
        if root == .everything { return other }
        if other.root == .everything { return self }
        return Query(root: .all(of: [root, other.root]), hints: hints + other.hints)
    }

    /// Whether a session fits, as far as the scope and what is known of it can say. Act on a `yes` only.
    public func matches(_ subject: some QuerySubject, scope: QueryScope = .whole) -> Match {
        root.matches(subject, scope)
    }

    /// What must be read of each session to answer the query.
    public var needs: QueryNeeds { root.needs }

    /// The fields that it asks for, as they are written in a query.
    public var fields: [String] { root.terms.compactMap(\.fieldText) }

    /// The words, when it is words that must all fit and nothing else; nil for any other query. A table of bytes can
    /// look for them faster than a subject at a time.
    public var words: [SubstringMatcher]? {
        let terms: [QueryNode]
        if case .all(let nodes) = root { terms = nodes } else { terms = [root] }
        let words = terms.compactMap { node -> SubstringMatcher? in
            guard case .term(.word(let word)) = node, !word.mayBeShortened else { return nil }
            return word.matcher
        }
        return words.count == terms.count ? words : nil
    }

    /// Whether it is sure that whatever fits this query while it is typed fits `wider` too: one word that holds the
    /// other.
    public func narrows(_ wider: Query) -> Bool {
        guard case .term(.word(let word)) = root, case .term(.word(let part)) = wider.root else { return false }
        return !part.mayBeShortened && !word.mayBeShortened && word.matcher.word.contains(part.matcher.word)
    }

    /// Whether the rows alone answer it, so that no payload need be fetched.
    public var isAnsweredByRows: Bool { !needs.contains(.payload) }
}

extension Query: Hashable {
    /// Whether two queries are the same; hints don't count.
    public static func == (left: Query, right: Query) -> Bool { left.root == right.root }

    /// Hashes what the query is.
    public func hash(into hasher: inout Hasher) { hasher.combine(root) }
}

extension Query: CustomStringConvertible {
    /// The query in its canonical form, which reads back as the same query.
    public var description: String { root.text }
}
