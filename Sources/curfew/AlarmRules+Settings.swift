internal import Configuration
internal import Operations

extension AlarmRules {
    /// The rules as the configuration file has them.
    init(_ settings: AlarmSettings) {
        self.init()
        off = Set(settings.off.compactMap(Alarm.Kind.init))
        mostSessions = settings.crowd ?? mostSessions
        anonymousPerMinute = settings.anonymous ?? anonymousPerMinute
        oldest = settings.old
    }
}
