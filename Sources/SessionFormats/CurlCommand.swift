/// A command line of curl, or the options of one, as a browser's "copy as cURL" gives it.
struct CurlCommand {
    /// The cookies it sends, as in a Cookie header; nil where the text is no such command or sends none.
    let cookies: String?

    /// Reads a pasted text.
    init(_ text: String) {
        let words = Self.words(text)
        guard words.count > 1, let first = words.first, first == "curl" || first.hasPrefix("-") else {
            cookies = nil
            return
        }
        let all = zip(words, words.dropFirst() + [""]).compactMap(Self.cookies)
        cookies = all.isEmpty ? nil : all.joined(separator: "; ")
    }

    private static func cookies(_ word: String, next: String) -> String? {
        switch word {
        case "-b", "--cookie": next
        case "-H", "--header": next.lowercased().hasPrefix("cookie:") ? String(next.dropFirst(7)) : nil
        case _ where word.hasPrefix("--cookie="): String(word.dropFirst(9))
        case _ where word.hasPrefix("-b"): String(word.dropFirst(2))
        default: nil
        }
    }

    /// The words as a shell takes them apart, as far as browsers make use of that.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isWord = false
        var quote: Character?
        for character in text {
            switch character {
            case _ where character == quote: quote = nil
            case "'" where quote == nil, "\"" where quote == nil:
                quote = character
                isWord = true
            case " " where quote == nil, "\t" where quote == nil, "\n" where quote == nil:
                if isWord { words.append(word) }
                word = ""
                isWord = false
            default:
                word.append(character)
                isWord = true
            }
        }
        return isWord ? words + [word] : words
    }
}
