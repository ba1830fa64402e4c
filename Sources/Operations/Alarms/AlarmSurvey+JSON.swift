public import SessionModel

extension AlarmSurvey.Finding {
    /// The finding as the command line prints it.
    public var json: JSONValue {
        [
            "alarm": .string(alarm.kind.rawValue),
            "reason": .string(alarm.reason),
            "at": .optional(alarm.at),
            "id": .optional(alarm.id?.whole),
            "key": .optional(alarm.key?.text),
            "user": .optional(alarm.user),
            "store": .optional(store),
            "sessions": .integer(Int64(alarm.count)),
        ]
    }
}
