internal import SessionModel
public import TerminalKit

/// An operator's own words and keys, as they are configured: other words and keys for commands, filters with names,
/// commands of their own.
public struct Vocabulary: Hashable, Sendable {
    /// Command lines by the word that stands for them.
    public var aliases: [String: String]
    /// Queries by name.
    public var filters: [String: String]
    /// Commands that run programs.
    public var commands: [OwnCommand]
    /// Keys in place of a command's own, by its word.
    public var keys: [String: [KeyPress]]

    /// Creates a vocabulary.
    public init(
        aliases: [String: String] = [:], filters: [String: String] = [:], commands: [OwnCommand] = [],
        keys: [String: [KeyPress]] = [:]
    ) {
        self.aliases = aliases
        self.filters = filters
        self.commands = commands
        self.keys = keys
    }

    /// Commands with the keys that they have here.
    func keyed(_ commands: [Command]) -> [Command] {
        guard !keys.isEmpty else { return commands }
        return commands.map { command in keys[command.name].map(command.with) ?? command }
    }

    /// The key of a command as sentences name it: the first that gives it here, or its word where none does.
    func keyName(_ command: String) -> String {
        (keys[command] ?? Command.named(command)?.keys ?? []).first?.name ?? ":\(command)"
    }

    /// The words that commands have anyway: none of an operator's own may be one of them.
    public static var taken: [String] { Command.all.map(\.name) + Console.shortWords.keys }

    /// A line with the alias it begins with put in full, and those that this one begins with; nil where they go round in
    /// a circle.
    func expanded(_ line: String) -> String? {
        var line = line
        for _ in 0..<Self.deepest {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
            guard let word = parts.first, let meant = aliases[word] else { return line }
            line = ([meant] + parts.dropFirst()).joined(separator: " ")
        }
        return nil
    }

    private static let deepest = 10
}
