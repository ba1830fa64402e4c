internal import SessionModel

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
        guard let session = found, session.payload != nil else {
            // What can't be read may still die by a clock outside it.
            let deadline = found?.diesBy?.deadline.moment?.milliseconds ?? expiry
            let facts = RowFacts(deadline: deadline, lastSeen: modified, size: content.count, isReadable: false)
            return page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(rebasing: content[0..<0]))
        }
        let facts = RowFacts(
            deadline: session.deadline.moment?.milliseconds ?? RowFacts.never,
            lastSeen: session.lastSeenAt?.milliseconds ?? RowFacts.unknown, size: content.count)
        var user = session.user ?? ""
        user.withUTF8 { page.append(key: key, facts: facts, user: UnsafeRawBufferPointer($0)) }
    }
}
