internal import TerminalKit

extension Command {
    private static let onLives: Set<ViewKind> = [.inspector, .life]

    /// The lives of sessions.
    static let living: [Command] = [
        Command(
            "mark-moment", .character(" "), title: "Mark a moment of the history, to compare another with it",
            hint: "mark", in: onLives, unless: \.noMoment
        ) { $0.markMoment() },
        Command(
            "diff", .character("="), title: "Compare this moment with the marked one, or with the one before",
            hint: "compare", in: onLives, unless: \.noMoment
        ) { console, _ in console.compareMoments() },
        Command(
            "why", .character("W"), title: "Say why the session ended, with the evidence and how sure that is",
            hint: "why", in: [.sessions, .events, .inspector, .person, .life, .comparison], unless: \.noTarget
        ) { console, _ in console.explain() },
    ]
}
