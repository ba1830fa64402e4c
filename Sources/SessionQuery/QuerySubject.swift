public import SessionModel

/// What a query can be asked about: a session, as far as it has been read.
///
/// nil always means "not known", never "there is none".
public protocol QuerySubject {
    /// The id in full; nil where it can't be had back from the key.
    var id: String? { get }
    /// The record's key as text.
    var key: String { get }
    /// What each path of the user rule holds, numbers in their digits; empty for an anonymous session.
    var userValues: [String]? { get }
    /// The name of the format.
    var format: String? { get }
    /// `live`, `expired` or `unreadable`.
    var state: String? { get }
    /// The size of the record in bytes.
    var size: Int? { get }
    /// How long it still has.
    var ttl: QueryTTL { get }
    /// When it ends, by the store's clock. Unknown by default.
    var endsAt: Deadline? { get }
    /// Milliseconds since it was created.
    var ageMilliseconds: Int64? { get }
    /// Milliseconds since it was last seen.
    var idleMilliseconds: Int64? { get }

    /// Whether id (or, where there is none, key) or user contain a word. There is a default; a table of bytes can do
    /// it faster.
    func rowContains(_ word: SubstringMatcher) -> Match

    /// The values at a path: none where the path leads nowhere, nil where the payload was not read.
    func values(at path: [QueryPathStep]) -> [QueryValue]?

    /// Whether the payload's names and values, decoded, contain a word; unknown where the payload was not read.
    func payloadContains(_ word: SubstringMatcher) -> Match
}

extension QuerySubject {
    /// Unknown: by default nobody has said when it ends.
    public var endsAt: Deadline? { nil }

    /// Whether id (or key, where there is no id) or user contain a word; unknown where only the user could still.
    public func rowContains(_ word: SubstringMatcher) -> Match {
        if word.matches(id ?? key) { return .yes }
        return Match(userValues) { $0.contains(where: word.matches) }
    }

    /// Unknown: by default a subject has no payload.
    public func values(at path: [QueryPathStep]) -> [QueryValue]? { nil }

    /// Unknown: by default a subject has no payload.
    public func payloadContains(_ word: SubstringMatcher) -> Match { .unknown }
}
