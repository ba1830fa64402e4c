internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// The lines every screen has: what is open, where one is, what happened, what can be done.
extension Console {
    /// Profile with PROD and RO, store, count, feed with round trip, time.
    func drawHeader(on canvas: inout Canvas, _ now: Timestamp) {
        let width = canvas.size.columns
        var x = canvas.write(
            " " + Printable.text(shownFacts?.name ?? "curfew"), at: Point(x: 0, y: 0), role: .title,
            width: min(width / 2, 44))
        if shownFacts?.isProduction == true { x += canvas.write(" [PROD]", at: Point(x: x, y: 0), role: .production) }
        if shownFacts?.isReadOnly == true { x += canvas.write(" [RO]", at: Point(x: x, y: 0), role: .readOnly) }
        if let until = unlockedUntil {
            let left = DurationText.compact(milliseconds: until.milliseconds(since: now) + 999)
            x += canvas.write(" [RW \(left)]", at: Point(x: x, y: 0), role: .danger)
        }
        let live = facts == nil ? "" : "  \(shownLive.grouped) live"
        // Nothing moves before the store is open, so a clock would stand still.
        let clock = facts == nil ? "" : "  " + now.clockText
        let fits = { (feed: String, clock: String) in
            x + live.utf8.count + feed.utf8.count + clock.utf8.count + 2 <= width
        }
        let feed = fits(feedText, clock) ? feedText : shortFeedText
        let right = feed + (fits(feed, clock) ? clock : "") + " "
        let room = width - TextWidth.columns(of: right) - 1
        x += canvas.write(live, at: Point(x: x, y: 0), role: .heading, width: max(0, room - x))
        if let facts = shownFacts, room - x > facts.engine.utf8.count + 2 {
            canvas.write("  \(Printable.text(facts.engine))", at: Point(x: x, y: 0), role: .dim, width: room - x)
        }
        let start = max(0, width - TextWidth.columns(of: right))
        let isStale = (!shownFeed.isConnected || shownFeed.lost != nil) && facts != nil || openFailure != nil
        canvas.write(right, at: Point(x: start, y: 0), role: .dim)
        canvas.write(feed, at: Point(x: start, y: 0), role: isStale ? .errorText : .infoText)
    }

    /// Until when what is shown may be written to, where that is for a time; of several stores the first that locks.
    private var unlockedUntil: Timestamp? {
        guard let facts = shownFacts else { return nil }
        return ([facts] + facts.members).compactMap(\.unlockedUntil).min()
    }

    /// The kind of feed and the round trip, or that there is none just now.
    private var feedText: String {
        guard let facts = shownFacts else { return openFailure == nil ? "opening" : "not open: R tries again" }
        guard let kind = shownFeed.kind else { return "connecting" }
        if shownFeed.lost != nil { return staleText ?? "STALE: reconnecting" }
        let trip = facts.examination.roundTrip
        let text = trip < 1 ? "<1" : String(Int(trip.rounded()))
        let measure = shownFeed.measure.map { " \($0.label)" } ?? ""
        return "ev:\(kind.label)\(measure)  rtt \(text)ms"
    }

    /// The same in few columns.
    private var shortFeedText: String {
        guard facts != nil else { return openFailure == nil ? "opening" : "not open" }
        return shownFeed.lost != nil ? staleText ?? "STALE" : shownFeed.kind.map { "ev:\($0.label)" } ?? "connecting"
    }

    /// How many live sessions there are where the list looks.
    private var shownLive: Int {
        list.shownStore.map { StoresDrawing(console: self, now: now).liveCounts[$0] } ?? list.liveCount
    }

    /// How fresh what is shown is: of one store, or of all.
    private var shownFeed: FeedState { list.shownStore.map(feed(of:)) ?? feed }

    /// How many of several stores are lost.
    private var staleText: String? {
        guard list.shownStore == nil, feeds.count > 1 else { return nil }
        return "\(feeds.count { $0.lost != nil }) of \(feeds.count) STALE"
    }

