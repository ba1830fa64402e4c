public import SessionModel

/// Which keys of a key-value store are sessions, and which keys lock them: layouts made ready for asking it of every
/// key there is.
///
/// It answers as `KeyValueLayout.stemStart` does, but over plain memory where keys begin alike.
public struct SessionKeys: Sendable {
    private struct Pattern {
        let layout: KeyValueLayout
        /// What all keys begin with; nil where that differs from key to key.
        let prefix: [UInt8]?
        let locks: [Mark]
    }

    private enum Mark {
        case behind([UInt8])
        case before([UInt8])

        init(_ lock: KeyValueLayout.Lock) {
            switch lock {
            case .behind(let mark): self = .behind(Array(mark.utf8))
            case .before(let mark): self = .before(Array(mark.utf8))
            }
        }
    }

    private let patterns: [Pattern]
    /// Whether every key with one of the layouts' beginnings is a session.
    public let areAllWithPrefix: Bool

    /// Makes layouts ready; where the address names the keys' prefix, it stands for theirs.
    public init(_ layouts: [Layout], prefix: String? = nil) {
        patterns = layouts.compactMap { layout in
            guard case .keyValue(var keys) = layout else { return nil }
            if let prefix { keys.lead = .exactly(prefix) }
            guard case .exactly(let lead) = keys.lead else { return Pattern(layout: keys, prefix: nil, locks: []) }
            return Pattern(layout: keys, prefix: Array(lead.utf8), locks: keys.locks.map(Mark.init))
        }
        areAllWithPrefix = patterns.allSatisfy { pattern in
            pattern.prefix != nil && pattern.layout.stem == .any && pattern.locks.isEmpty
        }
    }

    /// Whether a key is one of a session.
    public func claims(_ key: UnsafeRawBufferPointer) -> Bool {
        for pattern in patterns where Self.matches(key, pattern) { return true }
        return false
    }

    /// The keys under which a session's lock may stand, each once.
    public func locks(of key: SessionKey) -> [SessionKey] {
        var found: [SessionKey] = []
        for lock in patterns.flatMap({ $0.layout.lockKeys(of: key) }) where !found.contains(lock) {
            found.append(lock)
        }
        return found
    }

    private static func matches(_ key: UnsafeRawBufferPointer, _ pattern: Pattern) -> Bool {
        guard let prefix = pattern.prefix else { return pattern.layout.stemStart(in: Array(key)) != nil }
        let stem = pattern.layout.stem
        guard key.count >= prefix.count, equal(key, from: 0, prefix) else { return false }
        // The beginning alone is a key too, to a layout that says nothing of what follows.
        if stem == .any, pattern.locks.isEmpty { return true }
        guard stem.count.contains(key.count - prefix.count) else { return false }
        if stem.alphabet != .any {
            for index in prefix.count..<key.count where !stem.alphabet.holds(key[index]) { return false }
        }
        for lock in pattern.locks {
            switch lock {
            case .behind(let mark):
                let start = key.count - mark.count
                if start >= prefix.count, equal(key, from: start, mark) { return false }
            case .before(let mark):
                if key.count >= prefix.count + mark.count, equal(key, from: prefix.count, mark) { return false }
            }
        }
        return true
    }

    private static func equal(_ key: UnsafeRawBufferPointer, from start: Int, _ part: [UInt8]) -> Bool {
        for index in part.indices where key[start + index] != part[index] { return false }
        return true
    }
}
