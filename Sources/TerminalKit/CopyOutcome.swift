/// What became of a text that was to go into the clipboard.
public enum CopyOutcome: Hashable, Sendable {
    /// It was sent. Terminals do not answer, and one that allows no programs to copy drops it.
    case sent
    /// It is longer than terminals take; how many bytes they do.
    case tooLong(limit: Int)
    /// This terminal has no clipboard; its name.
    case noClipboard(String)
}