    /// The views with a number, and the columns they stand in.
    var tabs: [(kind: ViewKind, text: String, isOn: Bool, columns: Range<Int>)] {
        var x = 1
        let gap = size.columns >= 100 ? 2 : 1
        // What is open over a view belongs to it.
        let here = view == .messages ? nil : views.last(where: ViewKind.tabs.contains)
        var tabs: [(kind: ViewKind, text: String, isOn: Bool, columns: Range<Int>)] = []
        for tab in ViewKind.tabs {
            let isOn = tab == here
            let text = isOn ? "[\(tab.rawValue)]\(tab.title)" : "\(tab.rawValue) \(tab.title)"
            // Half a name would be no name; what finds no room keeps its key.
            guard x + text.utf8.count <= size.columns else { break }
            tabs.append((tab, text, isOn, x..<x + text.utf8.count))
            x += text.utf8.count + gap
        }
        return tabs
    }

    func drawTabs(on canvas: inout Canvas) {
        let (news, order) = (tabNews, tabOrder(canvas))
        var right = news + tabStanding(canvas) + order
        // What is under way, and how to stop it, counts for more than the names of views.
        let end = news.isEmpty ? canvas.size.columns : canvas.size.columns - TextWidth.columns(of: right) - 1
        let shown = tabs.filter { $0.columns.upperBound <= end }
        for tab in shown {
            canvas.write(tab.text, at: Point(x: tab.columns.lowerBound, y: 0), role: tab.isOn ? .heading : .dim)
        }
        var x = (shown.last?.columns.upperBound ?? 0) + (news.isEmpty ? 2 : 1)
        // The messages have no number; their key stands for it while they are open.
        if view == .messages {
            x += canvas.write("[!]\(view.title)", at: Point(x: x, y: 0), role: .heading) + 2
        }
        // The arrow over the column tells the order as well.
        if x + TextWidth.columns(of: right) > canvas.size.columns { right = String(right.dropLast(order.count)) }
        canvas.write(
            right, at: Point(x: max(x, canvas.size.columns - TextWidth.columns(of: right)), y: 0), role: .infoText)
    }

    /// What the list is sorted by.
    private func tabOrder(_ canvas: Canvas) -> String {
        guard view == .sessions else { return "" }
        return "sort:\(list.sortField.heading)\(list.isDescending ? canvas.glyphs.sortDown : canvas.glyphs.sortUp) "
    }

    /// What is always said beside the tabs.
    private func tabStanding(_ canvas: Canvas) -> String {
        let alarms = AlarmsDrawing.countsText(alarmWatch)
        let counts = canvas.size.columns >= 160 && !alarms.isEmpty ? "\(alarms)  " : ""
        return pace.label.isEmpty ? counts : "\(pace.label)  " + counts
    }

    /// What is under way.
    private var tabNews: String {
        var text = ""
        if let scan, scan.progress < 1 { text = "\(scan.reason) \(Int(scan.progress * 100))%  " }
        if let valueReading, !valueReading.isOver {
            text = "reading \(valueReading.name) \(Int(valueReading.progress * 100))%, Esc stops  " + text
        }
        if let isActing {
            let hint = isStopping ? ", stopping" : canStopAct ? ", Esc stops it" : ""
            let bar = actProgress.map { Self.bar($0) } ?? "under way"
            text = "\(isActing) \(bar)\(hint)  " + text
        }
        return usersView.ticket == nil ? text : "users \(Int(usersView.progress * 100))%  " + text
    }

    /// How far something is, as a bar in plain characters: `[####......] 40%`.
    private static func bar(_ share: Double) -> String {
        let filled = max(0, min(10, Int(share * 10)))
        return
            "[\(String(repeating: "#", count: filled))\(String(repeating: ".", count: 10 - filled))] \(Int(share * 100))%"
    }

