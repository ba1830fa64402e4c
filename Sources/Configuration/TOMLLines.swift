internal import Synchronization

/// Where the keys of a TOML file stand. The parser does not tell, so the lines are looked at once more, when somebody asks.
struct TOMLLines: Hashable, Sendable {
    private let text: String
    private let found = Found()

    /// What a look at the lines found.
    private final class Found: Sendable {
        let lines = Mutex<[[String]: Int]?>(nil)
    }

    init(_ text: String) { self.text = text }

    static func == (left: TOMLLines, right: TOMLLines) -> Bool { left.text == right.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// The line of a key, or of the nearest table around it; from 1, nil where none is known.
    func line(of path: [String]) -> Int? {
        let lines = found.lines.withLock { lines in
            let known = lines ?? Self.lines(of: text)
            lines = known
            return known
        }
        var path = path
        while !path.isEmpty {
            if let line = lines[path] { return line }
            path.removeLast()
        }
        return nil
    }

    private static func lines(of text: String) -> [[String]: Int] {
        var lines: [[String]: Int] = [:]
        var table: [String] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let text = line.drop { $0 == " " || $0 == "\t" }
            if text.first == "[" {
                table = keys(text.drop { $0 == "[" }, until: "]")
                note(table, at: index + 1, in: &lines)
            } else if text.contains("="), text.first != "#" {
                note(table + keys(text, until: "="), at: index + 1, in: &lines)
            }
        }
        return lines
    }

    private static func note(_ path: [String], at line: Int, in lines: inout [[String]: Int]) {
        for count in path.indices where lines[Array(path[...count])] == nil { lines[Array(path[...count])] = line }
    }

    /// The parts of a dotted key, quotes taken off.
    private static func keys(_ text: Substring, until end: Character) -> [String] {
        var keys = [""]
        var quote: Character?
        for character in text {
            switch (character, quote) {
            case (let mark, let open?) where mark == open: quote = nil
            case ("\"", nil), ("'", nil): quote = character
            case (".", nil): keys.append("")
            case (end, nil): return keys.map(\.trimmingBlanks)
            default: keys[keys.count - 1].append(character)
            }
        }
        return []
    }
}
