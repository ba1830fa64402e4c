/// What the console remembers of a profile from one run to the next.
public struct ProfileMemory: Hashable, Sendable {
    /// Columns that were added, as they are written, and after a dash the names of those that were taken away.
    public var columns: [String] = []
    /// Saved filters, by name.
    public var filters: [String: String] = [:]
    /// What the list is sorted by, with a dash before it where the order is inverted; nil for the usual.
    public var sort: String?
    /// Command lines, the newest last; none with a secret in it.
    public var history: [String] = []

    /// How many command lines are kept.
    public static let longestHistory = 200
    /// How many filters can be saved.
    public static let mostFilters = 200

    /// Creates an empty memory.
    public init() {}

    /// Something that is to be remembered from now on.
    public enum Change: Hashable, Sendable {
        /// The columns that were added and taken away.
        case columns([String])
        /// A filter under a name; nil forgets it.
        case filter(String, String?)
        /// What the list is sorted by.
        case sort(String)
        /// A command line that was given.
        case command(String)
    }

    /// Takes a change in.
    public mutating func take(_ change: Change) {
        switch change {
        case .columns(let texts): columns = texts
        case .filter(let name, let text): filters[name] = text
        case .sort(let text): sort = text
        case .command(let line):
            guard !line.isEmpty, line != history.last else { return }
            history.append(line)
            history.removeFirst(max(0, history.count - Self.longestHistory))
        }
    }
}
