internal import SessionModel

/// What a listing sees of a record as it passes by, by reading it whole: for formats without a quicker way.
struct ReadingGlance: Sendable {
    let read: @Sendable (StoredRecord) -> Session?

    func callAsFunction(
        key: UnsafeRawBufferPointer, content: UnsafeRawBufferPointer, expiry: Int64, modified: Int64,
        page: inout RecordPage
    ) {
        let record = GlancedRecord.record(SessionKey(bytes: key), content, expiry, modified)
        guard let session = read(record), session.payload != nil else {
            let facts = RowFacts(deadline: expiry, lastSeen: modified, size: content.count, isReadable: false)
            return page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(rebasing: content[0..<0]))
        }
        let facts = RowFacts(
            deadline: session.deadline.moment?.milliseconds ?? RowFacts.never,
            lastSeen: session.lastSeenAt?.milliseconds ?? RowFacts.unknown, size: content.count)
        var user = session.user ?? ""
        user.withUTF8 { page.append(key: key, facts: facts, user: UnsafeRawBufferPointer($0)) }
    }
}
