internal import Operations
internal import SessionModel
internal import TerminalKit

/// Everybody with live sessions, on screen.
struct UsersView: Sendable {
    private(set) var viewport = Viewport(margin: 1)
    var filterText = "" {
        didSet {
            guard filterText != oldValue else { return }
            filter = ViewFilter(filterText)
            fit(height: viewport.height)
        }
    }
    private var filter = ViewFilter("")
    /// Whom the cursor is bound to. While a filter is typed that hides them, somebody else is under it.
    private var bound: Person.Identity?
    /// What is being read.
    var ticket: Ticket?
    var progress: Double = 0
    /// When it was read last; nil before that.
    private(set) var readAt: Timestamp?
    private(set) var directory: UserDirectory?
    /// Everybody, those with most sessions first, the anonymous last.
    private(set) var people: [Person] = []

    /// Those the filter lets through.
    var shown: [Person] {
        guard !filterText.isEmpty else { return people }
        return people.filter { filter.passes(PersonSubject(person: $0)) }
    }

    mutating func move(_ move: (inout Viewport) -> Void) {
        move(&viewport)
        bindCursor()
    }

    /// Binds the cursor to whoever is under it.
    mutating func bindCursor() { bound = selected?.identity }

    /// Fits the list's length and the screen's height, with the cursor on its person where that one is shown.
    mutating func fit(height: Int) {
        let shown = shown
        viewport.update(count: shown.count, height: height)
        guard let place = shown.firstIndex(where: { $0.identity == bound }), place != viewport.cursor else { return }
        viewport.follow(place)
    }

    /// Whoever is under the cursor.
    var selected: Person? {
        let shown = shown
        return viewport.cursor < shown.count ? shown[viewport.cursor] : nil
    }

    /// How many there are with a name, and how many anonymous sessions.
    var counts: (users: Int, anonymous: Int) {
        people.reduce(into: (0, 0)) { counts, person in
            if person.name == nil { counts.1 += person.count } else { counts.0 += 1 }
        }
    }

    /// Of how many sessions nobody knows whose they are: their records can't be read.
    var unreadable: Int { directory?.unreadable.reduce(0, +) ?? 0 }

    /// Takes in what was read; the cursor stays on its person.
    mutating func show(_ directory: UserDirectory, at now: Timestamp) {
        self.directory = directory
        readAt = now
        ticket = nil
        people = directory.people.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            if (first.name == nil) != (second.name == nil) { return second.name == nil }
            return first.count == second.count ? left.offset < right.offset : first.count > second.count
        }.map(\.element)
        fit(height: viewport.height)
    }
}

extension Person {
    /// What stands for the person in a list: all names, or the shape in brackets.
    var title: String {
        switch identity {
        case .user: names.joined(separator: " = ")
        case .anonymous(let shape): "(anonymous: \(shape))"
        }
    }
}
