public import TerminalKit

/// The words and keys that mean something already, against which an operator's own are checked.
public struct WordsInUse: Sendable {
    /// The words of commands.
    public var commands: [String]
    /// The names of keys that are bound, by the word of the view, each with its command.
    public var keys: [String: [String: String]]
    /// The commands whose keys may be others.
    public var bindings: [Binding]

    /// A command with its own keys.
    public struct Binding: Hashable, Sendable {
        /// The command's word.
        public var command: String
        /// The words of the views it can be given in.
        public var views: [String]
        /// Its keys.
        public var keys: [KeyPress]

        /// Creates a binding.
        public init(command: String, views: [String], keys: [KeyPress]) {
            self.command = command
            self.views = views
            self.keys = keys
        }
    }

    /// Creates a set of words.
    public init(commands: [String], keys: [String: [String: String]], bindings: [Binding] = []) {
        self.commands = commands
        self.keys = keys
        self.bindings = bindings
    }

    /// The same with other keys for some commands.
    func with(_ keys: [String: [KeyPress]]) -> WordsInUse {
        var words = self
        for (command, presses) in keys.sorted(by: { $0.key < $1.key }) {
            for view in words.keys.keys { words.keys[view] = words.keys[view]?.filter { $0.value != command } }
            for place in words.bindings.indices where words.bindings[place].command == command {
                words.bindings[place].keys = presses
            }
        }
        for binding in words.bindings where keys[binding.command] != nil {
            for view in binding.views where words.keys[view] != nil {
                for press in binding.keys { words.keys[view]?[press.name] = binding.command }
            }
        }
        return words
    }
}

extension ConfigurationFile {
    /// Leaves out the words and keys of an operator's own that mean something already, and the filters that are no
    /// queries, each with a warning that names it: all else is as it was written.
    ///
    /// - Parameters:
    ///   - inUse: The words that mean something already, asked for only where there are words of an operator's own.
    ///   - problem: What is wrong with a query, as a sentence; nil for one that is right.
    public mutating func leaveOutClashes(
        with inUse: @autoclosure () -> WordsInUse, problem: (_ query: String) -> String?
    ) {
        guard hasOwnWords else { return }
        let inUse = inUse()
        leaveOutTakenWords(inUse)
        leaveOutFilters(problem)
        while let (command, error) = firstTakenKey(inUse) {
            keys[command] = nil
            leaveOut("keys.\(command)", error)
        }
        let words = inUse.with(keys)
        for command in commands { leaveOutMisplaced(command, words) }
    }

    /// Whether there is a word or a key of the operator's own.
    private var hasOwnWords: Bool { !(keys.isEmpty && aliases.isEmpty && filters.isEmpty && commands.isEmpty) }

    private mutating func leaveOutTakenWords(_ inUse: WordsInUse) {
        var meanings = Dictionary(inUse.commands.map { ($0, "a command of the console") }) { first, _ in first }
        let own =
            aliases.keys.map { ("aliases", $0, "an alias") } + filters.keys.map { ("filters", $0, "a filter") }
            + commands.map { ("commands", $0.name, "a command of your own") }
        for (table, word, meaning) in own.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
            guard let taken = meanings[word] else {
                meanings[word] = meaning
                continue
            }
            switch table {
            case "aliases": aliases[word] = nil
            case "filters": filters[word] = nil
            default: commands.removeAll { $0.name == word }
            }
            leaveOut(
                "\(table).\(word)", .wordTaken("\(table).\(word)", place: place(table, word), by: taken))
        }
    }

    /// The first key that is for no command, or is another command's as well.
    private func firstTakenKey(_ inUse: WordsInUse) -> (command: String, ConfigurationError)? {
        let known = inUse.bindings.map(\.command)
        for command in keys.keys.sorted() where !known.contains(command) {
            return (
                command,
                .badValue(
                    key: "keys.\(command)", place: place("keys", command), value: command,
                    expected: "the name of a command", nearest: NearestName.of(command, among: known))
            )
        }
        let bindings = inUse.with(keys).bindings
        for mine in bindings where keys[mine.command] != nil {
            for other in bindings where other.command != mine.command {
                guard let view = mine.views.first(where: other.views.contains),
                    let key = mine.keys.first(where: other.keys.contains)
                else { continue }
                return (
                    mine.command,
                    .wordTaken(
                        "keys.\(mine.command)", place: place("keys", mine.command),
                        by: "\(key.name), the key of \(other.command) in the \(view) view")
                )
            }
        }
        return nil
    }

    private mutating func leaveOutFilters(_ problem: (String) -> String?) {
        for (name, text) in filters.sorted(by: { $0.key < $1.key }) {
            guard let words = problem(text) else { continue }
            filters[name] = nil
            leaveOut(
                "filters.\(name)",
                .badValue(
                    key: "filters.\(name)", place: place("filters", name), value: text,
                    expected: "a query (\(words.hasSuffix(".") ? String(words.dropLast()) : words))", nearest: nil))
        }
    }

    /// Leaves a command out that is for a view that is none, and the key of one whose key is another's.
    private mutating func leaveOutMisplaced(_ command: CommandSetting, _ inUse: WordsInUse) {
        let known = inUse.keys.keys.sorted()
        if let view = command.views.first(where: { inUse.keys[$0] == nil }) {
            commands.removeAll { $0.name == command.name }
            return leaveOut(
                "commands.\(command.name)",
                .badValue(
                    key: "commands.\(command.name).views", place: place("commands", command.name, "views"), value: view,
                    expected: known.listedAsChoice, nearest: NearestName.of(view, among: known)))
        }
        guard let taken = meaning(ofKeyOf: command, inUse),
            let place = commands.firstIndex(where: { $0.name == command.name })
        else { return }
        commands[place].key = nil
        let name = "commands.\(command.name).key"
        leaveOut(name, .wordTaken(name, place: self.place("commands", command.name, "key"), by: taken))
    }

    /// What the key of a command means already; nil where it is free.
    private func meaning(ofKeyOf command: CommandSetting, _ inUse: WordsInUse) -> String? {
        guard let key = command.key else { return nil }
        for view in command.views {
            if let taken = inUse.keys[view]?[key.name] { return "\(key.name), the key of \(taken) in the \(view) view" }
        }
        let same = commands.first { other in
            other.name < command.name && other.key == key && !Set(other.views).isDisjoint(with: command.views)
        }
        return same.map { "the key of \($0.name)" }
    }

    private func place(_ path: String...) -> ConfigurationError.Place { .init(file: file, line: lines.line(of: path)) }
}
