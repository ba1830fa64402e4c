public import SessionModel

/// A store of sessions: it moves bytes and deadlines and reports changes, and knows no framework.
///
/// All calls may be made from any thread and never block the caller's; cancelling the task ends every wait.
public protocol SessionStore: Sendable {
    /// What the store is and where, without any secret.
    var identity: StoreIdentity { get }

    /// The layouts by which it reads, as they were given to it, where it found those that fit and leaves out the others; nil,
    /// the default, where it reads by all.
    var layouts: [Layout]? { get }

    /// Reads from now on by these layouts, the narrower ones that a look into it found, before anything else is begun with
    /// it; false, the default, for a store that has to be opened again for that.
    func narrow(to layouts: [Layout]) async -> Bool

    /// What may be done with it just now; screens ask this instead of naming stores.
    var abilities: StoreAbilities { get async }

    /// Finds out what the store is, what may be done and what is missing. Changes nothing.
    func examine() async throws(StoreError) -> StoreExamination

    /// Lists every record the layouts claim, in pages, each at most once unless the store says so, until the listing
    /// is complete or the task is cancelled. Bounded batches, at the pace asked for.
    ///
    /// - Parameter deliver: Called for each page, on a thread of the store's; the first page comes at once.
    func scan(_ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void) async throws(StoreError)

    /// The records under `keys`, nil where there is none; content above `limit` bytes is cut to its head.
    ///
    /// A few hundred keys at the most: the batch goes to the store as one.
    func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?]

    /// Whole keys that begin with `prefix` (at most `limit` of them), without listing the whole store where it can be
    /// avoided.
    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey]

    /// Writes a record if the store still holds the revision the write names. Never creates one, and moves the
    /// deadline only as asked.
    func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome

    /// Gives a record a free key, in one step where the store can, its content, deadline and attributes untouched.
    func move(_ key: SessionKey, to newKey: SessionKey, expecting: Revision) async throws(StoreError) -> MoveOutcome

    /// The same, and in the same step what becomes of the record's companions. A store that knows no companions, the
    /// default, moves the record alone.
    func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision, companions: [CompanionStep]
    ) async throws(StoreError) -> MoveOutcome

    /// What can be kept of the records under `keys`, nil where there is none: what is saved before they are ended. Changes
    /// nothing; content above `limit` bytes is not kept. The default keeps what `records` reads.
    func archived(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [ArchivedRecord?]

    /// Ends records and gives back what was ended, each whole as it was at its end, or why it could not be kept.
    func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome]

    /// Brings a record back under its own key, if that is free, with its absolute deadline.
    func restore(_ record: ArchivedRecord) async throws(StoreError) -> RestoreOutcome

    /// Reports changes until the task is cancelled or the connection is lost for good. Reconnects by itself, and
    /// reports the gap.
    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError)

    /// How many records the server has thrown out for want of memory since it was started; nil, the default, where it
    /// never does such a thing. Changes nothing, and costs next to nothing.
    func evictions() async throws(StoreError) -> Int?

    /// What an operator may set up so that changes are told instead of looked for, and whether it is there; nil where
    /// there is no such thing. Changes nothing.
    func feedSetup() async throws(StoreError) -> FeedSetup?

    /// Sets up what `feedSetup` shows, as one act of an operator's: all of it or nothing. Harmless when it is there.
    ///
    /// - Returns: What is there afterwards.
    /// - Throws: `.readOnly` for a store that was opened so, `.notPermitted` with the command that would change it.
    func installFeed() async throws(StoreError) -> FeedSetup

    /// Takes away what `installFeed` set up, without a trace. Harmless when it is not there.
    ///
    /// - Returns: What is there afterwards.
    /// - Throws: As `installFeed`.
    func removeFeed() async throws(StoreError) -> FeedSetup

    /// Closes all connections. Calls made afterwards throw.
    func close() async
}

extension SessionStore {
    public var layouts: [Layout]? { nil }

    public func narrow(to layouts: [Layout]) async -> Bool { false }

    public func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision, companions: [CompanionStep]
    ) async throws(StoreError) -> MoveOutcome {
        try await move(key, to: newKey, expecting: expecting)
    }

    public func evictions() async throws(StoreError) -> Int? { nil }

    public func archived(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [ArchivedRecord?] {
        try await records(keys, limit: limit).map { $0.map(ArchivedRecord.init(reading:)) }
    }

    public func feedSetup() async throws(StoreError) -> FeedSetup? { nil }

    public func installFeed() async throws(StoreError) -> FeedSetup {
        throw nothingToSetUp("setting up its change feed")
    }

    public func removeFeed() async throws(StoreError) -> FeedSetup { throw nothingToSetUp("removing its change feed") }

    private func nothingToSetUp(_ action: String) -> StoreError {
        StoreError(
            .unsuitable, while: action, on: identity.address,
            detail: "\(identity.engine) has no change feed that could be set up")
    }
}

