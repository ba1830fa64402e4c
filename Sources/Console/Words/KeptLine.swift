internal import SessionModel

/// Which command lines may be written down for the next run: none that may hold a secret.
enum KeptLine {
    /// Commands that are given a credential.
    private static let secretive: Set<String> = ["find"]

    /// Whether a line may be kept.
    ///
    /// - Parameters:
    ///   - line: The line, aliases in full.
    ///   - secrets: Which fields are hidden.
    static func isKept(_ line: String, hiding secrets: SecretRule) -> Bool {
        let words = line.split(separator: " ")
        guard let command = words.first, !secretive.contains(String(command)) else { return false }
        return !words.dropFirst().contains { word in looksLikeCredential(word) || namesSecret(word, secrets) }
    }

    /// Whether a word compares a field that is hidden: `csrf_token=abc`.
    private static func namesSecret(_ word: Substring, _ secrets: SecretRule) -> Bool {
        guard let end = word.firstIndex(where: { "=~<>".contains($0) }) else { return false }
        let field = word[..<end].drop { "!(.".contains($0) }
        return field.split(whereSeparator: { ".[]".contains($0) }).contains { secrets.hides(key: String($0)) }
    }

    /// Whether there is a run of letters and digits as ids have them: sixteen and more, with letters and digits mixed.
    private static func looksLikeCredential(_ word: Substring) -> Bool {
        var length = 0
        var changes = 0
        var wasDigit: Bool?
        for scalar in word.unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            guard isDigit || isLetter || scalar == "_" || scalar == "-" else {
                (length, changes, wasDigit) = (0, 0, nil)
                continue
            }
            length += 1
            if isDigit || isLetter {
                if let wasDigit, wasDigit != isDigit { changes += 1 }
                wasDigit = isDigit
            } else {
                wasDigit = nil
            }
            if length >= 16, changes >= 3 { return true }
        }
        return false
    }
}
