extension StringProtocol {
    /// The text without the blanks, tabs and line ends around it.
    var trimmingBlanks: String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || ("\t"..."\r").contains(scalar) }
        let tail = unicodeScalars.drop(while: isBlank)
        guard let last = tail.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(String.UnicodeScalarView(tail[...last]))
    }

    /// The parts between commas, without blanks around them and without empty ones.
    var commaSeparated: [String] { split(separator: ",").map(\.trimmingBlanks).filter { !$0.isEmpty } }

    /// A path with its leading `~/` spelled out.
    func expandingHome(_ home: String) -> String {
        hasPrefix("~/") && !home.isEmpty ? home + dropFirst(1) : String(self)
    }
}

extension Sequence<String> {
    /// The words as a sentence lists them: `a`, `a and b`, `a, b and c`.
    var listed: String { listed(with: "and") }

    /// The words as a sentence lists what can be chosen: `a, b or c`.
    var listedAsChoice: String { listed(with: "or") }

    private func listed(with word: String) -> String {
        let words = Array(self)
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(word) \(last)"
    }
}
