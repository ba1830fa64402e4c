public import Operations
internal import SessionModel
public import TerminalKit

/// A command of an operator's own: it runs a program about the session under the cursor.
public struct OwnCommand: Hashable, Sendable {
    /// What it runs.
    public var program: OwnProgram
    /// What it does, in a sentence.
    public var title: String
    /// Its key; nil where it has none.
    public var key: KeyPress?
    /// What becomes of what the program prints.
    public var output: Output
    let views: Set<ViewKind>

    /// What becomes of what a program prints.
    public enum Output: String, Hashable, Sendable {
        /// It is shown on a card that scrolls.
        case show
        /// Its first line is told.
        case message
        /// It has the terminal to itself.
        case terminal
    }

    /// Creates a command.
    ///
    /// - Parameter views: The words of the views it can be given in; others than these of `KeyTable` are left out.
    public init(_ program: OwnProgram, title: String?, key: KeyPress?, views: [String], output: Output) {
        self.program = program
        self.title = title ?? "Run \(program.name)"
        self.key = key
        self.output = output
        self.views = Set(ViewKind.allCases.filter { views.contains($0.word) })
    }

    /// Its word.
    public var name: String { program.name }
}

extension ViewKind {
    /// Its name in a configuration.
    var word: String { title.lowercased() }

    /// The views that are about sessions, in which an operator's own commands can be given.
    static let aboutSessions: [ViewKind] = [.sessions, .events, .inspector, .person]
}

extension KeyTable {
    /// A command with its own keys.
    public struct Binding: Hashable, Sendable {
        /// The command's word.
        public var command: String
        /// The words of the views it can be given in.
        public var views: [String]
        /// Its keys.
        public var keys: [KeyPress]
    }

    /// Every command with its own keys.
    public static var bindings: [Binding] {
        Command.all.map { command in
            Binding(
                command: command.name, views: ViewKind.allCases.filter(command.views.contains).map(\.word),
                keys: command.keys)
        }
    }

    /// The keys that are bound in each view an operator's own commands can be given in, each with its command.
    public static var keysInUse: [String: [String: String]] {
        Dictionary(
            uniqueKeysWithValues: ViewKind.aboutSessions.map { view in
                let keys = Command.of(view).flatMap { command in command.keys.map { ($0.name, command.name) } }
                return (view.word, Dictionary(keys) { first, _ in first })
            })
    }
}

extension OwnCommand {
    /// The command as the console gives it.
    var command: Command {
        let own = self
        return Command(
            name, keys: key.map { [$0] } ?? [], title: title, in: views, isDestructive: program.isDangerous,
            isAboutTarget: true,
            unless: { console in console.noTarget ?? console.cannotRun(own) }
        ) { console, _ in console.beginOwn(own) }
    }
}
