internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// The lines every screen has: what is open, where one is, what happened, what can be done.
extension Console {
    /// Profile with PROD and RO, store, count, feed with round trip, time.
    func drawHeader(on canvas: inout Canvas, _ now: Timestamp) {
        let width = canvas.size.columns
        var x = canvas.write(" " + Printable.text(facts?.name ?? "curfew"), at: Point(x: 0, y: 0), role: .title, width: min(width / 2, 44))
        if facts?.isProduction == true { x += canvas.write(" [PROD]", at: Point(x: x, y: 0), role: .production) }
        if facts?.isReadOnly == true { x += canvas.write(" [RO]", at: Point(x: x, y: 0), role: .readOnly) }
        let clock = now.clockText + " "
        let right = feedText + "  " + clock
        let rightWidth = TextWidth.columns(of: right)
        if let facts {
            let room = width - rightWidth - 1
            x += canvas.write("  \(list.liveCount.grouped) live", at: Point(x: x, y: 0), role: .heading, width: max(0, room - x))
            if room - x > facts.engine.utf8.count + 2 { canvas.write("  \(facts.engine)", at: Point(x: x, y: 0), role: .dim) }
        }
        let start = max(0, width - rightWidth)
        let isStale = !feed.isConnected && facts != nil || openFailure != nil
        canvas.write(feedText, at: Point(x: start, y: 0), role: isStale ? .errorText : .infoText)
        canvas.write(clock, at: Point(x: width - TextWidth.columns(of: clock), y: 0), role: .dim)
    }

    /// The kind of feed and the round trip, or that there is none just now.
    private var feedText: String {
        guard let facts else { return openFailure == nil ? "opening" : "not open: R tries again" }
        guard let kind = feed.kind else { return "connecting" }
        if feed.lost != nil { return "STALE: reconnecting" }
        let trip = facts.examination.roundTrip
        let text = trip < 1 ? "<1" : String(Int(trip.rounded()))
        return "ev:\(kind.label)  rtt \(text)ms"
    }

    func drawTabs(on canvas: inout Canvas) {
        var x = 1
        for tab in ViewKind.tabs {
            let isOn = views.contains(tab) && (view == tab || tab == .sessions && view == .inspector)
            let text = isOn ? "[\(tab.rawValue)]\(tab.title)" : "\(tab.rawValue) \(tab.title)"
            x += canvas.write(text, at: Point(x: x, y: 0), role: isOn ? .heading : .dim) + 2
        }
        let sort = "sort:\(list.sortField.heading)\(list.isDescending ? canvas.glyphs.sortDown : canvas.glyphs.sortUp) "
        var right = view == .sessions ? sort : ""
        if let scan, scan.progress < 1 { right = "\(scan.reason) \(Int(scan.progress * 100))%  " + right }
        if let isActing { right = "\(isActing) under way  " + right }
        canvas.write(right, at: Point(x: max(x, canvas.size.columns - TextWidth.columns(of: right)), y: 0), role: .infoText)
    }

    /// Where one is: view, filter, and how many of how many.
    func drawPath(on canvas: inout Canvas) {
        let width = canvas.size.columns
        let counts = countsText
        let room = max(8, width - TextWidth.columns(of: counts) - 3)
        var x = canvas.write(" " + pathTitle, at: Point(x: 0, y: 0), role: .heading, width: room)
        let filter = view == .events ? eventsView.filterText : view == .sessions ? sessionsView.filterText : ""
        if !filter.isEmpty {
            x += canvas.write(" > ", at: Point(x: x, y: 0), role: .dim)
            canvas.write(Printable.text(filter), at: Point(x: x, y: 0), role: .match, width: max(0, room - x))
        }
        canvas.write(counts, at: Point(x: width - TextWidth.columns(of: counts), y: 0), role: .text)
    }

    private var pathTitle: String {
        switch view {
        case .inspector: "sessions > \(inspector.map { describe($0.session.key) } ?? "")\(inspector?.cursorNode.map { "  " + Printable.text($0.path.description) } ?? "")"
        case .help: "keys of the \(helpView.subject.title.lowercased()) view"
        case .sessions, .events, .journal, .messages: view.title.lowercased()
        }
    }

    private var countsText: String {
        switch view {
        case .sessions:
            var parts: [String] = []
            if let search, !search.isOver { parts.append("searched \(search.looked.grouped)") }
            if let search, search.unreadable > 0 { parts.append("\(search.unreadable) unreadable") }
            parts.append("\(list.order.count.grouped) of \(list.table.count.grouped) shown")
            if !list.marked.isEmpty {
                let hidden = list.hiddenMarks(at: storeTime)
                parts.append("\(list.marked.count) marked" + (hidden > 0 ? ", \(hidden) hidden" : ""))
            }
            if !list.unswept.isEmpty { parts.append("\(list.unswept.count.grouped) unswept") }
            return parts.joined(separator: "  ") + " "
        case .events: return "\(eventsView.numbers.count.grouped) of \(events.count.grouped) shown\(eventsView.isFollowing ? "  following" : "")\(eventsView.pausedAt == nil ? "" : "  PAUSED") "
        case .inspector: return inspector?.hasEnded == true ? "ENDED " : inspector?.isRevealed == true ? "revealed " : ""
        case .journal: return journal.verdict + " "
        case .help: return "Enter runs "
        case .messages: return "\(messages.messages.count) messages "
        }
    }

