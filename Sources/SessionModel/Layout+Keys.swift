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
        case .keyValue(let layout): key.hasPrefix(layout.prefix.utf8)
        case .files(let layout): layout.claims(key.bytes)
        case .table, .documents: true
        }
    }

    /// The part of a key that stands for the session: its id, or what is made of it; nil for a key of another layout.
    public func stem(of key: SessionKey) -> String? {
        guard claims(key) else { return nil }
        return String(decoding: key.bytes.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count), as: UTF8.self)
    }

    /// Whether the stem of a key is the id itself, and not only its hash.
    public var tellsID: Bool {
        switch self {
        case .keyValue, .table, .documents: true
        case .files(let layout): layout.stem != .hashedID
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

    /// The key of a stem.
    public func key(stem: String) -> SessionKey { SessionKey(prefix + stem + suffix) }
}

extension Collection where Element == Layout {
    /// The layout a key belongs to: the first that claims it.
    public func claiming(_ key: SessionKey) -> Layout? { first { $0.claims(key) } }
}
