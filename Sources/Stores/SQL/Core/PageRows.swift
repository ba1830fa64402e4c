internal import SessionModel
internal import StoreKit

/// Reads the rows of a listing's pages; of no engine, so that a hundred thousand of them cost no look-ups of types.
struct PageRows {
    let request: ScanRequest
    let zeroMeansNever: Bool
    /// Bytes of the content's column as ours; nil where they are the same.
    let decode: (_ stored: UnsafeRawBufferPointer) -> [UInt8]?

    /// Adds a row: key, deadline, and with the content its kind and bytes.
    func add(_ cells: [SQLCell], to page: inout RecordPage) {
        guard let key = cells[0].bytes else { return }
        let expiry = ExpiryValue(cells[1], zeroMeansNever: zeroMeansNever).row
        guard request.readsContent else { return page.append(key: key, deadline: expiry) }
        let content = cells[3].bytes
        let isSession = ["text", "blob"].contains(cells[2].string?.lowercased() ?? "null")
        if expiry != RowFacts.unknown, isSession, let content {
            glance(key, content, expiry, &page)
        } else {
            let facts = RowFacts(deadline: expiry, size: content?.count ?? 0, isReadable: false)
            page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }

    private func glance(
        _ key: UnsafeRawBufferPointer, _ stored: UnsafeRawBufferPointer, _ expiry: Int64, _ page: inout RecordPage
    ) {
        guard let content = decode(stored) else {
            return request.glance(key, stored, expiry, RowFacts.unknown, &page)
        }
        content.withUnsafeBytes { request.glance(key, $0, expiry, RowFacts.unknown, &page) }
    }
}
