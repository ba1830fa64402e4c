/// A column that the list of any store has; the raw value is its word.
public enum UsualColumn: String, CaseIterable, Hashable, Sendable {
    /// How long a session has left.
    case ttl
    /// The same as a bar.
    case life
    /// Whose it is.
    case user
    /// Its id, shortened.
    case id
    /// The store it is from.
    case from
    /// How long ago it was last seen.
    case idle
    /// How long ago it was created.
    case age
    /// The visitor's network address.
    case ip
    /// Which application wrote it.
    case app
    /// The size of its record.
    case size
    /// What just happened to it, and what is odd about it.
    case flags

    /// Whether no list goes without it.
    public var isFixed: Bool {
        switch self {
        case .ttl, .user, .id, .flags: true
        case .life, .from, .idle, .age, .ip, .app, .size: false
        }
    }
}
