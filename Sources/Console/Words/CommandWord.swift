/// A word of a command line: what stands between blanks, or between double quotes, where a backslash before a quote or a
/// backslash means it itself, as in queries.
struct CommandWord: Hashable, Sendable {
    var text: String
    /// Whether any of it stood between quotes, so that it is a name and no option.
    var isQuoted: Bool
    /// Where it stands in the line, as it is written there.
    var place: Range<String.Index>

    /// Whether it is an option, and no name that begins like one.
    var isOption: Bool { text.hasPrefix("--") && !isQuoted }

    /// The words of a line; nil where a quote is not closed.
    static func split(_ line: String) -> [CommandWord]? {
        var words: [CommandWord] = []
        var word: CommandWord?
        var (isInside, isEscaped) = (false, false)
        // Scalars, so that an accent behind a quote can't hide it.
        for place in line.unicodeScalars.indices {
            let scalar = line.unicodeScalars[place]
            let end = line.unicodeScalars.index(after: place)
            if isInside, !isEscaped, scalar == "\\" {
                isEscaped = true
                continue
            }
            if scalar == "\"", !isEscaped {
                isInside.toggle()
                let start = word?.place.lowerBound ?? place
                word = CommandWord(text: word?.text ?? "", isQuoted: true, place: start..<end)
            } else if scalar.properties.isWhitespace, !isInside {
                if let word { words.append(word) }
                word = nil
            } else {
                var text = word?.text ?? ""
                if isEscaped, scalar != "\"", scalar != "\\" { text.unicodeScalars.append("\\") }
                text.unicodeScalars.append(scalar)
                let start = word?.place.lowerBound ?? place
                word = CommandWord(text: text, isQuoted: word?.isQuoted ?? false, place: start..<end)
            }
            isEscaped = false
        }
        if let word { words.append(word) }
        return isInside ? nil : words
    }

    /// A name as a line takes it: in quotes where it would be something else without.
    static func quoted(_ name: String) -> String {
        let isPlain =
            !name.isEmpty && !name.hasPrefix("--")
            && !name.unicodeScalars.contains { $0 == "\"" || $0.properties.isWhitespace }
        if isPlain { return name }
        var text = "\"".unicodeScalars
        for scalar in name.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text.append("\\") }
            text.append(scalar)
        }
        text.append("\"")
        return String(text)
    }
}
