internal import Operations
internal import SessionModel
internal import TerminalKit

/// Draws the alarms that were raised, the newest first.
struct AlarmsDrawing: ~Copyable {
    let console: Console

    func draw(on canvas: inout Canvas, _ layout: ConsoleLayout) {
        let width = layout.body.width
        var columns: [ListColumns.Column] = [
            .init(heading: "TIME", width: 8), .init(heading: "ALARM", width: 10),
            .init(heading: "USER", width: width >= 100 ? 20 : 14),
        ]
        let hasID = width >= 72
        if hasID { columns.append(.init(heading: "ID", width: 10)) }
        columns.append(.init(heading: "WHY", width: 0))
        let list = ListColumns(columns, width: width)
        canvas.inside(layout.columns) { list.drawHeadings(on: &$0) }
        canvas.inside(layout.body) { canvas in
            let view = console.alarmsView
            for (y, place) in view.viewport.visible.enumerated() {
                guard let alarm = AlarmsView.newestFirst(console.alarmWatch, place) else { continue }
                var cells: [(text: String, role: Role)] = [
                    (String(alarm.at.clockText.prefix(8)), .dim), (alarm.flag, .warningText), user(alarm),
                ]
                if hasID { cells.append((id(alarm), .identifier)) }
                cells.append((alarm.reason, .text))
                list.draw(cells, at: y, isCursor: place == view.viewport.cursor, on: &canvas)
            }
            if console.alarmWatch.alarms.isEmpty { drawSwitches(on: &canvas) }
        }
    }

    private func user(_ alarm: Alarm) -> (String, Role) {
        switch alarm.subject {
        case .everybody: (alarm.count == 1 ? "1 session" : "\(alarm.count.grouped) sessions", .dim)
        case .user(let user): (user, .user)
        case .session(let key): (alarm.user ?? console.nameless(key), alarm.user == nil ? .anonymous : .user)
        }
    }

    private func id(_ alarm: Alarm) -> String {
        alarm.key.map { SessionID.shorten(alarm.id?.whole ?? console.storedKey($0).text) } ?? ""
    }

    /// Where nothing was raised: what would be.
    private func drawSwitches(on canvas: inout Canvas) {
        canvas.write("No alarm has been raised. Watched for:", at: Point(x: 2, y: 0), role: .dim)
        for (y, kind) in Alarm.Kind.allCases.filter({ $0 != .twins }).enumerated() {
            let rules = console.alarmWatch.rules
            canvas.write(
                rules.text(kind), at: Point(x: 4, y: y + 1), role: rules.watches(kind) ? .text : .dim,
                width: canvas.size.columns - 5)
        }
    }

    /// How often each alarm was raised, for the header; empty where none was.
    static func countsText(_ watch: AlarmWatch) -> String {
        let parts = Alarm.Kind.allCases.compactMap { kind in
            watch.counts[kind].map { "\($0.grouped) \(kind.rawValue)" }
        }
        return parts.isEmpty ? "" : "alarms: " + parts.joined(separator: "  ")
    }

    /// An alarm as a sentence, nothing cut.
    func sentence(_ alarm: Alarm) -> String {
        "\(alarm.at.iso8601)  \(alarm.kind.rawValue), \(console.title(alarm)): \(alarm.reason). "
            + "\(console.keyName("open-alarm")) opens it; :alarm \(alarm.kind.rawValue) off is for where this is as it should be."
    }
}
