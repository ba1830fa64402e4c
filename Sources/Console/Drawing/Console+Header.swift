internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// What stands above every view: what is open, the tabs, where one is.
extension Console {
    /// Profile with PROD and RO, store, count, feed with round trip, time.
    func drawHeader(on canvas: inout Canvas, _ now: Timestamp) {
        let width = canvas.size.columns
        let shown = shownFacts
        var x = canvas.write(
            " " + Printable.text(shown?.name ?? "curfew"), at: Point(x: 0, y: 0), role: .title,
            width: min(width / 2, 44))
        if shown?.isProduction == true { x += canvas.write(" [PROD]", at: Point(x: x, y: 0), role: .production) }
        if shown?.isReadOnly == true { x += canvas.write(" [RO]", at: Point(x: x, y: 0), role: .readOnly) }
        if let until = shown.flatMap(Self.unlockedUntil) {
            let left = DurationText.compact(milliseconds: until.milliseconds(since: now) + 999)
            x += canvas.write(" [RW \(left)]", at: Point(x: x, y: 0), role: .danger)
        }
        let live = facts == nil ? "" : "  \(shownLive.grouped) live"
        // Nothing moves before the store is open, so a clock would stand still.
        let clock = facts == nil ? "" : "  " + now.clockText
        let fits = { (feed: String, clock: String) in
            x + live.utf8.count + feed.utf8.count + clock.utf8.count + 2 <= width
        }
        let long = feedText
        let feed = fits(long, clock) ? long : shortFeedText
        let right = feed + (fits(feed, clock) ? clock : "") + " "
        let room = width - TextWidth.columns(of: right) - 1
        x += canvas.write(live, at: Point(x: x, y: 0), role: .heading, width: max(0, room - x))
        if let engine = shown?.engine, room - x > engine.utf8.count + 2 {
            canvas.write("  \(Printable.text(engine))", at: Point(x: x, y: 0), role: .dim, width: room - x)
        }
        let start = max(0, width - TextWidth.columns(of: right))
        let isStale = (!shownFeed.isConnected || shownFeed.lost != nil) && facts != nil || openFailure != nil
        canvas.write(right, at: Point(x: start, y: 0), role: .dim)
        canvas.write(feed, at: Point(x: start, y: 0), role: isStale ? .errorText : .infoText)
    }

    /// Until when stores may be written to, where that is for a time; of several the first that locks.
    private static func unlockedUntil(_ facts: StoreFacts) -> Timestamp? {
        (facts.members.map(\.unlockedUntil) + [facts.unlockedUntil]).compactMap { $0 }.min()
    }

