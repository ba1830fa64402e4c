internal import Operations
internal import SessionModel
internal import TerminalKit

/// The alarms that were raised, on screen, the newest first.
struct AlarmsView: Sendable {
    var viewport = Viewport(margin: 1)

    func selected(_ watch: AlarmWatch) -> Alarm? { Self.newestFirst(watch, viewport.cursor) }

    static func newestFirst(_ watch: AlarmWatch, _ place: Int) -> Alarm? {
        watch.alarms.indices.contains(watch.alarms.count - 1 - place)
            ? watch.alarms[watch.alarms.count - 1 - place] : nil
    }
}
