internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let events = ViewKind("events")
}

extension ViewPage {
    static let events: ViewPage = {
        var page = ViewPage(.events, title: "Events", hasTab: true)
        page.hasColumns = true
        page.layOut = { console, layout in console.fitEvents(height: layout.body.height) }
        page.draw = { console, canvas, layout, _ in
            EventsDrawing(console: console).draw(
                on: &canvas, columns: layout.columns, body: layout.body, hasCursor: true)
        }
        page.viewport = { $0.eventsView.viewport }
        page.move = { $0.eventsView.move($1) }
        page.path = { "events" + $0.everywhere(" of") }
        page.counts = { console in
            let view = console.eventsView
            let state = (view.isFollowing ? "  following" : "") + (view.pausedAt == nil ? "" : "  PAUSED")
            return "\(view.numbers.count.grouped) of \(console.events.count.grouped) shown\(state) "
        }
        page.filter = (\.eventsView.wholeFilter, .eventFilter)
        page.filterFields = EventSubject.fields
        page.lines = { $0.eventsView.numbers.map { _ in "" } }
        page.target = { $0.eventsView.selected($0.events)?.key }
        page.noTarget = { $0.eventsView.selected($0.events)?.key == nil ? "this line is about no session" : nil }
        page.logoutTarget = { $0.ownerOfTarget }
        page.sentence = { console in
            console.eventsView.selected(console.events).map { EventsDrawing(console: console).sentence($0) }
        }
        page.user = { $0.eventsView.selected($0.events)?.user }
        page.commandLine = { console in
            guard let event = console.eventsView.selected(console.events), let key = event.key else {
                return console.linesOfStores(["events"])
            }
            return console.showLine(key, id: event.id)
        }
        return page
    }()
}

extension Console {
    /// Fits the events into so many rows; the cursor is bound to what it then stands on, unless a filter is being typed.
    mutating func fitEvents(height: Int) {
        eventsView.fit(events, height: height)
        if prompt?.kind != .eventFilter { eventsView.bindCursor() }
    }
}
