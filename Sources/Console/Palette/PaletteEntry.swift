internal import TerminalKit

/// Something the palette can run: a command of the place, or a line that was given before.
struct PaletteEntry: Hashable, Sendable {
    /// What runs it, as typed after `:`.
    var line: String
    var title: String
    var keys: [String]
    /// Why it can't be done just now; nil when it can.
    var reason: String?
    /// Whether it is to be gone on with in the prompt.
    var needsArgument = false

    /// How well it fits words that were typed; nil where one of them is not in it.
    ///
    /// - Parameter typed: All that was typed: a line that begins so comes first.
    func score(_ words: [String], _ typed: String) -> Int? {
        var sum = words.count > 1 && line.lowercased().hasPrefix(typed) ? 100 : 0
        for word in words {
            guard let score = score(word) else { return nil }
            sum += score
        }
        return sum
    }

    private func score(_ word: String) -> Int? {
        if keys.contains(where: { $0.lowercased() == word && $0.count > 1 }) { return 80 }
        let inTitle = Self.place(of: word, in: title.lowercased()).map { $0 ? 12 : 4 }
        return [FuzzyMatch.score(word, in: line), inTitle].compactMap { $0 }.max()
    }

    /// Whether a word stands at the beginning of a word of a text; nil where it does not stand in it.
    private static func place(of word: String, in text: String) -> Bool? {
        guard text.contains(word) else { return nil }
        return text.split(separator: " ").contains { $0.hasPrefix(word) }
    }
}

extension Console {
    /// All that can be given here, as it is declared, and after that what was given in this run, the newest first.
    var paletteEntries: [PaletteEntry] {
        let commands = commands(of: view).map { command in
            PaletteEntry(
                line: command.name, title: command.title, keys: command.keys.map(\.name), reason: command.unless(self),
                needsArgument: command.needsArgument)
        }
        let filters = filterNames.map { name in
            PaletteEntry(
                line: name, title: "Filter: \(Printable.text(filter(named: name) ?? ""))", keys: [], reason: nil)
        }
        let names = Set(commands.map(\.line))
        var seen: Set<String> = []
        let given = (histories[.command]?.entries ?? []).reversed().filter { line in
            // A pasted cookie is a credential, and is shown nowhere again.
            let word = line.split(separator: " ").first.map(String.init) ?? ""
            return line != word && names.contains(word) && word != "find" && seen.insert(line).inserted
        }
        return commands + filters
            + given.prefix(50).map { PaletteEntry(line: $0, title: "given before", keys: [], reason: nil) }
    }
}
