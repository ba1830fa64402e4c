internal import SessionFormats
public import SessionModel
public import StoreKit

/// What a name that a person typed turned out to name.
public enum Resolution: Hashable, Sendable {
    /// One session.
    case one(Session)
    /// Several: their keys.
    case ambiguous([SessionKey])
    /// None.
    case none
}

extension OpenStore {
    /// How short the start of an id may be when something is to be done to what it names.
    public static let shortestStart = 8

    /// Finds the session a text names: its whole id, its whole key, the start of its id or of its key.
    ///
    /// - Parameter isForAct: Whether something will be done to it; then a start needs eight characters.
    public func resolve(_ text: String, isForAct: Bool) async throws(StoreError) -> Resolution {
        if let session = try await exactly(text) { return session }
        var keys: Set<SessionKey> = []
        let shortest = isForAct ? Self.shortestStart : 1
        for start in starts(with: SessionKey(text), atLeast: shortest) {
            keys.formUnion(try await store.keys(withPrefix: start, limit: 9).filter(isClaimed))
        }
        guard keys.count == 1, let key = keys.first else {
            return keys.isEmpty ? .none : .ambiguous(keys.sorted())
        }
        return try await session(key).map(Resolution.one) ?? .none
    }

    private func exactly(_ text: String) async throws(StoreError) -> Resolution? {
        var byID: [SessionKey] = []
        for format in formats { byID += format.candidates(SessionID(text), context) }
        let byKey = ([SessionKey(text)] + listed(text)).filter(isClaimed)
        let candidates = byID + byKey.filter { !byID.contains($0) }
        guard !candidates.isEmpty else { return nil }
        let found = try await sessions(candidates).compactMap { session in
            // A record under the hash of an id does not tell it, or looks as if it did, but whoever typed the id knows it.
            var session = session
            if let key = session?.key, byID.contains(key), !isHash(text, in: key) { session?.id = SessionID(text) }
            return session
        }
        if found.count > 1, Set(found.map(\.key)).count > 1 { return .ambiguous(found.map(\.key).sorted()) }
        return found.first.map(Resolution.one)
    }

    /// Whether a text is what a key has in the place of an id that it does not tell.
    func isHash(_ text: String, in key: SessionKey) -> Bool { id(of: key) == nil && stem(of: key) == text }

    /// The keys that a line of a list of names stands for, where it has escapes in it.
    private func listed(_ text: String) -> [SessionKey] {
        guard let key = SessionKey(lineName: text) else { return [] }
        return [key]
            + context.layouts.filter(\.tellsID).map { layout in
                SessionKey(bytes: Array(layout.prefix.utf8) + key.bytes + Array(layout.suffix.utf8))
            }
    }

    private func isClaimed(_ key: SessionKey) -> Bool {
        context.layouts.claiming(key) != nil
    }

    /// The beginnings of keys that a start of an id, or of a key, stands for.
    ///
    /// - Parameter shortest: How many bytes it must have behind the prefix that all keys of a layout share.
    private func starts(with text: SessionKey, atLeast shortest: Int) -> Set<SessionKey> {
        let prefixes = context.layouts.map { Array($0.prefix.utf8) }
        var starts: Set<SessionKey> = []
        if text.bytes.count >= shortest { starts = Set(prefixes.map { SessionKey(bytes: $0 + text.bytes) }) }
        let own = prefixes.filter { text.hasPrefix($0) }.map(\.count).max()
        if let own, text.bytes.count - own >= shortest { starts.insert(text) }
        return starts
    }
}
