internal import TerminalKit

/// The words and keys that mean something already, against which an operator's own are checked.
public struct WordsInUse: Sendable {
    /// The words of commands.
    public var commands: [String]
    /// The names of keys that are bound, by the word of the view, each with its command.
    public var keys: [String: [String: String]]

    /// Creates a set of words.
    public init(commands: [String], keys: [String: [String: String]]) {
        self.commands = commands
        self.keys = keys
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
        for command in commands { try check(command, inUse) }
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
