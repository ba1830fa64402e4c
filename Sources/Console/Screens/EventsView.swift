internal import Operations
internal import SessionModel
internal import TerminalKit

/// The events on screen: following the newest, or standing still.
struct EventsView: Sendable {
    var viewport = Viewport(margin: 1)
    var isFollowing = true
    var filterText = "" { didSet { refilter() } }
    /// The number of events at which the screen was paused; nil when it is not.
    private(set) var pausedAt: Int?
    private var shown: [Int] = []
    private var looked = 0

    /// The numbers of the events the filter lets through.
    var numbers: [Int] { shown }
    /// How many the filter keeps out.
    private(set) var filteredOut = 0

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
        let words = filterText.lowercased().split(separator: " ").map(String.init)
        var number = max(looked, log.firstNumber)
        while number < end {
            if let event = log.event(number) {
                if words.allSatisfy({ Self.matches(event, $0) }) { shown.append(number) } else { filteredOut += 1 }
            }
            number += 1
        }
        looked = max(looked, end)
        let lost = shown.prefix { $0 < log.firstNumber }.count
        if lost > 0 { shown.removeFirst(lost) }
        viewport.update(count: shown.count, height: height)
        if isFollowing { viewport.end() }
    }

    private static func matches(_ event: SessionEvent, _ word: String) -> Bool {
        if word.hasPrefix("!"), word.utf8.count > 1 { return !matches(event, String(word.dropFirst())) }
        let texts = [
            event.alarm ?? event.kind.rawValue, event.source.rawValue, event.user ?? "", event.key?.text ?? "",
            event.note ?? "",
        ]
        return texts.contains { $0.lowercased().contains(word) }
            || event.changes.contains { $0.path.description.lowercased().contains(word) }
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
            return true
        }
        return false
    }
}
