/// Whether a session fits a query: yes, no, or not to be said from what was read of it.
///
/// Logic in three values: an unknown stays unknown unless the rest decides.
public enum Match: Hashable, Sendable {
    /// It does not fit, whatever else were read of it.
    case no
    /// It takes more than was read, or can be read, to say.
    case unknown
    /// It fits.
    case yes

    /// Creates a definite answer.
    public init(_ isMatch: Bool) {
        self = isMatch ? .yes : .no
    }

    /// Creates the answer to a test of a value that may not be known.
    init<Value>(_ value: Value?, _ test: (Value) -> Bool) {
        self = value.map { Match(test($0)) } ?? .unknown
    }

    /// The opposite; unknown stays unknown.
    public var negated: Match {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }
}

extension Sequence {
    /// Whether all elements fit; stops at the first that does not.
    func matchAll(_ test: (Element) -> Match) -> Match {
        var result = Match.yes
        for element in self {
            switch test(element) {
            case .no: return .no
            case .unknown: result = .unknown
            case .yes: continue
            }
        }
        return result
    }

    /// Whether one element fits; stops at the first that does.
    func matchAny(_ test: (Element) -> Match) -> Match {
        var result = Match.no
        for element in self {
            switch test(element) {
            case .yes: return .yes
            case .unknown: result = .unknown
            case .no: continue
            }
        }
        return result
    }
}
