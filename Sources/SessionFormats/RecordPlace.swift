internal import SessionModel

/// Where a record stands: which layout claims its key, and what the key tells of the session.
struct RecordPlace: Sendable {
    /// The layout that claims the key.
    let layout: Layout
    /// What stands for the session in the key.
    let stem: String
    /// The id, where the key tells it.
    let id: SessionID?

    /// Finds a record's place; nil when no layout claims its key.
    init?(_ key: SessionKey, _ layouts: [Layout]) {
        guard let layout = layouts.claiming(key), let stem = layout.stem(of: key) else { return nil }
        self.layout = layout
        self.stem = stem
        id = layout.tellsID ? SessionID(stem) : nil
    }
}
