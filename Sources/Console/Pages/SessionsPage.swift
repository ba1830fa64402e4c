internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let sessions = ViewKind("sessions")
}

extension ViewPage {
    static let sessions: ViewPage = {
        var page = ViewPage(.sessions, title: "Sessions", hasTab: true)
        page.hasColumns = true
        page.hasDetail = false
        page.layOut = { console, layout in
            console.sessionsView.fit(console.list, height: layout.body.height)
            console.fitEvents(height: layout.events.height)
            console.sessionsView.columns = SessionColumns(console, width: layout.body.width)
        }
        page.draw = { console, canvas, layout, storeNow in
            console.drawList(on: &canvas, layout, at: storeNow)
        }
        page.viewport = { $0.sessionsView.viewport }
        page.move = { console, move in
            move(&console.sessionsView.viewport)
            console.sessionsView.moveCursor(console.list)
        }
        page.counts = { $0.sessionCounts }
        page.target = { console in
            console.sessionsView.boundRow(console.list) == nil ? nil : console.sessionsView.cursorKey
        }
        page.noTarget = { $0.targetKey == nil ? "there is no session here" : nil }
        page.loadedTarget = { console in
            console.sessionsView.preview.flatMap { $0.session.key == console.targetKey ? $0.session : nil }
        }
        page.hasEnded = { console in
            console.sessionsView.boundRow(console.list).map(console.list.isDying) == true && console.list.marked.isEmpty
        }
        page.logoutTarget = { $0.ownerOfTarget }
        page.commandLine = { console in console.loadedTarget.map { console.showLine($0.key, id: $0.id) } }
        return page
    }()
}

extension Console {
    /// How many sessions of how many are shown, marked, and what else is to be known of them at a glance.
    fileprivate var sessionCounts: String {
        var parts: [(text: String, canGo: Bool)] = []
        let isWide = size.columns >= 72
        if let search, !search.isOver { parts.append(("searched \(search.looked.grouped)", true)) }
        if search?.isIncomplete == true { parts.append((isWide ? "search incomplete" : "incomplete", false)) }
        if isWide, let search, search.unreadable > 0 {
            parts.append(("\(search.unreadable.grouped) unreadable", true))
        }
        // The order of a very long list lags behind a little.
        let shown = "\(min(list.order.count, list.table.count).grouped) of \(list.shownTotal.grouped) shown"
        parts.append((prompt?.wantsEnter == true ? "Enter searches" : shown, false))
        if !list.marked.isEmpty {
            let hidden = list.hiddenMarks(at: storeTime)
            parts.append(("\(list.marked.count) marked" + (hidden > 0 ? ", \(hidden) hidden" : ""), false))
        }
        if isWide, !list.unswept.isEmpty { parts.append(("\(list.unswept.count.grouped) unswept", true)) }
        func text() -> String { parts.map(\.text).joined(separator: "  ") + " " }
        // What narrows the list counts for more.
        let room = countsRoom(beside: 20)
        while TextWidth.columns(of: text()) > room, let place = parts.firstIndex(where: \.canGo) {
            parts.remove(at: place)
        }
        return text()
    }

    /// The user of the session that commands are about, where the list knows it.
    var ownerOfTarget: LogoutRequest? {
        targetKey.flatMap { list.table.row(of: $0) }.flatMap { list.table.user($0) }.map { LogoutRequest(user: $0) }
    }
}
