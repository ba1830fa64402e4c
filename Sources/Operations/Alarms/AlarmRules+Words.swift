internal import SessionModel

extension AlarmRules {
    /// How an alarm is set, in words: whether it is on, from where on, and what raises it.
    public func text(_ kind: Alarm.Kind) -> String {
        "\(kind.rawValue) is \(state(kind)): \(kind.summary)"
    }

    private func state(_ kind: Alarm.Kind) -> String {
        guard !off.contains(kind) else { return "off" }
        switch kind {
        case .crowd: return "on above \(mostSessions)"
        case .anonymous: return "on above \(anonymousPerMinute) a minute"
        case .old: return oldest.map { "on above \(DurationText.exact(milliseconds: $0))" } ?? "off until an age is set"
        case .fixation, .rights, .shared, .immortal, .twins: return "on"
        }
    }

    /// Sets from where on an alarm is raised: a number of sessions, or a length of time.
    public mutating func set(_ kind: Alarm.Kind, to amount: String) throws(AlarmRuleError) {
        switch kind {
        case .crowd: mostSessions = try Self.number(amount, of: kind)
        case .anonymous: anonymousPerMinute = try Self.number(amount, of: kind)
        case .old:
            guard let length = try? DurationText.parse(amount), length > 0 else {
                throw AlarmRuleError(kind: kind, text: amount, expected: "on, off or a length of time, such as 30d")
            }
            oldest = length
        case .fixation, .rights, .shared, .immortal, .twins:
            throw AlarmRuleError(kind: kind, text: amount, expected: "on or off")
        }
    }

    private static func number(_ text: String, of kind: Alarm.Kind) throws(AlarmRuleError) -> Int {
        guard let number = Int(text), number > 0 else {
            throw AlarmRuleError(kind: kind, text: text, expected: "on, off or a number of sessions above 0")
        }
        return number
    }
}
