/// What the list is sorted by.
public enum SortField: String, CaseIterable, Hashable, Sendable {
    case ttl, user, id

    /// The column's heading.
    var heading: String {
        switch self {
        case .ttl: "TTL"
        case .user: "USER"
        case .id: "ID"
        }
    }

    /// The key that picks it, after `s`.
    var letter: Character {
        switch self {
        case .ttl: "t"
        case .user: "u"
        case .id: "i"
        }
    }
}