/// What a store is, for people.
public struct StoreIdentity: Hashable, Sendable {
    /// The engine's name as a person writes it: "Redis", "Valkey", "files".
    public var engine: String
    /// The address as a URL without user name's password or any other secret.
    public var address: String
    /// The address as it is the same from every working directory.
    public var fixedAddress: String

    /// Creates an identity.
    ///
    /// - Parameter fixedAddress: nil where the address has no path that begins in the working directory.
    public init(engine: String, address: String, fixedAddress: String? = nil) {
        self.engine = engine
        self.address = address
        self.fixedAddress = fixedAddress ?? address
    }
}

/// What can be done with a store.
public struct StoreAbilities: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Its records can be listed.
    public static let list = StoreAbilities(rawValue: 1)
    /// A record can be changed.
    public static let edit = StoreAbilities(rawValue: 2)
    /// A record can be ended.
    public static let end = StoreAbilities(rawValue: 4)
    /// A deadline can be moved.
    public static let setDeadline = StoreAbilities(rawValue: 8)
    /// A record can be given another key.
    public static let move = StoreAbilities(rawValue: 16)
    /// An ended record can be brought back.
    public static let restore = StoreAbilities(rawValue: 32)
    /// The store reports changes by itself.
    public static let push = StoreAbilities(rawValue: 64)

    /// All of them.
    public static let all: StoreAbilities = [.list, .edit, .end, .setDeadline, .move, .restore, .push]
    /// All that change nothing.
    public static let reading: StoreAbilities = [.list, .push]
}

/// How a listing goes.
public struct ScanRequest: Sendable {
    /// How hard the store may be worked.
    public enum Pace: Hashable, Sendable {
        /// As fast as the store answers.
        case full
        /// At most a quarter of the store's time.
        case polite
        /// Full for stores of at most 100,000 records, polite above.
        case bySize
    }

    /// How hard the store may be worked.
    public var pace: Pace
    /// Whether the glance gets every record's content; where false it is called only if the store reads content anyway.
    public var readsContent: Bool
    /// Reads a record at a glance; a store that lists without content fills key and deadline itself.
    public var glance: RecordGlance
    /// Whether the glance may be given `RowFacts.unasked` for a modification time: it says itself when it needs one.
    public var asksForModification: Bool
    /// Whether records that may not be read are passed over, where the store knows that without reading them.
    public var passesOverForbidden = false
    /// After how many rows the store may end the listing by itself; one that does not is cancelled.
    public var enough: Int

    /// Creates a request.
    public init(
        pace: Pace = .bySize, readsContent: Bool = false, asksForModification: Bool = false, enough: Int = .max,
        glance: @escaping RecordGlance
    ) {
        self.pace = pace
        self.readsContent = readsContent
        self.asksForModification = asksForModification
        self.enough = enough
        self.glance = glance
    }
}

/// A change to a record, to be made only if nobody has changed it since it was read.
public struct RecordWrite: Hashable, Sendable {
    /// Where the record is.
    public var key: SessionKey
    /// What the store must still hold.
    public var expecting: Revision
    /// The new content; nil leaves it.
    public var content: [UInt8]?
    /// What happens to the store's own deadline.
    public var expiry: ExpiryChange
    /// What happens to the modification time, in stores that have one.
    public var modified: ModifiedChange
    /// What becomes of the record's companions in the same step, in a store that knows them.
    public var companions: [CompanionStep] = []

    /// What a write does to the store's own deadline.
    public enum ExpiryChange: Hashable, Sendable {
        /// It stays, to the store's own resolution.
        case keep
        /// It becomes this.
        case set(Deadline)
    }

    /// What a write does to a modification time.
    public enum ModifiedChange: Hashable, Sendable {
        /// It is set by the write, as for any other.
        case now
        /// It stays: it is a clock of the session.
        case keep
        /// It becomes this: it is the clock that is being moved.
        case set(Timestamp)
    }

