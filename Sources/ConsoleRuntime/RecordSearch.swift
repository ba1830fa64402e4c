internal import Operations
internal import SessionModel
internal import SessionQuery
internal import StoreKit

/// A search for what fits a query, in one of the open stores.
struct RecordSearch: Sendable {
    let query: Query
    let target: OpenStore
    /// The store's own time.
    let now: Timestamp
    let counter: SearchCounter

    /// Adds what fits to the page.
    var glance: RecordGlance {
        { key, content, expiry, modified, page in
            let record = StoredRecord(
                key: SessionKey(bytes: key), content: .bytes(Array(content)),
                expiry: Deadline(tableValue: expiry),
                modified: modified == RowFacts.unknown ? nil : Timestamp(milliseconds: modified))
            guard let session = fitting(record) else { return }
            page.append(key: key, deadline: session.deadline.tableValue)
        }
    }

    /// What of a page fits. A record that a store can't read, as a list under the prefix or one that is too large, has
    /// a row that no glance has made: only what is known beside its content can make it fit.
    func finds(in page: RecordPage) -> RecordPage {
        guard page.facts.contains(where: { !$0.isReadable }) else { return page }
        var finds = RecordPage()
        finds.progress = page.progress
        for row in 0..<page.count where page.facts[row].isReadable || fits(row, of: page) {
            page.key(row).bytes.withUnsafeBytes { finds.append(key: $0, deadline: page.deadlines[row]) }
        }
        return finds
    }

    private func fits(_ row: Int, of page: RecordPage) -> Bool {
        let record = StoredRecord(
            key: page.key(row), content: .foreign("record that can't be read"),
            expiry: Deadline(tableValue: page.deadlines[row]), size: Int(page.facts[row].size))
        return fitting(record) != nil
    }

    /// The session in a record where that fits; each record counts as looked at.
    private func fitting(_ record: StoredRecord) -> Session? {
        guard let session = target.sessionIfAny(in: record) else { return nil }
        counter.count(isUnreadable: session.payload == nil)
        return query.matches(SessionSubject(session, at: now), scope: .whole) == .yes ? session : nil
    }
}
