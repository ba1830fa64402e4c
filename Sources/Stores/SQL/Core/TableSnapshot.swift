internal import SessionModel

/// What every row of a table was at one look: a fingerprint of content and deadline a key, and no content.
struct TableSnapshot: Sendable {
    /// What the engine's own mark of changes was before the look; nil where it has none.
    var mark: Int64?
    /// How long the look took, in nanoseconds.
    var cost: Int64 = 0
    /// The fingerprints.
    var rows: [SessionKey: UInt64] = [:]

    /// The keys that came, went, or differ.
    func changes(since older: TableSnapshot) -> [SessionKey] {
        var touched = rows.filter { older.rows[$0.key] != $0.value }.map(\.key)
        // Each that went is one that is not here: where all of the older are here, the counts tell so.
        touched += older.rows.keys.filter { rows[$0] == nil }
        return touched
    }
}