    /// Creates a write.
    public init(
        key: SessionKey, expecting: Revision, content: [UInt8]?, expiry: ExpiryChange = .keep,
        modified: ModifiedChange = .now
    ) {
        self.key = key
        self.expecting = expecting
        self.content = content
        self.expiry = expiry
        self.modified = modified
    }
}

/// What came of a conditional write.
public enum WriteOutcome: Hashable, Sendable {
    /// Written; the record as read back.
    case done(StoredRecord)
    /// Not written: the store holds something else now.
    case changed(StoredRecord)
    /// Not written: the record is gone.
    case gone
}

/// What came of giving a record another key.
public enum MoveOutcome: Hashable, Sendable {
    /// Moved; the record as read back under its new key.
    case done(StoredRecord)
    /// Not moved: the store holds something else under the old key now.
    case changed(StoredRecord)
    /// Not moved: the record is gone.
    case gone
    /// Not moved: the new key is taken.
    case occupied
}

/// One record to end.
public struct EndRequest: Hashable, Sendable {
    /// Which.
    public var key: SessionKey
    /// What the store must still hold; nil ends it whatever it holds (a session that is in use changes all the time).
    public var expecting: Revision?
    /// What belongs to it and ends in the same step, in a store that knows companions.
    public var companions: [CompanionStep] = []

    /// Creates a request.
    public init(_ key: SessionKey, expecting: Revision? = nil) {
        self.key = key
        self.expecting = expecting
    }
}

/// What came of ending a record.
public enum EndOutcome: Hashable, Sendable {
    /// Ended: what it was, for bringing it back.
    case done(ArchivedRecord)
    /// There was none.
    case gone
    /// Not ended: the store holds something else than was expected.
    case changed(StoredRecord)
    /// Not ended, with the store's reason.
    case failed(StoreError)
}

/// A record as it was when it was ended: all that bringing it back needs.
public struct ArchivedRecord: Hashable, Sendable {
    /// Its key.
    public var key: SessionKey
    /// Its content, or the store's own serialization of it.
    public var content: [UInt8]
    /// Whether `content` is the store's own serialization (Redis DUMP) instead of the plain value.
    public var isSerialized: Bool
    /// The store's own deadline, absolute; nil where it keeps none.
    public var expiry: Deadline?
    /// When it was last written, where the store tells.
    public var modified: Timestamp?
    /// Owner and rights of a file.
    public var ownership: FileOwnership?
    /// What its row has beside key, content and deadline. These as well where no session can be read from them, and the
    /// deadline where its column tells more than milliseconds; then they count.
    public var columns: [ArchivedColumn] = []
    /// Why its content was not kept, so that nothing can bring it back; nil where all of it is here.
    public var unkept: String?
    /// What belonged to it and ended with it.
    public var companions: [ArchivedCompanion] = []
    /// The kind of store it was in, where that has been noted; nil for the one it is brought back to.
    public var kind: Layout.Kind?

    /// Creates an archived record.
    public init(
        key: SessionKey, content: [UInt8], isSerialized: Bool = false, expiry: Deadline? = nil,
        modified: Timestamp? = nil, ownership: FileOwnership? = nil
    ) {
        self.key = key
        self.content = content
        self.isSerialized = isSerialized
        self.expiry = expiry
        self.modified = modified
        self.ownership = ownership
    }
}

extension ArchivedRecord {
    /// Creates what can be kept of a record that was read.
    public init(reading record: StoredRecord) {
        self.init(
            key: record.key, content: record.content.bytes ?? [], expiry: record.expiry, modified: record.modified)
        switch record.content {
        case .bytes: break
        case .head: unkept = "it had \(record.size) bytes, more than is kept"
        case .foreign(let kind): unkept = "it was a \(kind)"
        }
    }
}

/// Who owns a file and what they may do with it.
public struct FileOwnership: Hashable, Sendable {
    /// The owner's number.
    public var user: UInt32
    /// The group's number.
    public var group: UInt32
    /// The permission bits.
    public var mode: UInt32
    /// The extended attributes that carry access control lists, by name.
    public var attributes: [String: [UInt8]]

    /// Creates an ownership.
    public init(user: UInt32, group: UInt32, mode: UInt32, attributes: [String: [UInt8]] = [:]) {
        self.user = user
        self.group = group
        self.mode = mode
        self.attributes = attributes
    }
}

/// What came of bringing a record back.
public enum RestoreOutcome: Hashable, Sendable {
    /// It is back; as read back.
    case done(StoredRecord)
    /// Its key lives again, with other content.
    case occupied
    /// Its deadline has passed.
    case expired
}
