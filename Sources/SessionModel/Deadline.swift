/// When something ends: at a moment, or never.
public enum Deadline: Hashable, Sendable {
    /// Ends at this moment.
    case at(Timestamp)
    /// Never ends by itself.
    case never

    /// The moment, or nil for never.
    public var moment: Timestamp? {
        switch self {
        case .at(let moment): moment
        case .never: nil
        }
    }

    /// Whether the deadline has passed at `now`.
    public func hasPassed(at now: Timestamp) -> Bool {
        switch self {
        case .at(let moment): moment <= now
        case .never: false
        }
    }
}

extension Deadline: Comparable {
    /// Orders by time; never comes last.
    public static func < (left: Deadline, right: Deadline) -> Bool {
        switch (left, right) {
        case (.at(let left), .at(let right)): left < right
        case (.at, .never): true
        case (.never, _): false
        }
    }
}