    /// The kind of feed and the round trip, or that there is none just now.
    private var feedText: String {
        guard let facts = shownFacts else {
            return openFailure == nil ? "opening" : "not open: \(keyName("refresh")) tries again"
        }
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
    private var shownFeed: FeedState {
        guard let place = list.shownStore else { return feed }
        return feed(of: place)
    }

    /// How many of several stores are lost.
    private var staleText: String? {
        guard list.shownStore == nil, feeds.count > 1 else { return nil }
        return "\(feeds.count { $0.lost != nil }) of \(feeds.count) STALE"
    }

    /// What stands on each tab, where its view is shown and where it is not.
    private static let tabTexts: [(kind: ViewKind, on: String, off: String)] = ViewKind.tabs.map { kind in
        let number = kind.number ?? 0
        return (kind, "[\(number)]\(kind.title)", "\(number) \(kind.title)")
    }

    /// The views with a number, and the columns they stand in.
    var tabs: [(kind: ViewKind, text: String, isOn: Bool, columns: Range<Int>)] {
        var x = 1
        let gap = size.columns >= 100 ? 2 : 1
        // What is open over a view belongs to it.
        let here = view == .messages ? nil : views.last(where: ViewKind.tabs.contains)
        var tabs: [(kind: ViewKind, text: String, isOn: Bool, columns: Range<Int>)] = []
        for tab in Self.tabTexts {
            let isOn = tab.kind == here
            let text = isOn ? tab.on : tab.off
            // Half a name would be no name; what finds no room keeps its key.
            guard x + text.utf8.count <= size.columns else { break }
            tabs.append((tab.kind, text, isOn, x..<x + text.utf8.count))
            x += text.utf8.count + gap
        }
        return tabs
    }

    func drawTabs(on canvas: inout Canvas) {
        let (news, order) = (tabNews, tabOrder(canvas))
        var right = news + tabStanding(canvas) + order
        // What is under way, and how to stop it, counts for more than the names of views.
        let end = news.isEmpty ? canvas.size.columns : canvas.size.columns - TextWidth.columns(of: right) - 1
        // The messages have no number; their key stands for it while they are open.
        let own = view == .messages ? "[!]\(view.title)" : ""
        let shown = tabs.filter { $0.columns.upperBound + (own.isEmpty ? 0 : own.utf8.count + 2) <= end }
        for tab in shown {
            canvas.write(tab.text, at: Point(x: tab.columns.lowerBound, y: 0), role: tab.isOn ? .heading : .dim)
        }
        var x = (shown.last?.columns.upperBound ?? 0) + (news.isEmpty ? 2 : 1)
        if !own.isEmpty { x += canvas.write(own, at: Point(x: x, y: 0), role: .heading) + 2 }
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
        let alarms = canvas.size.columns < 160 ? "" : AlarmsDrawing.countsText(alarmWatch)
        let counts = alarms.isEmpty ? "" : "\(alarms)  "
        return pace.label.isEmpty ? counts : "\(pace.label)  " + counts
    }

    /// What is under way.
    private var tabNews: String {
        var text = ""
        if let scan, scan.progress < 1 { text = "\(scan.reason) \(Int(scan.progress * 100))%  " }
        if let valueReading, !valueReading.isOver {
            text =
                "reading \(valueReading.name) \(Int(valueReading.progress * 100))%, \(keyName("back")) stops  " + text
        }
        if let isActing {
            let hint = isStopping ? ", stopping" : canStopAct ? ", \(keyName("back")) stops it" : ""
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
        let counts = TextWidth.truncate(page.counts(self), to: max(20, countsRoom(beside: 10)))
        if !standing.isEmpty { drawStanding(standing, before: counts, on: &canvas) }
        let room = max(8, width - TextWidth.columns(of: counts + standing) - 3)
        var x = canvas.write(" " + pathTitle, at: Point(x: 0, y: 0), role: .heading, width: room)
        let filter = shownFilter
        if !filter.isEmpty {
            x += canvas.write(searchTexts[view] == nil ? " > " : " / ", at: Point(x: x, y: 0), role: .dim)
            canvas.write(Printable.text(filter), at: Point(x: x, y: 0), role: .match, width: max(0, room - x))
        }
        canvas.write(counts, at: Point(x: width - TextWidth.columns(of: counts), y: 0), role: .text)
    }

    /// How many columns are left for the counts beside where one is, and beside so many of what narrows that.
    func countsRoom(beside most: Int) -> Int {
        let filter = TextWidth.columns(of: Printable.text(shownFilter))
        let standing = standingText(at: now).map { TextWidth.columns(of: $0) + 2 } ?? 0
        let title = TextWidth.columns(of: pathTitle) + 1
        guard filter > 0 else { return size.columns - 12 }
        return size.columns - standing - title - 6 - min(most, filter)
    }

    /// What narrows the view.
    private var shownFilter: String {
        if page.isSearched { return searchTexts[view] ?? "" }
        if let filter = page.filter { return self[keyPath: filter.text] }
        return view == .sessions ? sessionsView.filterText : ""
    }

    /// A logout that stands is on every screen.
    private func drawStanding(_ text: String, before counts: String, on canvas: inout Canvas) {
        let x = canvas.size.columns - TextWidth.columns(of: counts) - TextWidth.columns(of: text) - 1
        canvas.write(text, at: Point(x: max(0, x), y: 0), role: .danger)
    }

    private var pathTitle: String { page.path?(self) ?? page.title.lowercased() }

    /// Of views that are about all stores, whichever of them is shown alone and named above: that they are. Nothing where
    /// there is only one.
    func everywhere(_ word: String) -> String { stores.count > 1 ? "\(word) all \(stores.count) stores" : "" }
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
