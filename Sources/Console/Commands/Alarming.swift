internal import TerminalKit

extension Command {
    /// What somebody should look at.
    static let alarming: [Command] = [
        Command("alarms", title: "Show the alarms that were raised", in: .everywhere) { $0.go(to: .alarms) },
        Command(
            "alarm", title: "Switch or set an alarm: alarm fixation off, alarm crowd 50, alarm old 30d", in: .everywhere
        ) { console, argument in console.switchAlarm(argument) },
        Command(
            "open-alarm", .enter, title: "Open what the alarm is about", hint: "open", in: [.alarms],
            unless: { $0.alarmsView.selected($0.alarmWatch) == nil ? "no alarm has been raised" : nil }
        ) { console, _ in console.openAlarm() },
    ]
}
