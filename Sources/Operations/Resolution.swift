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
        let byID = keys(ofID: text)
        let candidates = keys(meantBy: text)
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

    /// The keys that a text may stand for, whether there is anything under them or not: as an id, as a key, or as a line
    /// of a list of names.
    public func keys(meantBy text: String) -> [SessionKey] {
        var meant: [SessionKey] = []
        for key in keys(ofID: text) + keys(named: SessionKey(text)) + listed(text) where !meant.contains(key) {
            meant.append(key)
        }
        return meant
    }

    /// What the journal may call a session that is no more, given what a person calls it: its key, and its id where the
    /// key tells it.
    public func names(meantBy text: String) -> [String] {
        // It may be of a format that has no session left.
        let store = asAllowed
        let texts = [SessionKey(text), unescaped(text)].compactMap { $0 }
        let keys = texts + store.keys(meantBy: text) + texts.flatMap(store.keys(withStem:))
        var names: [String] = []
        for key in keys {
            let known = [key.text, store.id(of: key)?.whole].compactMap { $0 }
            for name in known where !names.contains(name) { names.append(name) }
        }
        return names
    }

    private func keys(ofID text: String) -> [SessionKey] {
        formats.flatMap { $0.candidates(SessionID(text), context) }
    }

    /// The keys that have a text in the place of an id, be it the id or its hash.
    private func keys(withStem stem: SessionKey) -> [SessionKey] {
        context.layouts.map { $0.key(around: stem) }.filter(isClaimed)
    }

    /// Whether a text is what a key has in the place of an id that it does not tell.
    func isHash(_ text: String, in key: SessionKey) -> Bool { id(of: key) == nil && stem(of: key) == text }

    /// The keys that a name may stand for as it is: the key itself, and those that tell it as their id.
    ///
    /// What a key tells need be no id that the framework accepts; a list shows it all the same.
    private func keys(named name: SessionKey) -> [SessionKey] {
        let telling = context.layouts.filter(\.tellsID).map { $0.key(around: name) }
        return (isListed(name) ? [name] : []) + telling.filter(isClaimed)
    }

    /// The keys that a line of a list of names stands for, where it has the escapes in it that such a line has.
    private func listed(_ text: String) -> [SessionKey] { unescaped(text).map(keys(named:)) ?? [] }

    /// What a line of a list of names has escaped; nil for a text that is no such line, or has no escapes.
    private func unescaped(_ text: String) -> SessionKey? {
        guard let key = SessionKey(lineName: text), key.lineName == text else { return nil }
        return key
    }

    /// Whether a list of the store would have a key: also what has nothing behind the prefix that all keys share.
    private func isListed(_ key: SessionKey) -> Bool {
        isClaimed(key) || KeyClaims(context.layouts)?.claims(key) == true
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

extension Layout {
    /// The key that has these bytes in the place of an id.
    fileprivate func key(around stem: SessionKey) -> SessionKey {
        SessionKey(bytes: Array(prefix.utf8) + stem.bytes + Array(suffix.utf8))
    }
}
