public import SessionModel

/// Keys of several stores in one list: each begins with a byte that names its store, so that two stores may hold the
/// same key. Where one store is open, keys are as the store has them.
public enum SharedKey {
    /// How many stores can be open at once.
    public static let mostStores = 9

    /// The key of a store's record, in a list of several stores.
    ///
    /// - Parameter place: The store's place, from 0.
    public static func make(_ key: SessionKey, of place: Int) -> SessionKey {
        SessionKey(bytes: [mark(place)] + key.bytes)
    }

    /// The place of the store that a key of such a list is from.
    public static func place(of key: SessionKey) -> Int { key.bytes.first.map { Int($0) - 1 } ?? 0 }

    /// The key as its store has it.
    public static func bare(_ key: SessionKey) -> SessionKey { SessionKey(bytes: key.bytes.dropFirst()) }

    /// What keys of such a list begin and end with.
    static func affixes(_ stores: [StoreFacts]) -> [SessionTable.Affix] {
        stores.enumerated().flatMap { place, facts in
            let mark = String(UnicodeScalar(mark(place)))
            return [SessionTable.Affix(prefix: mark)]
                + facts.layouts.map { SessionTable.Affix(prefix: mark + $0.prefix, suffix: $0.suffix) }
        }
    }

    private static func mark(_ place: Int) -> UInt8 { UInt8(place + 1) }
}
