internal import SessionModel
internal import StoreKit

/// Reads the rows of a listing's pages; of no engine, so that a hundred thousand of them cost no look-ups of types.
struct PageRows {
    let request: ScanRequest
    let table: SQLTable
    /// Bytes of the content's column as ours; nil where they are the same.
    let decode: (_ stored: UnsafeRawBufferPointer) -> [UInt8]?

    /// Whether the page's rows have to be completed out of another table.
    var gathersFields: Bool { request.readsContent && table.more != nil }

    /// Adds a row: key, moment, and with the content its kind and bytes.
    func add(_ cells: [SQLCell], to page: inout RecordPage) {
        guard let key = cells[0].bytes else { return }
        let moment = table.moment(cells[1]).row
        guard request.readsContent else {
            return page.append(key: key, deadline: table.tellsLastUse ? RowFacts.unknown : moment)
        }
        let content = cells[3].bytes
        let isSession = ["text", "blob"].contains(cells[2].string?.lowercased() ?? "null")
        if moment != RowFacts.unknown, isSession, let content {
            glance(key, content, moment, &page)
        } else {
            addUnreadable(key, moment, content?.count ?? 0, &page)
        }
    }

    /// A row that has to be completed out of another table.
    func gathered(_ cells: [SQLCell]) -> GatheredRow? {
        guard let key = cells[0].bytes, case .fields(let named, _) = table.content else { return nil }
        return GatheredRow(key: Array(key), moment: table.moment(cells[1]).row, fields: FieldRow(cells[2...], named))
    }

    /// Adds a row that was completed.
    func add(_ row: GatheredRow, _ fields: FieldRow, to page: inout RecordPage) {
        let content = fields.content(limit: .max).content
        row.key.withUnsafeBytes { key in
            guard row.moment != RowFacts.unknown, let bytes = content.bytes else {
                return addUnreadable(key, row.moment, 0, &page)
            }
            bytes.withUnsafeBytes { glance(key, $0, row.moment, &page) }
        }
    }

    private func addUnreadable(_ key: UnsafeRawBufferPointer, _ moment: Int64, _ size: Int, _ page: inout RecordPage) {
        let expiry = table.tellsLastUse ? RowFacts.unknown : moment
        let facts = RowFacts(deadline: expiry, size: size, isReadable: false)
        page.append(key: key, facts: facts, user: UnsafeRawBufferPointer(start: nil, count: 0))
    }

    private func glance(
        _ key: UnsafeRawBufferPointer, _ stored: UnsafeRawBufferPointer, _ moment: Int64, _ page: inout RecordPage
    ) {
        let (expiry, lastUse) = table.tellsLastUse ? (RowFacts.unknown, moment) : (moment, RowFacts.unknown)
        guard let content = decode(stored) else {
            return request.glance(key, stored, expiry, lastUse, &page)
        }
        content.withUnsafeBytes { request.glance(key, $0, expiry, lastUse, &page) }
    }
}

/// A row of a page whose content is not whole yet.
struct GatheredRow {
    let key: [UInt8]
    let moment: Int64
    let fields: FieldRow
}
