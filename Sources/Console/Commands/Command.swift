internal import TerminalKit

/// Something the operator can do, declared once: from the list of these come dispatch, footer, help, the actions menu,
/// the command line, the key table of the README and the check that no key means two things.
final class Command: Sendable {
    /// Its word on the command line.
    let name: String
    /// Its keys, the first one as it is shown.
    let keys: [KeyPress]
    /// What it does, in a sentence without a full stop.
    let title: String
    /// The word for it in the line of keys; nil keeps it out of there.
    let hint: String?
    /// Where it can be given.
    let views: Set<ViewKind>
    /// Whether it ends or changes something.
    let isDestructive: Bool
    /// Whether it is about the session under the cursor, or those that are marked: then it is about these for as long as it
    /// is being typed.
    let isAboutTarget: Bool
    /// Whether it moves the cursor and does nothing else.
    let isMovement: Bool
    /// Why it can't be given just now; nil when it can.
    let unless: @Sendable (Console) -> String?
    /// Whether, given this, it finds out itself why it can't be done: it is about something else then than what is
    /// under the cursor.
    let checksItself: @Sendable (_ argument: String) -> Bool
    /// Does it.
    let run: @Sendable (inout Console, _ argument: String) -> [Effect]

    init(
        _ name: String, keys: [KeyPress], title: String, hint: String? = nil, in views: Set<ViewKind>,
        isDestructive: Bool = false, isAboutTarget: Bool = false, isMovement: Bool = false,
        unless: @escaping @Sendable (Console) -> String? = { _ in nil },
        checksItself: @escaping @Sendable (String) -> Bool = { _ in false },
        run: @escaping @Sendable (inout Console, _ argument: String) -> [Effect]
    ) {
        self.name = name
        self.keys = keys
        self.title = title
        self.hint = hint
        self.views = views
        self.isDestructive = isDestructive
        self.isAboutTarget = isAboutTarget
        self.isMovement = isMovement
        self.unless = unless
        self.checksItself = checksItself
        self.run = run
    }

    convenience init(
        _ name: String, _ keys: KeyPress..., title: String, hint: String? = nil, in views: Set<ViewKind>,
        isDestructive: Bool = false, isAboutTarget: Bool = false,
        unless: @escaping @Sendable (Console) -> String? = { _ in nil },
        checksItself: @escaping @Sendable (String) -> Bool = { _ in false },
        run: @escaping @Sendable (inout Console, _ argument: String) -> [Effect]
    ) {
        self.init(
            name, keys: keys, title: title, hint: hint, in: views, isDestructive: isDestructive,
            isAboutTarget: isAboutTarget, unless: unless, checksItself: checksItself, run: run)
    }

    convenience init(
        _ name: String, _ keys: KeyPress..., title: String, hint: String? = nil, in views: Set<ViewKind>,
        unless: @escaping @Sendable (Console) -> String? = { _ in nil },
        move: @escaping @Sendable (inout Console) -> Void
    ) {
        self.init(name, keys: keys, title: title, hint: hint, in: views, unless: unless) { console, _ in
            move(&console)
            return []
        }
    }

    /// The same with other keys.
    func with(_ keys: [KeyPress]) -> Command {
        Command(
            name, keys: keys, title: title, hint: hint, in: views, isDestructive: isDestructive,
            isAboutTarget: isAboutTarget, isMovement: isMovement, unless: unless, checksItself: checksItself, run: run)
    }

    /// Every command there is.
    static let all: [Command] =
        listing + columns + naming + inspecting + acting + people + living + forecasting + following + alarming
        + copying
        + places + keeping + searching + viewing + terminal + movement

    /// Whether something can stand behind its word: then its title shows what.
    var takesArgument: Bool { title.contains(": \(name) ") }

    /// Whether it is to be gone on with in the prompt: it has no key, and takes an argument.
    var needsArgument: Bool { keys.isEmpty && takesArgument }

    /// The commands of a view, in the order of the list.
    static func of(_ view: ViewKind) -> [Command] { byView[view] ?? [] }

    /// The command of a word.
    static func named(_ name: String) -> Command? { byName[name] }

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    /// The command a key gives in a view.
    static func bound(to key: KeyPress, in view: ViewKind) -> Command? { byKey[view]?[key] }

    private static let byView: [ViewKind: [Command]] = Dictionary(
        uniqueKeysWithValues: ViewKind.allCases.map { view in (view, all.filter { $0.views.contains(view) }) })

    /// What each key gives; of two with the same key the first in the list.
    private static let byKey: [ViewKind: [KeyPress: Command]] = byView.mapValues { commands in
        Dictionary(commands.flatMap { command in command.keys.map { ($0, command) } }) { first, _ in first }
    }
}

extension Set<ViewKind> {
    static var everywhere: Set<ViewKind> { Set(ViewKind.allCases) }
    static var lists: Set<ViewKind> { Set(ViewKind.allCases) }
}

/// The key table, for the command line and the README.
public struct KeyTable {
    /// One command's row.
    public struct Row: Hashable, Sendable {
        /// Where it holds: the views' titles, or "everywhere".
        public var place: String
        /// The keys, by name.
        public var keys: [String]
        /// The word on the command line.
        public var name: String
        /// What it does.
        public var title: String
    }

    /// A row for each command, in the order in which they are declared.
    public static var rows: [Row] { rows(Vocabulary()) }

    /// The same with an operator's own keys.
    public static func rows(_ vocabulary: Vocabulary) -> [Row] {
        vocabulary.keyed(Command.all).map { command in
            let isEverywhere = command.views.count == ViewKind.allCases.count
            let places = ViewKind.allCases.filter(command.views.contains).map(\.title)
            return Row(
                place: isEverywhere ? "everywhere" : places.joined(separator: ", "), keys: command.keys.map(\.name),
                name: command.name, title: command.title)
        }
    }
}
