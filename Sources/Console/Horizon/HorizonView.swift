internal import Operations
internal import SessionModel
internal import TerminalKit

/// How many sessions end when, on screen: of what is, or of what would be under another lifetime.
struct HorizonView: Sendable {
    /// The bar under the cursor, and what stands beside the bars.
    private(set) var viewport = Viewport()
    private(set) var zoom = HorizonZoom.hour
    /// What is, as it was counted last.
    private(set) var horizon: Horizon?
    /// The question under way: what would be under this lifetime, in milliseconds.
    private(set) var question: (ticket: Ticket, lifetime: Int64)?
    var progress: Double = 0
    /// What would be; nil where nobody asked.
    private(set) var whatIf: WhatIf?
    private var hypothetical: Horizon?

    /// Something the cursor can stand on.
    enum Stop: Hashable, Sendable {
        /// What would end at once under another lifetime.
        case now
        case bar(Int)
        case later
        case never
    }

    /// What is shown.
    var shown: Horizon? { hypothetical ?? horizon }

    /// What the cursor can stand on, from left to right.
    var stops: [Stop] {
        (whatIf == nil ? [] : [.now]) + (0..<zoom.count).map(Stop.bar) + [.later] + (whatIf == nil ? [.never] : [])
    }

    /// What the cursor stands on.
    var selected: Stop {
        let stops = stops
        return stops[min(viewport.cursor, stops.count - 1)]
    }

    mutating func move(_ move: (inout Viewport) -> Void) {
        fit()
        move(&viewport)
    }

    /// Looks nearer or farther; the cursor goes to the bar that has the beginning of its own.
    mutating func look(_ other: HorizonZoom) {
        let left = if case .bar(let bar) = selected { Int64(bar) * zoom.step } else { Int64?.none }
        let selected = selected
        zoom = other
        horizon = nil
        hypothetical = whatIf?.horizon(other)
        stand(on: left.map { .bar(min(Int($0 / other.step), other.count - 1)) } ?? selected)
    }

    private mutating func stand(on stop: Stop) {
        fit()
        viewport.moveCursor(to: stops.firstIndex(of: stop) ?? 0)
    }

    private mutating func fit() {
        let count = stops.count
        viewport.update(count: count, height: count)
    }

    // MARK: Counting

    /// How often it is counted at most, in milliseconds.
    private static let pause: Int64 = 1_000
    /// While somebody waits for a key, more sessions than this are not counted again.
    private static let mostForKey = 50_000

    /// Counts what is again, where that is older than a second.
    mutating func recount(_ list: SessionList, at now: Timestamp, mayWait: Bool) {
        fit()
        if let horizon, horizon.zoom == zoom {
            let age = now.milliseconds(since: horizon.start)
            if (0..<Self.pause).contains(age) || mayWait && list.table.count > Self.mostForKey { return }
        }
        // Whole seconds, so that what is said of a bar is what can be typed.
        let start = Timestamp(milliseconds: now.milliseconds - now.milliseconds % 1000)
        horizon = list.horizon(zoom, from: start)
    }

    // MARK: What if

    mutating func ask(_ lifetime: Int64, _ ticket: Ticket) {
        question = (ticket, lifetime)
        progress = 0
    }

    mutating func take(_ answer: WhatIf) {
        let selected = selected
        let isFirst = whatIf == nil
        question = nil
        whatIf = answer
        hypothetical = answer.horizon(zoom)
        stand(on: isFirst ? .now : selected)
    }

    mutating func endQuestion() { question = nil }

    /// Shows what is again.
    mutating func forgetWhatIf() {
        let selected = selected
        whatIf = nil
        hypothetical = nil
        stand(on: selected == .now ? .bar(0) : selected)
    }
}

extension SessionList {
    /// How many of the sessions where the list looks end when.
    func horizon(_ zoom: HorizonZoom, from start: Timestamp) -> Horizon {
        let place = shownStore
        let isHere = place.map { place in { (row: Int) in store(of: row) == place } }
        var horizon = Horizon(zoom, from: start, of: table, where: isHere)
        // What has ended stays to be seen for some seconds, and is alive no more.
        for (row, mark) in rowMarks where mark.isDying && table.isLive(row) && isHere?(row) != false {
            horizon.add(table.deadline(row), by: -1)
        }
        return horizon
    }
}
