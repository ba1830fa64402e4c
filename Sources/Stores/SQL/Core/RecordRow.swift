internal import SessionModel

/// Reads the rows of `recordQuery`.
struct RecordRow {
    let table: SQLTable
    let limit: Int
    /// Bytes of the content's column as ours; nil where they are the same.
    let decode: (_ stored: UnsafeRawBufferPointer) -> [UInt8]?

    func record(_ cells: [SQLCell]) -> StoredRecord {
        let expiry = ExpiryValue(cells[4], zeroMeansNever: table.zeroMeansNever)
        var record = StoredRecord(key: SessionKey(bytes: cells[0].bytes.map(Array.init) ?? []), content: .bytes([]))
        record.size = cells[2].integer.map(Int.init) ?? 0
        switch expiry {
        case .deadline(let deadline): record.expiry = deadline
        case .unreadable: record.expiry = .never
        }
        record.content = content(cells, expiry, size: &record.size)
        return record
    }

    private func content(_ cells: [SQLCell], _ expiry: ExpiryValue, size: inout Int) -> RecordContent {
        if case .unreadable(let what) = expiry { return .foreign("row whose \(table.expiry.name) is \(what)") }
        let kind = cells[1].string?.lowercased()
        guard kind == "text" || kind == "blob" else {
            let isMissing = kind == nil || kind == "null"
            return .foreign(
                isMissing ? "row without \(table.content.name)" : "row whose \(table.content.name) is a number")
        }
        guard let stored = cells[3].bytes else { return .bytes([]) }
        guard let bytes = decode(stored) else {
            let bytes = Array(stored)
            return size > bytes.count ? .head(bytes) : .bytes(bytes)
        }
        // A head's bytes tell how many of ours one of the column's makes, as well as can be told.
        let isCut = size > stored.count
        size = isCut ? max(bytes.count + 1, size * bytes.count / max(1, stored.count)) : bytes.count
        return isCut || bytes.count > limit ? .head(Array(bytes.prefix(limit))) : .bytes(bytes)
    }
}
