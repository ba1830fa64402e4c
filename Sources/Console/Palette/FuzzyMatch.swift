/// How well a text fits letters that were typed of it: all of them have to be there, in their order.
enum FuzzyMatch {
    /// The better the higher; nil where a letter is missing. Runs, and letters that begin a word, count for more.
    static func score(_ typed: String, in text: String) -> Int? {
        let letters = Array(typed.lowercased().utf8)
        let bytes = Array(text.lowercased().utf8)
        guard let first = letters.first else { return 0 }
        let starts = bytes.indices.filter { bytes[$0] == first }
        guard let best = starts.compactMap({ score(letters, in: bytes, from: $0) }).max() else { return nil }
        let whole = bytes == letters ? 60 : bytes.starts(with: letters) ? 30 : 0
        return best + whole - bytes.count / 4
    }

    /// Takes each letter at its next place, from a place of the first one on.
    private static func score(_ letters: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        var score = 0
        var place = start
        var last = -1
        for letter in letters {
            guard let found = text[place...].firstIndex(of: letter) else { return nil }
            let isWordStart = found == 0 || !isLetter(text[found - 1])
            score += 4 + (isWordStart ? 6 : 0)
            if last >= 0 { score += found == last + 1 ? 8 : -min(3, found - last - 1) }
            (last, place) = (found, found + 1)
        }
        return score
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte > 127 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
