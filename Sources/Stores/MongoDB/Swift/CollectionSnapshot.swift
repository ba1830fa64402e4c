internal import SessionModel

/// What every document of a collection was at one look: a fingerprint a key, and no content.
struct CollectionSnapshot: Sendable {
    /// How long the look took, in nanoseconds.
    var cost: Int64 = 0
    /// The fingerprints.
    var rows: [SessionKey: Int] = [:]

    /// The keys that came, went, or differ.
    func changes(since older: CollectionSnapshot) -> [SessionKey] {
        var touched = rows.filter { older.rows[$0.key] != $0.value }.map(\.key)
        touched += older.rows.keys.filter { rows[$0] == nil }
        return touched
    }
}
