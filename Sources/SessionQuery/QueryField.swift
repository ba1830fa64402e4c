/// A name that means something of the session itself, not of its payload.
enum QueryField: String, CaseIterable, Hashable, Sendable {
    case user, id, key, format, state, size, ttl, age, idle

    /// What kind of value it has.
    enum Kind {
        case text, size, duration
    }

    var kind: Kind {
        switch self {
        case .user, .id, .key, .format, .state: .text
        case .size: .size
        case .ttl, .age, .idle: .duration
        }
    }

    var operators: [QueryOperator] {
        switch kind {
        case .text: QueryOperator.ofText
        case .size, .duration: QueryOperator.ofQuantities
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
        case .ttl: .deadline
        case .age, .idle: .times
        }
    }

    /// The words a state may be.
    static let states = ["live", "expired", "unreadable"]

    /// The names of all fields.
    static let names = allCases.map(\.rawValue)
}
