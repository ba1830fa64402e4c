internal import SessionModel

/// Reads the rows of `recordQuery`.
struct RecordRow {
    let table: SQLTable
    let limit: Int
    /// Bytes of the content's column as ours; nil where they are the same.
    let decode: (_ stored: UnsafeRawBufferPointer, _ column: SQLTable.Column) -> [UInt8]?

    /// The record; one of fields has no content before `FieldRow` gives it that.
    func record(_ cells: [SQLCell]) -> StoredRecord {
        let expiry = table.moment(cells[1])
        var record = StoredRecord(key: SessionKey(bytes: cells[0].bytes.map(Array.init) ?? []), content: .bytes([]))
        if table.tellsLastUse {
            record.modified = expiry.moment?.moment
        } else {
            record.expiry = expiry.moment
        }
        for (shown, cell) in zip(table.shown, cells.dropFirst(2)) { record.columns[shown.name] = cell.string }
        if case .unreadable(let what) = expiry {
            record.content = .foreign("row whose \(table.expiry.name) is \(what)")
        }
        guard case .column(let column) = table.content else { return record }
        let cells = contentCells(cells)
        record.size = cells[1].integer.map(Int.init) ?? 0
        if case .foreign = record.content { return record }
        record.content = content(cells, column, size: &record.size)
        return record
    }

    /// The fields that the row has itself.
    func fields(_ cells: [SQLCell]) -> FieldRow? {
        guard case .fields(let named, _) = table.content else { return nil }
        return FieldRow(contentCells(cells)[...], named)
    }

    private func contentCells(_ cells: [SQLCell]) -> [SQLCell] { Array(cells[(2 + table.shown.count)...]) }

    private func content(_ cells: [SQLCell], _ column: SQLTable.Column, size: inout Int) -> RecordContent {
        let kind = cells[0].string?.lowercased()
        guard kind == "text" || kind == "blob" else {
            let isMissing = kind == nil || kind == "null"
            return .foreign(isMissing ? "row without \(column.name)" : "row whose \(column.name) is a number")
        }
        guard let stored = cells[2].bytes else { return .bytes([]) }
        guard let bytes = decode(stored, column) else {
            let bytes = Array(stored)
            return size > bytes.count ? .head(bytes) : .bytes(bytes)
        }
        // A head's bytes tell how many of ours one of the column's makes, as well as can be told.
        let isCut = size > stored.count
        size = isCut ? max(bytes.count + 1, size * bytes.count / max(1, stored.count)) : bytes.count
        return isCut || bytes.count > limit ? .head(Array(bytes.prefix(limit))) : .bytes(bytes)
    }
}
