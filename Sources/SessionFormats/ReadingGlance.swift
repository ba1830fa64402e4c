public import SessionModel

/// What a listing sees of a record as it passes by, by reading it whole: for formats without a quicker way.
struct ReadingGlance: Sendable {
    let read: @Sendable (StoredRecord) -> Session?
    /// Whether a record of this key may be no session at all.
    var isGuess: @Sendable (SessionKey) -> Bool = { _ in false }

    func callAsFunction(
        key: UnsafeRawBufferPointer, content: UnsafeRawBufferPointer, expiry: Int64, modified: Int64,
        page: inout RecordPage
    ) {
        // What a whole reading needs is known afterwards only.
        guard modified != RowFacts.unasked else { return page.lacksModification = true }
        let record = GlancedRecord.record(SessionKey(bytes: key), content, expiry, modified)
        let found = read(record)
        if found == nil, isGuess(record.key) { return }
        page.append(key: key, found, size: content.count, expiry: expiry, modified: modified)
    }
}

extension RecordPage {
    /// Appends what a listing tells of a record that was read whole; `session` is nil where nothing could read it.
    ///
    /// - Parameters:
    ///   - size: How large the record is, in bytes.
    ///   - expiry: The store's own expiry, as a glance is given it.
    ///   - modified: The modification time, as a glance is given it.
    public mutating func append(
        key: UnsafeRawBufferPointer, _ session: Session?, size: Int, expiry: Int64, modified: Int64
    ) {
        guard let session, session.payload != nil else {
            // What can't be read may still die by a clock outside it.
            let deadline = session?.diesBy?.deadline.tableValue ?? expiry
            let facts = RowFacts(deadline: deadline, lastSeen: modified, size: size, isReadable: false)
            return append(key: key, facts: facts, user: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        let facts = RowFacts(
            deadline: session.deadline.tableValue,
            lastSeen: session.lastSeenAt.map(RowFacts.value) ?? RowFacts.unknown, size: size)
        var user = session.user ?? ""
        user.withUTF8 { append(key: key, facts: facts, user: UnsafeRawBufferPointer($0)) }
    }
}
