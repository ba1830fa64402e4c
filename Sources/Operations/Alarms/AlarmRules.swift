/// Which alarms are on, and from where on they are raised.
public struct AlarmRules: Hashable, Sendable {
    /// The alarms that are switched off.
    public var off: Set<Alarm.Kind> = []
    /// How many live sessions of one user are nothing to be told of.
    public var mostSessions = 20
    /// How old a session may get, in milliseconds; nil for as old as it likes.
    public var oldest: Int64?
    /// How many new anonymous sessions a minute are nothing to be told of, however quiet it was before.
    public var anonymousPerMinute = 60

    /// Creates the rules that hold where nobody said otherwise.
    public init() {}

    /// Takes over what other rules say of one alarm.
    public mutating func take(_ kind: Alarm.Kind, from other: AlarmRules) {
        if other.off.contains(kind) { off.insert(kind) } else { off.remove(kind) }
        switch kind {
        case .crowd: mostSessions = other.mostSessions
        case .old: oldest = other.oldest
        case .anonymous: anonymousPerMinute = other.anonymousPerMinute
        case .fixation, .rights, .shared, .immortal, .twins: break
        }
    }

    /// Whether an alarm can be raised.
    public func watches(_ kind: Alarm.Kind) -> Bool {
        !off.contains(kind) && (kind != .old || oldest != nil)
    }
}
