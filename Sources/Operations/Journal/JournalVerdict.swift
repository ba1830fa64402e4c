/// What checking the journal came to.
public enum JournalVerdict: Hashable, Sendable {
    /// Every line is as it was written, and none is missing.
    case intact(count: Int)
    /// This line was changed, or one before it was taken out.
    case broken(line: Int)
    /// Lines are missing at the end.
    case cut(found: Int, expected: Int?)

    /// One sentence.
    public var sentence: String {
        switch self {
        case .intact(let count):
            "The journal is intact: \(count) line\(count == 1 ? "" : "s"), every one as it was written."
        case .broken(let line):
            "The journal was changed: line \(line) is not what was written, or lines before it are missing."
        case .cut(let found, let expected):
            "The journal was cut: \(found) line\(found == 1 ? "" : "s") found, "
                + "\(expected.map { "\($0) were written" } ?? "but its state file is missing")."
        }
    }
}
