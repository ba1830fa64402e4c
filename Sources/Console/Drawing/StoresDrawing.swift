internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Draws the open stores: state, rights, feed, lag, listing, errors; and those that are not open.
struct StoresDrawing: ~Copyable {
    let console: Console
    let now: Timestamp

    func draw(on canvas: inout Canvas, _ layout: ConsoleLayout) {
        let width = layout.body.width
        let isWide = width >= 72
        var columns: [ListColumns.Column] = [
            .init(heading: "STORE", width: nameWidth(width)), .init(heading: "STATE", width: 8),
            .init(heading: "LIVE", width: 8, alignment: .right),
        ]
        if isWide { columns.append(.init(heading: "RIGHTS", width: 8)) }
        columns.append(.init(heading: "FEED", width: isWide ? 14 : 11))
        columns.append(.init(heading: "RTT", width: 6, alignment: .right))
        if width >= 96 { columns.append(.init(heading: "HEARD", width: 7, alignment: .right)) }
        if isWide { columns.append(.init(heading: "ERRORS", width: 6, alignment: .right)) }
        if width >= 96 { columns.append(.init(heading: "SERVER", width: 0)) }
        let list = ListColumns(columns, width: width)
        canvas.inside(layout.columns) { list.drawHeadings(on: &$0) }
        let counts = liveCounts
        let names = names(within: nameWidth(width))
        canvas.inside(layout.body) { canvas in
            for (y, place) in console.storesView.viewport.visible.enumerated() {
                let isCursor = place == console.storesView.viewport.cursor
                if console.stores.indices.contains(place) {
                    list.draw(
                        cells(place, names[place], counts[place], width: width), at: y, isCursor: isCursor, on: &canvas)
                } else if uncovered(place) != nil {
                    list.draw(
                        [(names[place], .text), ("NOT OPEN", .errorText)], at: y, isCursor: isCursor, on: &canvas)
                }
            }
        }
    }

    private func uncovered(_ place: Int) -> OpenStores.Uncovered? {
        let number = place - console.stores.count
        return console.uncovered.indices.contains(number) ? console.uncovered[number] : nil
    }

    /// How many live sessions of each store the list has.
    var liveCounts: [Int] {
        let list = console.list
        guard list.isShared else { return [list.liveCount] }
        var counts = [Int](repeating: 0, count: console.stores.count)
        for row in 0..<list.table.rowLimit where list.table.isLive(row) && !list.isDying(row) {
            let store = list.store(of: row)
            if counts.indices.contains(store), !list.unswept.contains(row) { counts[store] += 1 }
        }
        return counts
    }

    /// The columns for a store's name: more where there is room for all else.
    private func nameWidth(_ width: Int) -> Int {
        let usual = width >= 72 ? 18 : 14
        guard width >= 120 else { return usual }
        let longest = zip(allNames, marks).map { TextWidth.columns(of: Printable.text($0)) + $1.utf8.count }.max()
        return min(40, max(usual, longest ?? 0))
    }

    private var allNames: [String] { console.stores.map(\.name) + console.uncovered.map(\.store) }

    /// What stands behind each name, and is never cut.
    private var marks: [String] {
        console.stores.enumerated().map { place, facts in
            (facts.isProduction ? " PROD" : "") + (console.list.shownStore == place ? " only" : "")
        } + console.uncovered.map { _ in "" }
    }

    /// The names with their marks, told apart within so many columns.
    private func names(within width: Int) -> [String] {
        let marks = marks
        return zip(StoreNames.short(allNames, to: marks.map { width - $0.utf8.count }), marks).map { $0 + $1 }
    }

    private func cells(_ place: Int, _ name: String, _ live: Int, width: Int) -> [(text: String, role: Role)] {
        let facts = console.stores[place]
        let feed = console.feed(of: place)
        let isWide = width >= 72
        let isPush = feed.kind?.isPush == true
        var cells: [(text: String, role: Role)] = [
            (name, facts.isProduction ? .production : .text), state(feed), (live.grouped, .text),
        ]
        if isWide { cells.append((Self.rights(facts), facts.isReadOnly ? .readOnly : .text)) }
        cells.append((feed.kind.map { (isPush ? "push " : "") + $0.label } ?? "-", .text))
        let trip = facts.examination.roundTrip
        cells.append((trip < 1 ? "<1ms" : "\(Int(trip.rounded()))ms", .dim))
        if width >= 96 { cells.append((ago(feed.heardAt), .dim)) }
        if isWide { cells.append((String(feed.errors + feed.gaps), feed.errors > 0 ? .warningText : .dim)) }
        if width >= 96 { cells.append((facts.engine, .dim)) }
        return cells
    }

    private func state(_ feed: FeedState) -> (text: String, role: Role) {
        if feed.lost != nil { return ("STALE", .errorText) }
        return feed.isConnected ? ("open", .successText) : ("opening", .dim)
    }

    /// What may be done, a letter each: list, edit, ttl, move, end, restore.
    private static func rights(_ facts: StoreFacts) -> String {
        if facts.isReadOnly { return "RO" }
        let letters: [(StoreAbilities, String)] = [
            (.list, "l"), (.edit, "e"), (.setDeadline, "t"), (.move, "m"), (.end, "D"), (.restore, "r"),
        ]
        return letters.map { facts.examination.abilities.contains($0.0) ? $0.1 : "-" }.joined()
    }

    private func ago(_ moment: Timestamp?) -> String {
        moment.map { DurationText.compact(milliseconds: now.milliseconds(since: $0)) } ?? "-"
    }

    /// What there is to say of the store under the cursor.
    var sentence: String? {
        let place = console.storesView.viewport.cursor
        if let store = uncovered(place) { return "\(store.store) is not open: \(store.reason)" }
        guard console.stores.indices.contains(place) else { return nil }
        let facts = console.stores[place]
        let feed = console.feed(of: place)
        let lost = feed.lost.map { "Lost: \($0). " } ?? ""
        let restrictions = facts.examination.restrictions.map { restriction in
            restriction.reason + (restriction.remedy.map { " Try: \($0)" } ?? "")
        }
        let skew = facts.examination.clockSkew
        let clock =
            abs(skew) > 1000
            ? " Its clock is \(DurationText.compact(milliseconds: abs(skew))) \(skew > 0 ? "ahead" : "behind")." : ""
        let all =
            restrictions.isEmpty
            ? "l list, e edit, t ttl, m move, D end, r restore." : restrictions.joined(separator: " ")
        return "\(facts.name): \(lost)\(facts.engine).\(clock) \(all)"
    }
}
