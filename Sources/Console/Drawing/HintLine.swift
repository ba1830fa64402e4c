internal import TerminalKit

/// The line of keys, laid out. It is kept from frame to frame, since it is the same for nearly all of them.
struct HintLine: Sendable {
    /// All that decides which hints there are, what they say and where they stand.
    struct Subject: Hashable, Sendable {
        let view: ViewKind
        let face: InspectorView.Face?
        let isFirstView: Bool
        let size: Size
    }

    /// A command in the line of keys.
    struct Hint: Sendable {
        let command: Command
        /// The key that gives it.
        let key: String
        let keyColumns: Int
        /// The word for it.
        let text: String
        /// How many columns both take.
        let columns: Int
        /// Where it begins.
        var place = Point(x: 1, y: 0)

        init(_ command: Command, text: String) {
            self.command = command
            self.text = text
            key = command.keys.first?.name ?? ""
            keyColumns = TextWidth.columns(of: key)
            columns = keyColumns + 1 + TextWidth.columns(of: text)
        }
    }

    /// What it was laid out for.
    let subject: Subject
    /// The hints that find room.
    let hints: [Hint]

    /// Commands whose hints go first where there is no room for all, in this order; `a` and `?` still show them.
    static let dispensable = [
        "pause", "diff", "mark-moment", "sort", "regenerate", "ttl", "edit", "command", "undo",
    ]

    /// Lays out as many commands as find room.
    init(_ commands: [(command: Command, text: String)], for subject: Subject) {
        var hints = commands.map { Hint($0.command, text: $0.text) }
        var placed = Self.placed(hints, in: subject.size)
        var dispensable = Self.dispensable[...]
        while placed.count < hints.count, let name = dispensable.popFirst() {
            hints.removeAll { $0.command.name == name }
            placed = Self.placed(hints, in: subject.size)
        }
        self.subject = subject
        self.hints = placed
    }

    /// The hints with their places; fewer where the last ones find no room.
    private static func placed(_ hints: [Hint], in size: Size) -> [Hint] {
        var point = Point(x: 1, y: 0)
        var placed: [Hint] = []
        for var hint in hints {
            if point.x + hint.columns > size.columns { point = Point(x: 1, y: point.y + 1) }
            if point.y >= size.rows { return placed }
            hint.place = point
            placed.append(hint)
            point.x += hint.columns + 2
        }
        return placed
    }
}
