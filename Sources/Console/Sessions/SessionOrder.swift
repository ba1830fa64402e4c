internal import Operations
internal import SessionModel

/// Which session of a list comes before which: by what, which way round, and what was read to sort by.
///
/// It knows rows of a table and nothing of filters, marks or the screen.
struct SessionOrder: Sendable {
    /// What is sorted by.
    let field: SortField
    /// Whether it is turned round.
    var isDescending: Bool
    /// What rows are sorted by, where the table does not keep it.
    private var values = SortValues()

    init(by field: SortField = .ttl, isDescending: Bool = false) {
        self.field = field
        self.isDescending = isDescending
    }

    /// Notes what a row is sorted by, where the table does not keep it.
    ///
    /// - Returns: Whether it was another value before.
    mutating func note(_ value: ColumnValue, row: Int) -> Bool { values.set(value, row: row) }

    /// Forgets what a row was sorted by.
    mutating func forget(_ row: Int) { values.remove(row) }

    /// Puts rows of a table in order.
    ///
    /// - Parameters:
    ///   - unswept: The rows whose time is up and which their store still holds: they come last whichever way, for
    ///     nobody who asks for those that live longest means them.
    ///   - now: The time that the clocks of the stores are compared with.
    func sort(
        _ rows: inout [UInt32], of table: SessionTable, unswept: Set<Int>, clocks: StoreClocks, at now: Timestamp
    ) {
        switch field {
        case .ttl where clocks.areAlike: Self.sortByDeadline(&rows, table, unswept, now)
        case .ttl: Self.sortByTimeLeft(&rows, table, unswept, clocks, now)
        case .user: Self.sortByUser(&rows, table)
        case .id: rows.sort { table.keyBody(Int($0)).lexicographicallyPrecedes(table.keyBody(Int($1))) }
        case .idle, .age, .size, .column: return values.sort(&rows, isDescending: isDescending)
        }
        guard isDescending else { return }
        rows.reverse()
        guard field == .ttl, !unswept.isEmpty else { return }
        let over = rows.prefix { unswept.contains(Int($0)) }
        rows = Array(rows.dropFirst(over.count) + over.reversed())
    }

    /// Those that die soonest first; then those that never do, then what is over and unswept.
    private static func sortByDeadline(
        _ rows: inout [UInt32], _ table: SessionTable, _ unswept: Set<Int>, _ now: Timestamp
    ) {
        let hasUnswept = !unswept.isEmpty
        table.withDeadlines { deadlines in
            // Keys count from the earliest deadline that is not long over, so that few of their bits differ.
            var (first, last) = (Int64.max, now.milliseconds)
            for deadline in deadlines {
                first = min(first, deadline)
                last = max(last, deadline == RowFacts.never ? last : deadline)
            }
            let base = min(max(first, now.milliseconds - 60_000), last)
            let span = Int64(UInt32.max - 3)
            let end = UInt32(min(span, last - base))
            let lastRow = UInt32(truncatingIfNeeded: max(1, table.rowLimit) - 1)
            RowSorter.sort(&rows, limit: end + 3, lastRow: lastRow) { row in
                let deadline = deadlines[Int(row)]
                if hasUnswept, unswept.contains(Int(row)) { return end + 3 }
                if deadline == RowFacts.never { return end + 1 }
                if deadline <= base { return deadline == RowFacts.unknown ? end + 2 : 0 }
                return UInt32(truncatingIfNeeded: min(span, deadline &- base))
            }
        }
    }

    /// The same where the clocks of the stores differ: by what is left by each store's own.
    private static func sortByTimeLeft(
        _ rows: inout [UInt32], _ table: SessionTable, _ unswept: Set<Int>, _ clocks: StoreClocks, _ now: Timestamp
    ) {
        let span = Int64(UInt32.max - 3)
        RowSorter.sort(&rows) { number in
            let row = Int(number)
            let deadline = table.deadline(row)
            if unswept.contains(row) { return .max }
            if deadline == RowFacts.unknown { return .max - 1 }
            if deadline == RowFacts.never { return .max - 2 }
            // What is over for less than a minute comes first, in its order.
            let start = clocks.time(of: row, in: table, at: now).adding(milliseconds: -60_000)
            let left = Timestamp(milliseconds: deadline).milliseconds(since: start)
            return UInt32(truncatingIfNeeded: min(span, max(0, left)))
        }
    }

    private static func sortByUser(_ rows: inout [UInt32], _ table: SessionTable) {
        let numbers = Array(2..<UInt32(table.userNumberLimit))
        let texts = numbers.map { table.userText($0) ?? "" }
        var rank = [UInt32](repeating: .max, count: table.userNumberLimit)
        for (place, index) in texts.indices.sorted(by: { texts[$0] < texts[$1] }).enumerated() {
            rank[Int(numbers[index])] = UInt32(place)
        }
        RowSorter.sort(&rows) { rank[Int(table.userNumber(Int($0)))] }
    }
}
