internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let alarms = ViewKind("alarms")
}

extension ViewPage {
    static let alarms: ViewPage = {
        var page = ViewPage(.alarms, title: "Alarms")
        page.hasColumns = true
        page.layOut = { console, layout in
            console.alarmsView.viewport.update(count: console.alarmWatch.alarms.count, height: layout.body.height)
        }
        page.draw = { console, canvas, layout, _ in AlarmsDrawing(console: console).draw(on: &canvas, layout) }
        page.viewport = { $0.alarmsView.viewport }
        page.move = { $1(&$0.alarmsView.viewport) }
        page.path = { "alarms" + $0.everywhere(" of") }
        page.counts = { "\($0.alarmWatch.alarms.count.grouped) raised " }
        page.sentence = { console in
            console.alarmsView.selected(console.alarmWatch).map { AlarmsDrawing(console: console).sentence($0) }
        }
        page.user = { $0.alarmsView.selected($0.alarmWatch)?.user }
        page.commandLine = { $0.linesOfStores(["alarms"]) }
        return page
    }()
}
