/// A name that means something of the session itself, not of its payload.
enum QueryField: String, CaseIterable, Hashable, Sendable {
    case user, id, key, format, state, size, ttl, ends, age, idle

    /// What kind of value it has.
    enum Kind {
        case text, size, duration, moment
    }

    var kind: Kind {
        switch self {
        case .user, .id, .key, .format, .state: .text
        case .size: .size
        case .ttl, .age, .idle: .duration
        case .ends: .moment
        }
    }

    var operators: [QueryOperator] {
        switch kind {
        case .text: QueryOperator.ofText
        case .size, .duration, .moment: QueryOperator.ofQuantities
        }
    }

    /// What must be read to compare it.
    var needs: QueryNeeds {
        switch self {
        case .user: .user
        case .id: .id
        case .key: []
        case .format: .format
        case .state: .state
        case .size: .size
        case .ttl, .ends: .deadline
        case .age, .idle: .times
        }
    }

    /// The words a state may be.
    static let states = ["live", "expired", "unreadable"]

    /// The names of all fields.
    static let names = allCases.map(\.rawValue)
}