    /// Where one is: view, filter, and how many of how many.
    func drawPath(on canvas: inout Canvas) {
        let width = canvas.size.columns
        let standing = standingText(at: now).map { " \($0) " } ?? ""
        let counts = TextWidth.truncate(countsText, to: width - 12)
        if !standing.isEmpty { drawStanding(standing, before: counts, on: &canvas) }
        let room = max(8, width - TextWidth.columns(of: counts) - 3)
        var x = canvas.write(" " + pathTitle, at: Point(x: 0, y: 0), role: .heading, width: room)
        let filter = shownFilter
        if !filter.isEmpty {
            x += canvas.write(searchTexts[view] == nil ? " > " : " / ", at: Point(x: x, y: 0), role: .dim)
            canvas.write(Printable.text(filter), at: Point(x: x, y: 0), role: .match, width: max(0, room - x))
        }
        canvas.write(counts, at: Point(x: width - TextWidth.columns(of: counts), y: 0), role: .text)
    }

    /// What narrows the view.
    private var shownFilter: String {
        switch view {
        case .sessions: sessionsView.filterText
        case .events: eventsView.filterText
        case .users: usersView.filterText
        case .help: helpView.filterText
        case .journal, .inspector, .messages: searchTexts[view] ?? ""
        case .person, .horizon, .alarms, .stores, .life, .comparison: ""
        }
    }

    /// A logout that stands is on every screen.
    private func drawStanding(_ text: String, before counts: String, on canvas: inout Canvas) {
        let x = canvas.size.columns - TextWidth.columns(of: counts) - TextWidth.columns(of: text) - 1
        canvas.write(text, at: Point(x: max(0, x), y: 0), role: .danger)
    }

    private var pathTitle: String {
        switch view {
        case .inspector:
            "sessions > \(inspector.map { describe($0.session.key) } ?? "")\(inspector?.cursorNode.map { "  " + Printable.text($0.path.description) } ?? "")"
        case .person: "users > \(Printable.text(personView?.request.user ?? ""))"
        case .life: "life of \(lifeView.map { describe($0.key) } ?? "")"
        case .comparison: "two moments of \(comparison.map { describe($0.key) } ?? "")"
        case .help: "keys of the \(helpView.subject.title.lowercased()) view"
        case .sessions, .users, .horizon, .alarms, .stores, .events, .journal, .messages: view.title.lowercased()
        }
    }

