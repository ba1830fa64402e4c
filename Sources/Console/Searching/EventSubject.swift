internal import Operations
internal import SessionModel
internal import SessionQuery

/// An event, as a query asks about one.
struct EventSubject: TextualSubject {
    let event: SessionEvent

    /// The fields a query can ask for.
    static let fields = ["user", "id", "key", "kind", "event", "source"]

    var texts: [String] {
        [kind, event.source.rawValue, event.user ?? "", key, event.note ?? ""]
            + event.changes.map(\.path.description)
    }

    private var kind: String { event.alarm ?? event.kind.rawValue }

    var id: String? { event.id?.whole }
    /// The key as its store has it.
    var key: String { event.key.map { String($0.text.drop { $0 < " " }) } ?? "" }
    var userValues: [String]? {
        if let user = event.user { return [user] }
        return event.key == nil || event.isUserUnknown ? nil : []
    }

    func values(at path: [QueryPathStep]) -> [QueryValue]? {
        switch path {
        case [.key("kind")], [.key("event")]: [.text(kind)]
        case [.key("source")]: [.text(event.source.rawValue)]
        default: nil
        }
    }
}