    /// The last message that was not read.
    func drawMessage(on canvas: inout Canvas) {
        guard let message = messages.current else { return }
        let (sign, role): (Character, Role) =
            switch message.level {
            case .error: (canvas.glyphs.fail, .errorText)
            case .warning: ("!", .warningText)
            case .success: (canvas.glyphs.check, .successText)
            case .info: (canvas.glyphs.bullet, .infoText)
            }
        let unread = messages.unreadCount
        let more = unread > 0 ? "  \(unread) unread, ! reads " : ""
        let room = canvas.size.columns - TextWidth.columns(of: more)
        canvas.write(" \(sign) \(Printable.text(message.text))", at: Point(x: 0, y: 0), role: role, width: max(10, room))
        canvas.write(more, at: Point(x: room, y: 0), role: .dim)
    }

    /// The keys of this pane.
    func drawKeys(on canvas: inout Canvas) {
        var x = 1
        for command in Command.of(view) {
            guard let hint = command.hint, let key = command.keys.first else { continue }
            let name = key == .enter ? "Enter" : key.name
            let needed = TextWidth.columns(of: name) + TextWidth.columns(of: hint) + 1
            if x + needed > canvas.size.columns { break }
            let isOff = command.isDestructive && command.unless(self) != nil
            x += canvas.write(name, at: Point(x: x, y: 0), role: isOff ? .hintOff : .hintKey) + 1
            x += canvas.write(hint, at: Point(x: x, y: 0), role: isOff ? .hintOff : .hint) + 2
        }
    }

    func drawPrompt(on canvas: inout Canvas) -> Point? {
        guard let prompt else { return nil }
        let used = canvas.write(prompt.kind.lead, at: Point(x: 1, y: 0), role: .hintKey)
        return prompt.field.draw(
            on: &canvas, at: Point(x: 1 + used, y: 0), width: max(4, canvas.size.columns - used - 2), placeholder: prompt.kind.placeholder)
    }

    // MARK: Small views

    func drawJournal(on canvas: inout Canvas, _ layout: ConsoleLayout) {
        canvas.write(" TIME                 WHO                  VERB        COUNT  RESULT            REASON", at: layout.columns.origin, role: .columnHeading, width: layout.columns.width)
        canvas.inside(layout.body) { canvas in
            for (y, place) in journal.viewport.visible.enumerated() where place < journal.lines.count {
                let line = journal.lines[place]
                let fields: [(Int, Int, String, Role)] = [
                    (1, 20, line.at.iso8601, .dim), (22, 20, line.who, .user), (43, 11, line.verb, .heading),
                    (55, 5, String(line.count), .text), (62, 17, line.result, .text), (80, 60, line.reason ?? "", .text),
                ]
                for (x, width, text, role) in fields {
                    canvas.write(Printable.text(text), at: Point(x: x, y: y), role: role, width: width)
                }
                if place == journal.viewport.cursor { canvas.select(canvas.bounds.row(y)) }
            }
            if journal.lines.isEmpty { canvas.write("No act has been written down yet.", at: Point(x: 2, y: 1), role: .dim) }
        }
    }

    func drawHelp(on canvas: inout Canvas) {
        for (y, place) in helpView.viewport.visible.enumerated() {
            let command = helpView.commands[place]
            let reason = command.unless(self)
            canvas.write(command.keys.map(\.name).joined(separator: " "), at: Point(x: 2, y: y), role: .hintKey, width: 18)
            canvas.write(":" + command.name, at: Point(x: 21, y: y), role: .dim, width: 16)
            let text = command.title + (reason.map { " (off: \($0))" } ?? "")
            canvas.write(text, at: Point(x: 38, y: y), role: reason == nil ? .text : .hintOff, width: canvas.size.columns - 39)
            if place == helpView.viewport.cursor { canvas.select(canvas.bounds.row(y)) }
        }
        canvas.write(" Enter runs the command under the cursor. q goes back.", at: Point(x: 0, y: canvas.size.rows - 1), role: .dim)
    }

    func drawMessages(on canvas: inout Canvas) {
        let newestFirst = messages.messages.reversed().map { $0 }
        for (y, place) in messagesView.viewport.visible.enumerated() where place < newestFirst.count {
            let message = newestFirst[place]
            let role: Role = message.level == .error ? .errorText : message.level == .warning ? .warningText : .text
            canvas.write(message.at.clockText, at: Point(x: 1, y: y), role: .dim)
            canvas.write(Printable.text(message.text), at: Point(x: 12, y: y), role: role, width: canvas.size.columns - 13)
            if place == messagesView.viewport.cursor { canvas.select(canvas.bounds.row(y)) }
        }
        if newestFirst.isEmpty { canvas.write("There are no messages.", at: Point(x: 2, y: 1), role: .dim) }
    }
}

extension Int {
    /// The number with a comma between groups of three digits.
    var grouped: String {
        var text = ""
        for (place, digit) in String(magnitude).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (self < 0 ? "-" : "") + String(text.reversed())
    }
}
