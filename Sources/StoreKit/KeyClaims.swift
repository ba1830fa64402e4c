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
    private let layouts: [KeyValueLayout]

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
        self.layouts = own
        guard !self.layouts.isEmpty else { return nil }
        var kept: [[UInt8]] = []
        let all = self.layouts.map { Array($0.prefix.utf8) }
        for prefix in all.sorted(by: { $0.count < $1.count }) where !kept.contains(where: prefix.starts) {
            kept.append(prefix)
        }
        prefixes = kept
        mayHoldFields = self.layouts.contains { $0.value == .fields }
        holdOnlyFields = self.layouts.allSatisfy { $0.value == .fields }
        isByPrefixAlone = self.layouts.allSatisfy {
            $0.stem == .any && $0.locks.isEmpty && $0.lead == .exactly($0.prefix)
        }
    }

    /// Whether a key is one of a session.
    public func claims(_ key: UnsafeRawBufferPointer) -> Bool {
        if isByPrefixAlone { return prefixes.contains { key.starts(with: $0) } }
        return layouts.contains { $0.stemStart(in: key) != nil }
    }

    /// Whether a key is one of a session.
    public func claims(_ key: SessionKey) -> Bool { key.bytes.withUnsafeBytes(claims) }

    /// Whether a key is of a session whose record is this kind of value, by one of the layouts.
    public func claims(_ key: SessionKey, as value: KeyValueLayout.Value) -> Bool {
        layouts.contains { layout in
            guard layout.value == value else { return false }
            return isByPrefixAlone ? key.hasPrefix(layout.prefix.utf8) : layout.stemStart(in: key.bytes) != nil
        }
    }

    /// The keys under which a session's lock may stand, each once.
    public func locks(of key: SessionKey) -> [SessionKey] {
        var found: [SessionKey] = []
        for lock in layouts.flatMap({ $0.lockKeys(of: key) }) where !found.contains(lock) { found.append(lock) }
        return found
    }
}
