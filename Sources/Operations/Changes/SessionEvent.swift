public import SessionModel

/// Something that happened to a session, or to the feed that tells of it.
public struct SessionEvent: Hashable, Sendable {
    /// What happened; the raw value is the word of the command line's JSON.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case created, changed, touched, expired, destroyed, regenerated, returned, gap, resynced
    }

    /// How it is known; the raw value is the word of the command line's JSON.
    public enum Source: String, CaseIterable, Hashable, Sendable {
        /// The store pushed it.
        case push
        /// It was found by listing again.
        case poll
        /// It follows from the session's own deadline.
        case derived
        /// This operator did it.
        case `operator`
    }

    /// When it became known, by our clock.
    public var at: Timestamp
    /// What happened.
    public var kind: Kind
    /// How it is known.
    public var source: Source
    /// The session's id, where it is known.
    public var id: SessionID?
    /// The session's key; nil for gaps.
    public var key: SessionKey?
    /// The key it had before, for a regenerated one.
    public var oldKey: SessionKey?
    /// Its user.
    public var user: String?
    /// Whether nobody knows whose it is, so that having no user does not make it anonymous.
    public var isUserUnknown = false
    /// When it ends now.
    public var deadline: Deadline?
    /// Which fields changed.
    public var changes: [FieldChange]
    /// More about it, for people.
    public var note: String?
    /// How many sessions it is about; one about several has no key.
    public var count = 1
    /// The word of the alarm that it is; nil for what happened itself.
    public var alarm: String?
    /// Why it ended, for an end.
    public var cause: EndCause?
    /// Whose it was before, where it has become somebody else's.
    public var userChange: UserChange?

    /// Another user in the same session.
    public struct UserChange: Hashable, Sendable {
        /// Whose it was; nil for nobody's.
        public var old: String?
        /// Whose it is; nil for nobody's.
        public var new: String?

        /// Creates a change.
        public init(from old: String?, to new: String?) {
            self.old = old
            self.new = new
        }
    }

    /// Creates an event.
    public init(
        at: Timestamp, kind: Kind, source: Source, id: SessionID? = nil, key: SessionKey? = nil, user: String? = nil,
        deadline: Deadline? = nil, changes: [FieldChange] = [], note: String? = nil
    ) {
        self.at = at
        self.kind = kind
        self.source = source
        self.id = id
        self.key = key
        self.user = user
        self.deadline = deadline
        self.changes = changes
        self.note = note
    }
}

extension SessionEvent {
    /// The event as the command line prints it, hidden fields masked.
    ///
    /// - Parameter isExplained: Whether more is told of it than of every event: the key it had before, why it ended and
    ///   how sure that is.
    public func json(store: OpenStore, isExplained: Bool = false) -> JSONValue {
        let id = id ?? key.flatMap(store.id(of:))
        var members: [JSONValue.Member] = [
            .init("at", .seconds(milliseconds: at.milliseconds)),
            .init("kind", .string(kind.rawValue)),
            .init("id", .optional(key?.dataName(of: id) ?? id?.whole)),
            .init("key", .optional(key?.dataName)),
            .init("user", .optional(user)),
            .init("ttl", ttl(store) ?? .null),
            .init("source", .string(source.rawValue)),
            .init("store", .string(store.name)),
            .init("changes", .array(changes.map { Payload.masked($0, by: store.secrets).json })),
        ]
        guard isExplained else { return .object(members) }
        if let oldKey { members.append(.init("old_key", .string(oldKey.dataName))) }
        if count > 1 { members.append(.init("count", .integer(Int64(count)))) }
        if let note { members.append(.init("note", .string(note))) }
        if let cause {
            members.append(.init("cause", .string(cause.kind.rawValue)))
            members.append(.init("certainty", .string(cause.certainty.rawValue)))
            members.append(.init("evidence", .string(cause.evidence)))
        }
        return .object(members)
    }

    private func ttl(_ store: OpenStore) -> JSONValue? {
        deadline?.moment.map { .seconds(milliseconds: $0.milliseconds(since: store.storeTime(at))) }
    }
}

extension FieldChange {
    fileprivate var json: JSONValue {
        [
            "path": .string(path.description), "old": Self.value(old), "new": Self.value(new),
        ]
    }

    /// A side's value as JSON that every reader takes: what only Python's json module knows is null.
    private static func value(_ text: String?) -> JSONValue {
        guard let text else { return .null }
        return (try? Payload(parsing: text)).map { .raw($0.portable(hiding: nil)) } ?? .string(text)
    }
}
