extension Layout {
    /// What every key of the layout begins with.
    public var prefix: String {
        switch self {
        case .keyValue(let layout): layout.prefix
        case .files(let layout): layout.prefix
        case .table, .documents: ""
        }
    }

    /// What every key of the layout ends with.
    public var suffix: String {
        switch self {
        case .keyValue, .table, .documents: ""
        case .files(let layout): layout.suffix
        }
    }

    /// Whether a key is one of the layout's.
    public func claims(_ key: SessionKey) -> Bool {
        switch self {
        case .keyValue(let layout): layout.stemStart(in: key.bytes) != nil
        case .files(let layout): layout.claims(key.bytes)
        case .table, .documents: true
        }
    }

    /// Whether a key it claims may well be something else: the application chooses what stands in front, so only the
    /// content tells.
    public var isGuess: Bool {
        guard case .keyValue(let layout) = self else { return false }
        switch layout.lead {
        case .exactly(let prefix): return prefix.isEmpty
        case .endingIn: return false
        case .anything: return true
        }
    }

    /// The part of a key that stands for the session: its id, or what is made of it; nil for a key of another layout.
    public func stem(of key: SessionKey) -> String? {
        switch self {
        case .keyValue(let layout):
            layout.stemStart(in: key.bytes).map { String(decoding: key.bytes[$0...], as: UTF8.self) }
        case .files(let layout): layout.stemText(of: key.bytes)
        case .table, .documents: key.text
        }
    }

    /// Whether the stem of a key is the id itself, and not only its hash.
    public var tellsID: Bool {
        switch self {
        case .keyValue(let layout): layout.tellsID
        case .files(let layout): layout.tellsID
        case .table, .documents: true
        }
    }

    /// What keeps the deadline of the layout's records beside their content, for people.
    public var expirySource: String {
        switch self {
        case .keyValue: "key TTL"
        case .files: "file"
        case .table(let layout): "\(layout.expiry) column"
        case .documents(let layout): layout.expiry.map { "\($0.field) field" } ?? "document"
        }
    }

    /// The key of a stem, where all keys of the layout begin alike.
    public func key(stem: String) -> SessionKey { SessionKey(prefix + stem + suffix) }

    /// The key of a stem beside another key of the layout, whose lead it gets; nil for a key of another layout.
    public func key(stem: String, beside key: SessionKey) -> SessionKey? {
        switch self {
        case .keyValue(let layout):
            layout.stemStart(in: key.bytes).map { SessionKey(bytes: key.bytes[..<$0] + Array(stem.utf8)) }
        case .files, .table, .documents: claims(key) ? self.key(stem: stem) : nil
        }
    }
}

extension Collection where Element == Layout {
    /// The layout a key belongs to: the first that claims it.
    public func claiming(_ key: SessionKey) -> Layout? { first { $0.claims(key) } }
}
