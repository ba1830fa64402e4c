public import SessionFormats
public import SessionModel
public import StoreKit

/// A store that is open, with the formats that read it: what every screen and every verb works on.
public struct OpenStore: Sendable {
    /// What it is called: the profile's name, or the address.
    public var name: String
    /// The store.
    public var store: any SessionStore
    /// The formats, in the order in which they are asked.
    public var formats: [SessionFormat]
    /// What reading depends on beside the record.
    public var context: FormatContext
    /// All formats that the address allows; nil where these are the ones above. A look into the store leaves only those
    /// that have sessions now.
    public var allowed: Allowed?
    /// Which fields are hidden.
    public var secrets: SecretRule
    /// Whether acts need more ceremony here.
    public var isProduction: Bool
    /// Whether nothing may be changed.
    public var isReadOnly: Bool
    /// Whether that is by its profile, and not by an option.
    public var isReadOnlyByProfile = false
    /// How far the store's clock is ahead of ours, in milliseconds.
    public var clockSkew: Int64
    /// Until when it may be written to, by our clock; nil for no such limit.
    public var writableUntil: Timestamp?

    /// Which alarms are on here; nil where that is as everywhere.
    public var alarms: AlarmRules?

    /// Formats, with what reading by them depends on.
    public struct Allowed: Sendable {
        var formats: [SessionFormat]
        var context: FormatContext

        /// Creates a set of formats.
        public init(_ formats: [SessionFormat], _ context: FormatContext) {
            self.formats = formats
            self.context = context
        }
    }

    /// The store as it is read by all formats that the address allows: what was ended may be of one that has no session
    /// left.
    var asAllowed: OpenStore {
        guard let allowed else { return self }
        var store = self
        (store.formats, store.context) = (allowed.formats, allowed.context)
        return store
    }

    /// How much of a record is read to look into it, in bytes: 8 MiB.
    public static let readLimit = 8 << 20
    /// How many records go into one question.
    public static let batch = 200

    /// Creates an open store.
    public init(
        name: String, store: any SessionStore, formats: [SessionFormat], context: FormatContext,
        secrets: SecretRule = SecretRule(), isProduction: Bool = false, isReadOnly: Bool = false, clockSkew: Int64 = 0
    ) {
        self.name = name
        self.store = store
        self.formats = formats
        self.context = context
        self.secrets = secrets
        self.isProduction = isProduction
        self.isReadOnly = isReadOnly
        self.clockSkew = clockSkew
    }

    /// Why nothing may be changed here; nil where it may.
    public var refusal: OperationError? {
        isReadOnly ? .readOnly(store: name, isByProfile: isReadOnlyByProfile) : nil
    }

    /// The store's own time, given ours: what deadlines are measured against.
    public func storeTime(_ now: Timestamp) -> Timestamp { now.adding(milliseconds: clockSkew) }

    /// The session in a record, by the first format that can read it, else by the one whose layout tells most of its key;
    /// an unreadable one where none does.
    public func session(from record: StoredRecord) -> Session {
        var unreadable: Session?
        var isClaimed = false
        // By number, as most formats only say that a record is none of theirs.
        for number in formats.indices {
            guard let session = formats[number].read(record, context) else { continue }
            if session.payload != nil || session.isSealed { return session }
            let claiming = context.layouts.claiming(record.key)
            let claims = claiming.map(context.layouts(of: formats[number].name).contains) ?? false
            if unreadable == nil || claims && !isClaimed { (unreadable, isClaimed) = (session, claims) }
        }
        if let unreadable { return unreadable }
        var session = Session(record: record, format: "unknown", content: .unreadable("No known format writes this."))
        session.viewOnlyReason = "No known format writes this."
        if let expiry = record.expiry {
            let source = (context.layouts.claiming(record.key) ?? context.layouts.first)?.expirySource
            session.clocks = [SessionClock(.store, expiry, source: source ?? "the store's expiry")]
        }
        return session
    }

    /// The session in a record; nil where no format reads what is under a key that may be anything.
    public func sessionIfAny(in record: StoredRecord) -> Session? {
        let session = session(from: record)
        guard format(of: session) == nil, context.layouts.claiming(record.key)?.isGuess == true else { return session }
        return nil
    }

    /// The format of a session; nil for one that no format knows.
    public func format(of session: Session) -> SessionFormat? {
        formats.first { $0.name == session.format }
    }

    /// Whether a listing has to look into the records to know which are sessions, and when those die.
    public var mustReadToDate: Bool {
        context.layouts.contains { $0.isGuess || $0.tellsLastUse } || formats.contains { !$0.diesByStore }
    }

    /// The session under a key, or nil.
    public func session(_ key: SessionKey) async throws(StoreError) -> Session? {
        try await sessions([key]).first ?? nil
    }

    /// The sessions under these keys, nil where there is none; asked in bounded batches.
    public func sessions(_ keys: [SessionKey], limit: Int = readLimit) async throws(StoreError) -> [Session?] {
        var found: [Session?] = []
        found.reserveCapacity(keys.count)
        for start in stride(from: 0, to: keys.count, by: Self.batch) {
            let batch = Array(keys[start..<min(start + Self.batch, keys.count)])
            let records = try await store.records(batch, limit: limit)
            var sessions = records.map { $0.flatMap(sessionIfAny) }
            try await lookAgain(batch, &sessions, limit: limit)
            found += sessions
        }
        return found
    }

    /// Frameworks write files in place, so a file may have been read half-written: what can't be read is read again,
    /// once.
    private func lookAgain(_ keys: [SessionKey], _ sessions: inout [Session?], limit: Int) async throws(StoreError) {
        let torn = sessions.indices.filter { place in
            guard let session = sessions[place], session.payload == nil else { return false }
            return session.record.modified != nil && session.record.content.bytes != nil
        }
        guard !torn.isEmpty else { return }
        try? await Task.sleep(for: Self.pauseBeforeLookingAgain)
        let records = try await store.records(torn.map { keys[$0] }, limit: limit)
        for (place, record) in zip(torn, records) { sessions[place] = record.flatMap(sessionIfAny) }
    }

    private static let pauseBeforeLookingAgain = Duration.milliseconds(10)

    /// The cookie that opens a session with this id, as `name=value`; nil where the format has none.
    public func cookie(_ id: SessionID, of session: Session) -> String? {
        format(of: session).flatMap { $0.cookie(id, session, context) }
    }
}
