internal import Operations

/// A question to the person at the terminal.
enum Question {
    /// Asks whether something may be done; anything but a yes is a no.
    static func isAnsweredYes(_ deed: String) -> Bool {
        Notice.write(bytes: Array("\(SafeText.line(deed))? [y/N] ".utf8))
        let answer = Interruption.whileAsking { LineReader.line(from: 0) } ?? ""
        return ["y", "yes"].contains(answer.lowercased())
    }
}
