extension Layout {
    /// The layout of files that it is; nil for one of another kind of store.
    public var files: FileLayout? {
        guard case .files(let layout) = self else { return nil }
        return layout
    }

    /// The layout of keys that it is; nil for one of another kind of store.
    public var keyValue: KeyValueLayout? {
        guard case .keyValue(let layout) = self else { return nil }
        return layout
    }

    /// What every key of the layout begins with.
    public var prefix: String {
        switch self {
        case .keyValue(let layout): layout.prefix
        case .files(let layout): layout.prefix
        case .documents(let layout): layout.prefix
        case .table(let layout): layout.prefix
        case .memory: ""
        }
    }

    /// What every key of the layout ends with.
    public var suffix: String {
        switch self {
        case .keyValue, .table, .documents, .memory: ""
        case .files(let layout): layout.suffix
        }
    }

    /// Whether a key is one of the layout's.
    public func claims(_ key: SessionKey) -> Bool { key.bytes.withUnsafeBytes(claims) }

    /// Whether a key is one of the layout's. Allocates nothing: listings ask it of every key.
    public func claims(_ key: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .keyValue(let layout): layout.stemStart(in: key) != nil
        case .files(let layout): layout.claims(key)
        case .documents(let layout): key.starts(with: layout.prefix.utf8)
        case .table(let layout): key.starts(with: layout.prefix.utf8)
        case .memory: true
        }
    }

    /// Whether a key it claims may well be something else: the application chooses what stands in front, a file has
    /// nothing but a hash for a name, or a table holds more than sessions, so only the content tells.
    public var isGuess: Bool {
        switch self {
        case .keyValue(let layout):
            switch layout.lead {
            case .exactly(let prefix): prefix.isEmpty || layout.isShared
            case .endingIn: false
            case .anything: true
            }
        case .files(let layout): layout.prefix.isEmpty && layout.suffix.isEmpty && !layout.tellsID
        case .table(let layout): layout.isShared
        case .documents, .memory: false
        }
    }

    /// The part of a key that stands for the session: its id, or what is made of it; nil for a key of another layout.
    public func stem(of key: SessionKey) -> String? {
        switch self {
        case .keyValue(let layout):
            layout.stemStart(in: key.bytes).map { String(decoding: key.bytes[$0...], as: UTF8.self) }
        case .files(let layout): layout.stemText(of: key.bytes)
        case .documents(let layout):
            claims(key) ? String(decoding: key.bytes.dropFirst(layout.prefix.utf8.count), as: UTF8.self) : nil
        case .table(let layout):
            claims(key) ? String(decoding: key.bytes.dropFirst(layout.prefix.utf8.count), as: UTF8.self) : nil
        case .memory: key.text
        }
    }

    /// Whether the stem of a key is the id itself, and not only its hash.
    public var tellsID: Bool {
        switch self {
        case .keyValue(let layout): layout.tellsID
        case .files(let layout): layout.tellsID
        case .table(let layout): layout.tellsID
        case .documents, .memory: true
        }
    }

    /// Whether its records tell when they were last written or used, and no more: the framework adds a lifetime.
    public var tellsLastUse: Bool {
        switch self {
        case .keyValue, .documents, .memory: false
        case .files: true
        case .table(let layout): layout.moment == .lastUse
        }
    }

    /// What tells that moment, for people.
    public var lastUseSource: String {
        switch self {
        case .keyValue, .files, .documents, .memory: "file modification time"
        case .table(let layout): "\(layout.expiry) column"
        }
    }

    /// A moment as finely as the layout's records can tell it.
    public func rounded(_ moment: Deadline) -> Deadline {
        guard case .table(let layout) = self, layout.unit == .wholeSeconds, case .at(let exact) = moment else {
            return moment
        }
        return .at(exact.adding(milliseconds: -((exact.milliseconds % 1000 + 1000) % 1000)))
    }

    /// What keeps the deadline of the layout's records beside their content, for people.
    public var expirySource: String {
        switch self {
        case .keyValue: "key TTL"
        case .files: "file"
        case .table(let layout): "\(layout.expiry) column"
        case .documents(let layout): layout.expiry.map { "\($0.field) field" } ?? "document"
        case .memory: "cache's lifetime"
        }
    }

    /// The key of a stem, where all keys of the layout begin alike.
    public func key(stem: String) -> SessionKey { SessionKey(prefix + stem + suffix) }

    /// The key of a stem beside another key of the layout, whose lead it gets; nil for a key of another layout.
    public func key(stem: String, beside key: SessionKey) -> SessionKey? {
        switch self {
        case .keyValue(let layout):
            layout.stemStart(in: key.bytes).map { SessionKey(bytes: key.bytes[..<$0] + Array(stem.utf8)) }
        case .files, .table, .documents, .memory: claims(key) ? self.key(stem: stem) : nil
        }
    }
}

extension [Layout] {
    /// The layout a key belongs to: the first that claims it.
    public func claiming(_ key: SessionKey) -> Layout? {
        key.bytes.withUnsafeBytes { bytes in
            // By number, as copying a layout costs more than looking at the key.
            indices.first { self[$0].claims(bytes) }.map { self[$0] }
        }
    }

    /// Whether a key belongs to any of them.
    public func claim(_ key: UnsafeRawBufferPointer) -> Bool { contains { $0.claims(key) } }
}
