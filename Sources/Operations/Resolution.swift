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
        let length = text.utf8.count
        guard length > 0, !isForAct || length >= Self.shortestStart else { return .none }
        var keys: Set<SessionKey> = []
        for start in starts(with: text) {
            keys.formUnion(try await store.keys(withPrefix: start, limit: 9))
        }
        guard keys.count == 1, let key = keys.first else {
            return keys.isEmpty ? .none : .ambiguous(keys.sorted())
        }
        return try await session(key).map(Resolution.one) ?? .none
    }

    private func exactly(_ text: String) async throws(StoreError) -> Resolution? {
        var candidates: [SessionKey] = []
        for format in formats { candidates += format.candidates(SessionID(text), context) }
        let own = SessionKey(text)
        if isClaimed(own), !candidates.contains(own) { candidates.append(own) }
        guard !candidates.isEmpty else { return nil }
        let found = try await sessions(candidates).compactMap { session in
            // A record under the hash of an id does not tell it, but whoever typed it knows it.
            var session = session
            if session?.id == nil, session?.key != own { session?.id = SessionID(text) }
            return session
        }
        if found.count > 1, Set(found.map(\.key)).count > 1 { return .ambiguous(found.map(\.key).sorted()) }
        return found.first.map(Resolution.one)
    }

    private func isClaimed(_ key: SessionKey) -> Bool {
        context.layouts.claiming(key) != nil
    }

    /// The beginnings of keys that a start of an id, or of a key behind its prefix, stands for.
    private func starts(with text: String) -> Set<SessionKey> {
        var starts: Set<SessionKey> = [SessionKey(text)]
        for layout in context.layouts { starts.insert(SessionKey(layout.prefix + text)) }
        return starts
    }
}
