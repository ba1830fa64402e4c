/// Something that a framework keeps in a key-value store because of a session, beside the session's record.
public struct Companion: Hashable, Sendable {
    /// What it is.
    public enum Form: String, CaseIterable, Hashable, Sendable {
        /// A key by itself, whatever is under it.
        case key
        /// A member of the set under the key.
        case member
        /// A member of the sorted set under the key.
        case scoredMember
    }

    /// What it is.
    public var form: Form
    /// Where it is.
    public var key: SessionKey
    /// How the application may have written the member, each way a possible one; empty for a key by itself.
    public var spellings: [[UInt8]]

    /// Creates a companion.
    public init(_ form: Form, _ key: SessionKey, spellings: [[UInt8]] = []) {
        self.form = form
        self.key = key
        self.spellings = spellings
    }
}

/// What happens to a companion along with its session. Where the companion is not there, nothing does.
public struct CompanionStep: Hashable, Sendable {
    /// What is there.
    public var companion: Companion
    /// What it becomes, of the same form and with as many spellings; nil: it ends.
    public var successor: Companion?
    /// When it is to end by itself from then on; for a member, how long its set has to last at least. Nil leaves it.
    public var expiry: Deadline?
    /// The score of a member of a sorted set from then on; nil leaves it.
    public var score: Int64?

    /// Creates a step.
    public init(
        _ companion: Companion, becomes successor: Companion? = nil, expiry: Deadline? = nil, score: Int64? = nil
    ) {
        self.companion = companion
        self.successor = successor
        self.expiry = expiry
        self.score = score
    }

    /// The step that takes this one back, for one that changes no more than where a companion is.
    public var reversed: CompanionStep? { successor.map { CompanionStep($0, becomes: companion) } }
}

/// A companion as it was when it ended with its session.
public struct ArchivedCompanion: Hashable, Sendable {
    /// What it was.
    public var form: Companion.Form
    /// Where it was.
    public var key: SessionKey
    /// The member, or the store's own serialization of what was under the key.
    public var content: [UInt8]
    /// The score, as the store writes it; nil where there is none.
    public var score: [UInt8]?
    /// When the key was to end.
    public var expiry: Deadline

    /// Creates an archived companion.
    public init(
        _ form: Companion.Form, _ key: SessionKey, content: [UInt8], score: [UInt8]? = nil, expiry: Deadline
    ) {
        self.form = form
        self.key = key
        self.content = content
        self.score = score
        self.expiry = expiry
    }
}