    private var countsText: String {
        switch view {
        case .sessions:
            var parts: [String] = []
            let isWide = size.columns >= 72
            if let search, !search.isOver { parts.append("searched \(search.looked.grouped)") }
            if isWide, let search, search.unreadable > 0 { parts.append("\(search.unreadable.grouped) unreadable") }
            // The order of a very long list lags behind a little.
            parts.append("\(min(list.order.count, list.table.count).grouped) of \(list.shownTotal.grouped) shown")
            if !list.marked.isEmpty {
                let hidden = list.hiddenMarks(at: storeTime)
                parts.append("\(list.marked.count) marked" + (hidden > 0 ? ", \(hidden) hidden" : ""))
            }
            if isWide, !list.unswept.isEmpty { parts.append("\(list.unswept.count.grouped) unswept") }
            return parts.joined(separator: "  ") + " "
        case .events:
            return
                "\(eventsView.numbers.count.grouped) of \(events.count.grouped) shown\(eventsView.isFollowing ? "  following" : "")\(eventsView.pausedAt == nil ? "" : "  PAUSED") "
        case .inspector:
            return inspector?.hasEnded == true ? "ENDED " : inspector?.isRevealed == true ? "revealed " : ""
        case .users:
            let counts = usersView.counts
            let age = usersView.readAt.map {
                "  read \(DurationText.compact(milliseconds: now.milliseconds(since: $0))) ago"
            }
            return "\(counts.users.grouped) users  \(counts.anonymous.grouped) anonymous\(age ?? "") "
        case .person:
            let plan = personView?.plan
            let missing = plan.map { $0.uncovered.isEmpty ? "" : "  \($0.uncovered.count) not covered" } ?? ""
            let age = personView?.readAt.map {
                "  read \(DurationText.compact(milliseconds: now.milliseconds(since: $0))) ago"
            }
            return plan.map { "\($0.count) session\($0.count == 1 ? "" : "s")\(missing)\(age ?? "") " } ?? "reading "
        case .alarms: return "\(alarmWatch.alarms.count.grouped) raised "
        case .horizon:
            guard let horizon = horizonView.shown else { return "" }
            return
                "\(horizon.ending.grouped) of \((horizon.live + horizon.passed).grouped) in \(HorizonDrawing.spanText(horizon.zoom)) "
        case .life:
            let life = lifeView.flatMap { lives.life(of: $0.key) }
            let forgotten = life?.forgotten ?? 0
            return "\(life?.moments.count ?? 0) moments\(forgotten > 0 ? ", \(forgotten) not kept" : "") "
        case .comparison:
            let count = comparison?.comparison.changes.count ?? 0
            let more = comparison?.comparison.isCut == true ? " and more" : ""
            return count == 1 ? "1 field differs " : "\(count)\(more) fields differ "
        case .stores: return "\(stores.count) open" + (uncovered.isEmpty ? " " : ", \(uncovered.count) not ")
        case .journal:
            // The word that counts comes first.
            let short = journal.verdict.split(separator: ",").first.map(String.init) ?? journal.verdict
            return (size.columns < 72 ? short : journal.verdict) + " "
        case .help: return "\(helpView.commands.count) of \(helpView.all.count)  Enter runs "
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
        let text = " \(sign) \(Printable.text(message.text))"
        let more = moreText(beside: text, in: canvas.size.columns)
        let room = canvas.size.columns - TextWidth.columns(of: more)
        if canvas.size.rows > 1, TextWidth.columns(of: text) > room {
            let lines = TextWidth.wrap(Printable.text(message.text), to: room - 4)
            canvas.fill(Rect(x: 0, y: 1, width: canvas.size.columns, height: 1))
            canvas.write(" \(sign) \(lines[0])", at: Point(x: 0, y: 0), role: role, width: room)
            let rest = lines.dropFirst().joined(separator: " ")
            canvas.write(rest, at: Point(x: 3, y: 1), role: role, width: canvas.size.columns - 4)
        } else {
            canvas.write(text, at: Point(x: 0, y: 0), role: role, width: max(10, room))
        }
        canvas.write(more, at: Point(x: room, y: 0), role: .dim)
    }

    /// How many messages wait, in as many words as a sentence leaves room for.
    private func moreText(beside text: String, in columns: Int) -> String {
        let unread = messages.unreadCount
        guard unread > 0 else { return "" }
        let whole = "  \(unread) unread, ! reads "
        return TextWidth.columns(of: text) + whole.utf8.count <= columns ? whole : "  ! \(unread) "
    }

    /// Whether what is said goes on over the keys: it answers a key, and the next key takes it away again.
    var messageGoesOn: Bool {
        guard let message = messages.current, message.isAnswer || message.level < .warning else { return false }
        let text = " x \(Printable.text(message.text))"
        return TextWidth.columns(of: text + moreText(beside: text, in: size.columns)) > size.columns
    }

    /// Commands whose hints go first where there is no room for all, in this order; `a` and `?` still show them.
    static let dispensableHints = [
        "pause", "diff", "mark-moment", "sort", "regenerate", "ttl", "edit", "command", "undo",
    ]

    /// The keys of this pane; what finds no room goes on in the line below, while nothing is typed there.
    func drawKeys(on canvas: inout Canvas) {
        var hints = hinted
        var dispensable = Self.dispensableHints[...]
        while place(hints, in: canvas.size).count < hints.count, let name = dispensable.popFirst() {
            hints.removeAll { $0.name == name }
        }
        for (command, point) in zip(hints, place(hints, in: canvas.size)) {
            let isOff = command.unless(self) != nil
            let key = command.keys.first?.name ?? ""
            let used = canvas.write(key, at: point, role: isOff ? .hintOff : .hintKey) + 1
            canvas.write(hintText(command), at: Point(x: point.x + used, y: point.y), role: isOff ? .hintOff : .hint)
        }
    }

    /// The commands that are named in the line of keys: of the session's only those of the face that is shown.
    var hinted: [Command] {
        let all = commands(of: view).filter { $0.hint != nil && !$0.keys.isEmpty }
        var others: Set<String> = []
        if view == .inspector, let face = inspector?.face {
            switch face {
            case .fields: others = ["mark-moment", "diff"]
            case .history: others = ["fold", "raw", "edit"]
            case .raw: others = ["fold", "mark-moment", "diff"]
            }
        }
        // Why a session ended is asked of its life; elsewhere there is no room for the word.
        if view != .life, view != .comparison { others.insert("why") }
        return all.filter { !others.contains($0.name) }
    }

    /// The word for a command in the line of keys, as it is here.
    func hintText(_ command: Command) -> String {
        switch command.name {
        case "quit" where views.count > 1: "back"
        case "next-face": inspector?.face.next.title.lowercased() ?? ""
        default: command.hint ?? ""
        }
    }

    /// Where each hint begins; fewer places than hints where the last ones find no room.
    private func place(_ hints: [Command], in size: Size) -> [Point] {
        var point = Point(x: 1, y: 0)
        var places: [Point] = []
        for command in hints {
            let key = command.keys.first?.name ?? ""
            let needed = TextWidth.columns(of: key) + TextWidth.columns(of: hintText(command)) + 1
            if point.x + needed > size.columns { point = Point(x: 1, y: point.y + 1) }
            if point.y >= size.rows { return places }
            places.append(point)
            point.x += needed + 2
        }
        return places
    }

    func drawPrompt(on canvas: inout Canvas) -> Point? {
        guard let prompt else { return nil }
        canvas.fill(canvas.bounds)
        let used = canvas.write(prompt.kind.lead, at: Point(x: 1, y: 0), role: .hintKey, width: canvas.size.columns / 2)
        return prompt.field.draw(
            on: &canvas, at: Point(x: 1 + used, y: 0), width: max(4, canvas.size.columns - used - 2),
            placeholder: prompt.kind.placeholder)
    }

    /// What the line under the cursor says, whole: lists cut what is long.
    func drawDetail(on canvas: inout Canvas) {
        guard canvas.size.rows > 1, let text = selectedText else { return }
        canvas.horizontalRule(at: .zero)
        let lines = TextWidth.wrap(Printable.text(text), to: canvas.size.columns - 2)
        for (y, line) in lines.prefix(canvas.size.rows - 1).enumerated() {
            canvas.write(line, at: Point(x: 1, y: y + 1), role: .dim)
        }
    }

    /// The line under the cursor as a sentence, nothing cut.
    var selectedText: String? {
        switch view {
        case .events: eventsView.selected(events).map(EventsDrawing(console: self).sentence)
        case .journal: journal.selected.map(Self.sentence)
        case .help:
            helpView.selected.map { command in command.title + (reasonOff(command).map { ". Off: \($0)" } ?? "") + "." }
        case .messages: messagesView.selected(messages).map { "\($0.at.iso8601)  \($0.text)" }
        case .users: usersView.selected.map(Self.sentence)
        case .person: personView?.selected.map(Self.sentence)
        case .alarms: alarmsView.selected(alarmWatch).map(AlarmsDrawing(console: self).sentence)
        case .horizon: HorizonDrawing(self).sentence
        case .stores: StoresDrawing(console: self, now: now).sentence
        case .life:
            shownLife.flatMap { shown in
                shown.life.moments.indices.contains(shown.cursor)
                    ? LifeDrawing(life: shown.life, secrets: secrets(of: shown.key), marked: nil)
                        .sentence(shown.life.moments[shown.cursor]) : nil
            }
        case .comparison: comparison.flatMap(Self.sentence)
        case .sessions, .inspector: nil
        }
    }

    private static func sentence(_ view: ComparisonView) -> String? {
        let isWide = view.viewport.count == view.comparison.changes.count
        let place = isWide ? view.viewport.cursor : view.viewport.cursor / 2
        guard view.comparison.changes.indices.contains(place) else { return nil }
        let change = view.comparison.changes[place]
        let sides = change.sides(within: 90)
        return "\(change.path): \(sides.old ?? "(not there)") > \(sides.new ?? "(not there)")"
    }

    private static func sentence(_ person: Person) -> String {
        let addresses = person.addresses.joined(separator: ", ") + (person.moreAddresses ? " and more" : "")
        return person.title + (addresses.isEmpty ? "" : "; seen at \(addresses)")
    }

    private static func sentence(_ row: PersonView.Row) -> String {
        let matched = row.target.matched
        return "\(row.store): matched by \(matched.path.map(\.description) ?? "user") = \(matched.name)"
    }

    static func sentence(_ line: JournalLine) -> String {
        let reason = line.reason.map { "; reason: \($0)" } ?? ""
        let note = line.note.map { "; \($0)" } ?? ""
        let from = line.from.isEmpty ? "" : " at \(line.from)"
        return
            "\(line.at.iso8601)  \(line.who)\(from) on \(line.store): \(line.verb) \(line.target), \(line.result)\(reason)\(note)"
    }

    // MARK: Small views

    /// Why a command of the help's view is off there.
    func reasonOff(_ command: Command) -> String? {
        var there = self
        there.views.removeAll { $0 == .help }
        return command.unless(there)
    }

    func drawHelp(on canvas: inout Canvas) {
        let isWide = canvas.size.columns >= 100
        let title = isWide ? 38 : 34
        for (y, place) in helpView.viewport.visible.enumerated() where place < helpView.commands.count {
            let command = helpView.commands[place]
            let isOff = reasonOff(command) != nil
            canvas.write(
                command.keys.map(\.name).joined(separator: " "), at: Point(x: 2, y: y),
                role: isOff ? .hintOff : .hintKey, width: 15)
            canvas.write(":" + command.name, at: Point(x: 18, y: y), role: .dim, width: title - 19)
            canvas.write(
                command.title + (isOff ? " (off)" : ""), at: Point(x: title, y: y), role: isOff ? .hintOff : .text,
                width: canvas.size.columns - title - 1)
            if place == helpView.viewport.cursor { canvas.selectLine(y) }
        }
        if helpView.commands.isEmpty {
            canvas.write("No command fits; Esc shows all.", at: Point(x: 2, y: 1), role: .dim)
        }
    }

    func drawMessages(on canvas: inout Canvas) {
        for (y, place) in messagesView.viewport.visible.enumerated() {
            guard let message = messages.newestFirst(place) else { continue }
            let role: Role = message.level == .error ? .errorText : message.level == .warning ? .warningText : .text
            canvas.write(message.at.clockText, at: Point(x: 1, y: y), role: .dim)
            canvas.write(
                Printable.text(message.text), at: Point(x: 12, y: y), role: role, width: canvas.size.columns - 13)
            if place == messagesView.viewport.cursor { canvas.selectLine(y) }
        }
        if messages.messages.isEmpty { canvas.write("There are no messages.", at: Point(x: 2, y: 1), role: .dim) }
    }
}

extension Int {
    /// The number with a comma between groups of three digits.
    var grouped: String {
        guard magnitude >= 1000 else { return String(self) }
        // From the back: 20 digits at the most, six commas, a sign.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 27) { text in
            var (rest, start, digits) = (magnitude, text.count, 0)
            func put(_ byte: UInt8) {
                start -= 1
                text[start] = byte
            }
            while rest > 0 {
                if digits > 0, digits % 3 == 0 { put(UInt8(ascii: ",")) }
                put(UInt8(ascii: "0") + UInt8(rest % 10))
                (rest, digits) = (rest / 10, digits + 1)
            }
            if self < 0 { put(UInt8(ascii: "-")) }
            return String(decoding: text[start...], as: UTF8.self)
        }
    }
}
