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
    /// Complains about the first word or key of an operator's own that means something already.
    public func check(against inUse: WordsInUse) throws(ConfigurationError) {
        var meanings = Dictionary(inUse.commands.map { ($0, "a command of the console") }) { first, _ in first }
        let own =
            aliases.keys.map { ("aliases", $0, "an alias") } + filters.keys.map { ("filters", $0, "a filter") }
            + commands.map { ("commands", $0.name, "a command of your own") }
        for (table, word, meaning) in own.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
            if let taken = meanings[word] { throw .wordTaken("\(table).\(word)", place: place(table, word), by: taken) }
            meanings[word] = meaning
        }
        try checkKeys(inUse)
        let words = inUse.with(keys)
        for command in commands { try check(command, words) }
    }

    /// Complains about the first key that is for no command, or is another command's as well.
    private func checkKeys(_ inUse: WordsInUse) throws(ConfigurationError) {
        let known = inUse.bindings.map(\.command)
        for command in keys.keys.sorted() where !known.contains(command) {
            throw .badValue(
                key: "keys.\(command)", place: place("keys", command), value: command,
                expected: "the name of a command", nearest: NearestName.of(command, among: known))
        }
        let bindings = inUse.with(keys).bindings
        for mine in bindings where keys[mine.command] != nil {
            for other in bindings where other.command != mine.command {
                guard let view = mine.views.first(where: other.views.contains),
                    let key = mine.keys.first(where: other.keys.contains)
                else { continue }
                throw .wordTaken(
                    "keys.\(mine.command)", place: place("keys", mine.command),
                    by: "\(key.name), the key of \(other.command) in the \(view) view")
            }
        }
    }

    /// Complains about the first filter that is no query.
    ///
    /// - Parameter problem: What is wrong with a query, as a sentence; nil for one that is right.
    public func checkFilters(_ problem: (String) -> String?) throws(ConfigurationError) {
        for (name, text) in filters.sorted(by: { $0.key < $1.key }) {
            guard let words = problem(text) else { continue }
            throw .badValue(
                key: "filters.\(name)", place: place("filters", name), value: text,
                expected: "a query (\(words.hasSuffix(".") ? String(words.dropLast()) : words))", nearest: nil)
        }
    }

    private func check(_ command: CommandSetting, _ inUse: WordsInUse) throws(ConfigurationError) {
        let known = inUse.keys.keys.sorted()
        for view in command.views {
            guard let bound = inUse.keys[view] else {
                throw .badValue(
                    key: "commands.\(command.name).views", place: place("commands", command.name, "views"), value: view,
                    expected: known.listedAsChoice, nearest: NearestName.of(view, among: known))
            }
            guard let key = command.key?.name, let taken = bound[key] else { continue }
            throw .wordTaken(
                "commands.\(command.name).key", place: place("commands", command.name, "key"),
                by: "\(key), the key of \(taken) in the \(view) view")
        }
        let same = commands.first { other in
            other.name < command.name && other.key == command.key && command.key != nil
                && !Set(other.views).isDisjoint(with: command.views)
        }
        if let same {
            throw .wordTaken(
                "commands.\(command.name).key", place: place("commands", command.name, "key"),
                by: "the key of \(same.name)")
        }
    }

    private func place(_ path: String...) -> ConfigurationError.Place { .init(file: file, line: lines.line(of: path)) }
}
