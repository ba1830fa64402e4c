/// How a format names its keys in Redis, Valkey and their kind.
public struct KeyValueLayout: Hashable, Sendable {
    /// What stands in front of the part that stands for the session.
    public enum Lead: Hashable, Sendable {
        /// Just this, which may be empty.
        case exactly(String)
        /// Anything that ends in this: the application's own prefix comes first.
        case endingIn(String)
        /// Anything at all; the shape of the stem tells where it begins, so that has to be of a fixed length.
        case anything
    }

    /// What is stored under a key.
    public enum Value: Hashable, Sendable {
        /// A value of bytes.
        case bytes
        /// Named fields, as `FieldList` writes them (a Redis hash).
        case fields
    }

    /// Where the key stands that a request of the application creates while it works on a session.
    public enum Lock: Hashable, Sendable {
        /// The session's key with this behind it.
        case behind(String)
        /// The session's key with this in front of the stem.
        case before(String)
    }

    /// What stands in front of the stem.
    public var lead: Lead
    /// What the stem looks like.
    public var stem: StemShape
    /// Whether the stem is the id itself, and not only its hash.
    public var tellsID: Bool
    /// What is stored under a key.
    public var value: Value
    /// Where a session's lock would be: while one is there, the session is not written to. Locks are no sessions.
    public var locks: [Lock]
    /// Whether keys that look alike stand behind the same lead and are no sessions, so that only the content tells.
    public var isShared = false

    /// Creates a layout of plain ids behind a prefix.
    public init(prefix: String) { self.init(.exactly(prefix)) }

    /// Creates a layout.
    public init(
        _ lead: Lead, stem: StemShape = .any, tellsID: Bool = true, value: Value = .bytes, locks: [Lock] = []
    ) {
        self.lead = lead
        self.stem = stem
        self.tellsID = tellsID
        self.value = value
        self.locks = locks
    }

    /// What every key begins with; empty where that is the application's choice.
    public var prefix: String {
        switch lead {
        case .exactly(let prefix): prefix
        case .endingIn, .anything: ""
        }
    }

    /// Where the stem begins in a key; nil for a key of another layout.
    public func stemStart(in key: [UInt8]) -> Int? { key.withUnsafeBytes(stemStart) }

    /// Where the stem begins in a key; nil for a key of another layout. It allocates nothing. Whoever asks it of very many
    /// keys asks a `KeyMatcher`.
    public func stemStart(in key: UnsafeRawBufferPointer) -> Int? {
        let start =
            switch lead {
            case .exactly(let prefix): stem.start(in: key, behind: prefix.utf8)
            case .endingIn(let mark): stem.start(in: key, behindLast: mark.utf8)
            case .anything: stem.start(in: key)
            }
        guard let start, !locks.isEmpty else { return start }
        return isLock(UnsafeRawBufferPointer(rebasing: key[start...])) ? nil : start
    }

    private func isLock(_ stem: UnsafeRawBufferPointer) -> Bool {
        locks.contains { lock in
            switch lock {
            case .behind(let mark): stem.ends(with: mark.utf8)
            case .before(let mark): stem.begins(with: mark.utf8)
            }
        }
    }

    /// The keys of a session's locks; empty for a key of another layout.
    public func lockKeys(of key: SessionKey) -> [SessionKey] {
        guard !locks.isEmpty, let start = stemStart(in: key.bytes) else { return [] }
        return locks.map { lock in
            switch lock {
            case .behind(let mark): SessionKey(bytes: key.bytes + Array(mark.utf8))
            case .before(let mark): SessionKey(bytes: key.bytes[..<start] + Array(mark.utf8) + key.bytes[start...])
            }
        }
    }

    /// The layout with the lead that a key of it has: what an application's own prefix turned out to be.
    public func narrowed(to key: SessionKey) -> KeyValueLayout? {
        guard let start = stemStart(in: key.bytes), let lead = String(validating: key.bytes[..<start], as: UTF8.self)
        else { return nil }
        var layout = self
        layout.lead = .exactly(lead)
        return layout
    }
}
