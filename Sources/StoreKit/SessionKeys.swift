public import SessionModel

/// Which keys of a key-value store are sessions, and which keys lock them: layouts made ready for asking it of every
/// key there is.
public struct SessionKeys: Sendable {
    private let layouts: [KeyValueLayout]
    /// Whether every key with one of the layouts' beginnings is a session.
    public let areAllWithPrefix: Bool

    /// Makes layouts ready; where the address names the keys' prefix, it stands for theirs.
    public init(_ layouts: [Layout], prefix: String? = nil) {
        let layouts = layouts.compactMap { layout -> KeyValueLayout? in
            guard case .keyValue(var keys) = layout else { return nil }
            if let prefix { keys.lead = .exactly(prefix) }
            return keys
        }
        self.layouts = layouts
        areAllWithPrefix = layouts.allSatisfy { layout in
            guard case .exactly = layout.lead else { return false }
            return layout.stem == .any && layout.locks.isEmpty
        }
    }

    /// Whether a key is one of a session.
    public func claims(_ key: UnsafeRawBufferPointer) -> Bool {
        if areAllWithPrefix {
            return layouts.contains { key.count > $0.prefix.utf8.count && key.starts(with: $0.prefix.utf8) }
        }
        let bytes = Array(key)
        return layouts.contains { $0.stemStart(in: bytes) != nil }
    }

    /// Whether a key is one of a session.
    public func claims(_ key: SessionKey) -> Bool { layouts.contains { $0.stemStart(in: key.bytes) != nil } }

    /// The keys under which a session's lock may stand, each once.
    public func locks(of key: SessionKey) -> [SessionKey] {
        var found: [SessionKey] = []
        for lock in layouts.flatMap({ $0.lockKeys(of: key) }) where !found.contains(lock) { found.append(lock) }
        return found
    }
}
