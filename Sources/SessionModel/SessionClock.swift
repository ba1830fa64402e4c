/// One of the things that can end a session.
public struct SessionClock: Hashable, Sendable {
    /// Where a clock is kept; the raw value is the word of the command line's JSON.
    public enum Kind: String, CaseIterable, Sendable {
        /// The store's own time to live.
        case store
        /// An expiry inside the record.
        case payload
        /// A limit since the last access.
        case idle
        /// A limit since creation.
        case absolute
    }

    /// Which clock it is.
    public var kind: Kind
    /// When it strikes.
    public var deadline: Deadline
    /// Where it was read, for a person: a field's name, "key TTL", "file modification time".
    public var source: String

    /// Creates a clock of a kind, with its deadline and the place it was read from.
    public init(_ kind: Kind, _ deadline: Deadline, source: String) {
        self.kind = kind
        self.deadline = deadline
        self.source = source
    }
}

extension Collection where Element == SessionClock {
    /// The clock that strikes first: the one the session dies by; nil when there is none that strikes at all.
    public var earliest: SessionClock? {
        self.min { $0.deadline < $1.deadline }
    }
}
