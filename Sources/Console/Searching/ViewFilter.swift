internal import SessionModel
internal import SessionQuery

/// What narrows the users or the events: a query, as far as what is typed reads as one, else its words.
struct ViewFilter: Sendable {
    private let whole: String
    private let query: Query?
    private let words: [String]

    init(_ text: String) {
        whole = text.lowercased()
        query = try? Query.parse(text)
        words = whole.split(separator: " ").map(String.init)
    }

    /// Whether something fits: by the query, or since one of its texts contains all that is typed, signs and all.
    func passes(_ subject: some TextualSubject) -> Bool {
        if let query {
            return query.matches(subject) == .yes || subject.texts.contains { $0.lowercased().contains(whole) }
        }
        return words.allSatisfy { word in subject.texts.contains { $0.lowercased().contains(word) } }
    }

    /// The first field that the query asks for and that is none of these.
    func foreignField(_ known: [String]) -> String? { query?.fields.first { !known.contains($0) } }
}

/// Something with texts, in which words are looked for, and with few fields.
protocol TextualSubject: QuerySubject {
    /// All its texts.
    var texts: [String] { get }
}

extension TextualSubject {
    var id: String? { nil }
    var key: String { "" }
    var format: String? { nil }
    var state: String? { nil }
    var size: Int? { nil }
    var ttl: QueryTTL { .unknown }
    var ageMilliseconds: Int64? { nil }
    var idleMilliseconds: Int64? { nil }

    func rowContains(_ word: SubstringMatcher) -> Match { Match(texts.contains(where: word.matches)) }
    func payloadContains(_ word: SubstringMatcher) -> Match { .no }
}
