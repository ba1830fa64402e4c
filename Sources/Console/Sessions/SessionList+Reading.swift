internal import Operations
internal import SessionModel
internal import SessionQuery
internal import StoreKit

/// What the rows tell.
extension SessionList {
    /// How many sessions are alive.
    var liveCount: Int { table.count - dyingCount - unswept.count }
    var dyingCount: Int { rowMarks.values.count { $0.isDying } }
    /// Whether it is known of every row whose it is, as far as its record can be read.
    var knowsUsers: Bool {
        (0..<table.rowLimit).allSatisfy { row in
            !table.isLive(row) || table.isUserKnown(row) || isDying(row) || details[row]?.state == .unreadable
        }
    }

    var isFiltered: Bool { filter != nil || found != nil }

    func isDying(_ row: Int) -> Bool { rowMarks[row]?.isDying ?? false }

    func state(_ row: Int, at now: Timestamp) -> SessionState {
        if details[row]?.state == .unreadable { return .unreadable }
        let deadline = table.deadline(row)
        return deadline != RowFacts.unknown && deadline <= time(of: row, at: now).milliseconds ? .expired : .live
    }

    /// The id of a row as far as its key tells it.
    func idText(_ row: Int) -> String {
        let body = table.keyBody(row)
        return String(decoding: isShared && body.first.map { $0 < 32 } == true ? body[1...] : body[...], as: UTF8.self)
    }

    /// The marked rows that the filter lets through, in the order of the list; and how many it hides.
    func visibleMarks() -> (rows: [Int], hidden: Int) {
        let rows = order.lazy.map(Int.init).filter { marked.contains($0) && !isDying($0) }
        let visible = Array(rows)
        return (visible, marked.count { table.isLive($0) && !isDying($0) } - visible.count)
    }
}
