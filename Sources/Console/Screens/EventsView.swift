internal import Operations
internal import SessionModel
internal import TerminalKit

/// The events on screen: following the newest, or standing still.
struct EventsView: Sendable {
    private(set) var viewport = Viewport(margin: 1)
    var isFollowing = true
    var filterText = "" { didSet { if filterText != oldValue { refilter() } } }
    /// The number of the event the cursor is bound to. While a filter is typed that hides it, another is under it.
    private var bound: Int?
    /// Whether the cursor stays where it is with the next fit, though it follows the newest.
    private var stays = false
    /// The number of events at which the screen was paused; nil when it is not.
    private(set) var pausedAt: Int?
    private var shown: [Int] = []
    private var looked = 0

    /// The numbers of the events the filter lets through.
    var numbers: [Int] { shown }
    /// How many the filter keeps out.
    private(set) var filteredOut = 0

    /// The filter, for whoever sets another one as a whole: the cursor stays on its event where that is shown.
    var wholeFilter: String {
        get { filterText }
        set {
            stays = newValue != filterText
            filterText = newValue
        }
    }

    mutating func move(_ move: (inout Viewport) -> Void) {
        move(&viewport)
        isFollowing = viewport.cursor >= viewport.count - 1
        bindCursor()
    }

    /// Binds the cursor to the event under it.
    mutating func bindCursor() { bound = selectedNumber }

    /// Puts the cursor on an event, where it is shown; false where it is not.
    mutating func goTo(_ number: Int) -> Bool {
        let place = place(of: number)
        guard place < shown.count, shown[place] == number else { return false }
        isFollowing = false
        viewport.moveCursor(to: place)
        bindCursor()
        return true
    }

    /// Where an event stands among those that are shown, or the next one that is.
    private func place(of number: Int) -> Int {
        var (low, high) = (0, shown.count)
        while low < high {
            let middle = (low + high) / 2
            if shown[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func togglePause(_ log: EventLog) {
        pausedAt = pausedAt == nil ? log.total : nil
    }

    private mutating func refilter() {
        shown = []
        looked = 0
        filteredOut = 0
    }

    /// Takes in what came since, and keeps to the newest when following.
    mutating func fit(_ log: EventLog, height: Int) {
        let end = pausedAt ?? log.total
        let filter = ViewFilter(filterText)
        var number = max(looked, log.firstNumber)
        while number < end {
            if let event = log.event(number) {
                let passes = filterText.isEmpty || filter.passes(EventSubject(event: event))
                if passes { shown.append(number) } else { filteredOut += 1 }
            }
            number += 1
        }
        looked = max(looked, end)
        let lost = shown.prefix { $0 < log.firstNumber }.count
        if lost > 0 { shown.removeFirst(lost) }
        viewport.update(count: shown.count, height: height)
        settle()
    }

    private mutating func settle() {
        let isToStay = stays
        stays = false
        guard !isFollowing || isToStay else { return viewport.end() }
        guard let bound else { return }
        let place = place(of: bound)
        if isToStay, isFollowing { isFollowing = place >= shown.count - 1 }
        if place != viewport.cursor { viewport.follow(place) }
    }

    /// The number of the event under the cursor.
    var selectedNumber: Int? { viewport.cursor < shown.count ? shown[viewport.cursor] : nil }

    func selected(_ log: EventLog) -> SessionEvent? { selectedNumber.flatMap(log.event) }

    /// Goes to the nearest event of the same session; false where there is none that way.
    mutating func goToSame(_ log: EventLog, forward: Bool) -> Bool {
        guard let key = selected(log)?.key else { return false }
        let places =
            forward
            ? Array((viewport.cursor + 1)..<max(viewport.cursor + 1, shown.count))
            : Array((0..<viewport.cursor).reversed())
        for place in places where log.event(shown[place])?.key == key {
            viewport.moveCursor(to: place)
            isFollowing = false
            bindCursor()
            return true
        }
        return false
    }
}
