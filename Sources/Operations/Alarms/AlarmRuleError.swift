/// What an alarm can't be set to.
public struct AlarmRuleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The alarm.
    public var kind: Alarm.Kind
    /// What it was to be set to.
    public var text: String
    /// What it can be set to.
    public var expected: String

    public var description: String { "The alarm \(kind.rawValue) can't be set to \"\(text)\"; it takes \(expected)." }
}
