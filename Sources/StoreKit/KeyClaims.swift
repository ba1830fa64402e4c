public import SessionModel

/// Which keys of a key-value store are sessions, made ready for asking it of every key of a listing.
public struct KeyClaims: Sendable {
    /// What the keys begin with; no two of them overlap.
    public let prefixes: [[UInt8]]
    /// Whether every key that begins with one of the prefixes is a session.
    public let isByPrefixAlone: Bool
    /// Whether some records may be named fields, and no bytes.
    public let mayHoldFields: Bool
    /// Whether all records are named fields.
    public let holdOnlyFields: Bool
    private let matchers: [KeyMatcher]

    /// Makes layouts ready; those of other kinds of store are left out. Nil when none is left.
    ///
    /// - Parameter prefix: What the person says that keys begin with, in place of what the layouts say.
    public init?(_ layouts: [Layout], prefix: String? = nil) {
        var own: [KeyValueLayout] = []
        for case .keyValue(var layout) in layouts {
            if let prefix { layout.lead = .exactly(prefix) }
            own.append(layout)
        }
        if own.isEmpty, let prefix { own = [KeyValueLayout(prefix: prefix)] }
        guard !own.isEmpty else { return nil }
        matchers = own.map(KeyMatcher.init)
        var kept: [[UInt8]] = []
        let all = own.map { Array($0.prefix.utf8) }
        for prefix in all.sorted(by: { $0.count < $1.count }) where !kept.contains(where: prefix.starts) {
            kept.append(prefix)
        }
        prefixes = kept
        mayHoldFields = own.contains { $0.value == .fields }
        holdOnlyFields = own.allSatisfy { $0.value == .fields }
        isByPrefixAlone = own.allSatisfy {
            $0.stem == .any && $0.locks.isEmpty && $0.lead == .exactly($0.prefix)
        }
    }

    /// Whether a key is one of a session.
    public func claims(_ key: UnsafeRawBufferPointer) -> Bool {
        if isByPrefixAlone { return prefixes.contains { key.starts(with: $0) } }
        for matcher in matchers where matcher.claims(key) { return true }
        return false
    }

    /// Whether a key is one of a session.
    public func claims(_ key: SessionKey) -> Bool { key.bytes.withUnsafeBytes(claims) }

    /// Whether a key is of a session whose record is this kind of value, by one of the layouts.
    public func claims(_ key: SessionKey, as value: KeyValueLayout.Value) -> Bool {
        key.bytes.withUnsafeBytes { bytes in
            // By prefix alone a layout's key is what begins so, even where nothing is behind it.
            matchers.contains { matcher in
                guard matcher.layout.value == value else { return false }
                return isByPrefixAlone ? key.hasPrefix(matcher.layout.prefix.utf8) : matcher.claims(bytes)
            }
        }
    }

    /// The keys under which a session's lock may stand, each once.
    public func locks(of key: SessionKey) -> [SessionKey] {
        var found: [SessionKey] = []
        for lock in matchers.flatMap({ $0.layout.lockKeys(of: key) }) where !found.contains(lock) { found.append(lock) }
        return found
    }
}
