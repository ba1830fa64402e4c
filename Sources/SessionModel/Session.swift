/// A session, read out of its record by the format that wrote it.
public struct Session: Hashable, Sendable {
    /// The id; nil where the store holds only its hash.
    public var id: SessionID?
    /// The record it was read from.
    public var record: StoredRecord
    /// The name of the format.
    public var format: String
    /// Which of the format's writers it looks like ("Python", "PHP 3.12"); nil where nothing tells.
    public var writer: String?
    /// The data, or why it can't be read.
    public var content: SessionContent
    /// Every clock that can end it.
    public var clocks: [SessionClock]
    /// The user's names by the user rule, the preferred one first; empty for an anonymous session.
    public var userNames: [String]
    /// When it was created, where the record says.
    public var createdAt: Timestamp?
    /// When it was last seen, where the record says.
    public var lastSeenAt: Timestamp?
    /// How long it lives after each request, in milliseconds, where that is known: what the life bar is drawn against.
    public var lifetime: Int64?
    /// Fields that belong to the framework and are best left alone.
    public var protectedPaths: [PayloadPath]
    /// Fields in which the framework only notes that the session was used: a change of these alone is no change.
    public var bookkeepingPaths: [PayloadPath]
    /// Why it may only be looked at; nil when it may be edited.
    public var viewOnlyReason: String?
    /// Whether its content is of a make that only its format writes, though it can't be looked into.
    public var isSealed = false
    /// What a person should know about it, a sentence each.
    public var notes: [String]

    /// Creates a session of which only the record is known.
    public init(record: StoredRecord, format: String, content: SessionContent) {
        self.record = record
        self.format = format
        self.content = content
        clocks = []
        userNames = []
        protectedPaths = []
        bookkeepingPaths = []
        notes = []
    }

    /// Its record's key.
    public var key: SessionKey { record.key }

    /// The preferred name of its user; nil for an anonymous session.
    public var user: String? { userNames.first }

    /// The payload, when it could be read.
    public var payload: Payload? {
        switch content {
        case .payload(let payload): payload
        case .unreadable: nil
        }
    }

    /// When it was last seen, as is known at `now`, the store's own time; nil where nothing tells. Where a deadline is
    /// counted from the last use, moving it moves that too, and a moment to come is none at which anybody was seen.
    public func lastSeen(at now: Timestamp) -> Timestamp? {
        lastSeenAt.flatMap { $0.milliseconds(since: now) > Self.clockTolerance ? nil : $0 }
    }

    /// How far clocks that tell the same time may be apart, in milliseconds.
    private static let clockTolerance: Int64 = 5000

    /// The clock that ends it.
    public var diesBy: SessionClock? {
        clocks.earliest.flatMap { $0.deadline == .never ? nil : $0 }
    }

    /// When it ends.
    public var deadline: Deadline { clocks.earliest?.deadline ?? .never }

    /// What it is at `now`.
    public func state(at now: Timestamp) -> SessionState {
        switch content {
        case .unreadable: .unreadable
        case .payload: deadline.hasPassed(at: now) ? .expired : .live
        }
    }
}

/// What a record's content turned out to be.
public enum SessionContent: Hashable, Sendable {
    /// The session's data.
    case payload(Payload)
    /// Nothing a session can be read from: why, in a sentence.
    case unreadable(String)
}

/// Whether a session is alive; the raw value is the word of the command line's JSON.
public enum SessionState: String, CaseIterable, Hashable, Sendable {
    /// Its framework accepts it.
    case live
    /// Its time is up, though the store still holds it.
    case expired
    /// The record can't be read as a session.
    case unreadable
}
