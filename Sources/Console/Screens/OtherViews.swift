internal import Operations
internal import TerminalKit

/// The operators' journal on screen.
struct JournalView: Sendable {
    var viewport = Viewport(margin: 1)
    private(set) var lines: [JournalLine] = []
    private(set) var verdict = "reading"
    /// Whether it has been read.
    private(set) var isRead = false

    /// The line under the cursor.
    var selected: JournalLine? { viewport.cursor < lines.count ? lines[viewport.cursor] : nil }

    /// Takes in what was read; the cursor stays on its line, unless it stands at the end.
    mutating func show(_ lines: [JournalLine], _ verdict: String) {
        let kept = viewport.cursor < viewport.count - 1 ? selected?.number : nil
        self.lines = lines
        self.verdict = verdict
        isRead = true
        viewport.update(count: lines.count, height: viewport.height)
        let place = kept.flatMap { number in lines.firstIndex { $0.number == number } }
        viewport.moveCursor(to: place ?? lines.count - 1)
    }
}

/// The keys of a view on screen, those that fit what is typed; Enter runs what the cursor is on.
struct HelpView: Sendable {
    var viewport = Viewport(margin: 1)
    let subject: ViewKind
    var filterText = "" { didSet { if filterText != oldValue { narrow() } } }
    private(set) var commands: [Command]
    /// The commands of the view, whatever is typed.
    let all: [Command]

    /// - Parameter commands: The view's commands, with the keys they have; nil for its own with theirs.
    init(of subject: ViewKind = .sessions, commands: [Command]? = nil) {
        self.subject = subject
        all = commands ?? Command.of(subject)
        self.commands = all
    }

    /// The command under the cursor.
    var selected: Command? { viewport.cursor < commands.count ? commands[viewport.cursor] : nil }

    private mutating func narrow() {
        let words = filterText.lowercased().split(separator: " ").map(String.init)
        commands = all.filter { command in
            words.allSatisfy { word in
                command.title.lowercased().contains(word) || command.name.contains(word)
                    || command.keys.contains { $0.name.lowercased() == word }
            }
        }
        viewport.update(count: commands.count, height: viewport.height)
        viewport.home()
    }
}

/// The messages of this run on screen, the newest first.
struct MessagesView: Sendable {
    var viewport = Viewport(margin: 1)

    /// Puts the cursor on the message that stands in the message line.
    mutating func goToUnread(_ log: MessageLog) {
        viewport.update(count: log.messages.count, height: viewport.height)
        viewport.moveCursor(to: log.currentPlace ?? 0)
    }

    /// The message under the cursor.
    func selected(_ log: MessageLog) -> Message? { log.newestFirst(viewport.cursor) }
}
