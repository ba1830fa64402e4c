internal import SessionFormats
internal import Operations
internal import SessionModel
internal import StoreKit
internal import Synchronization

/// Every session of a store once, as keys and deadlines: what a list is sorted from.
struct Census {
    /// The sessions, without objects.
    let table: SessionTable

    /// Lists the store.
    static func take(_ target: OpenStore) async throws(Failure) -> Census {
        let table = Mutex(SessionTable(layouts: target.context.layouts))
        do throws(StoreError) {
            let request = ScanRequest(
                pace: pace(target), readsContent: target.mustReadToDate, glance: target.glance)
            try await target.store.scan(request) { page in
                table.withLock { $0.take(page) }
            }
        } catch {
            throw Failure(error)
        }
        return Census(table: table.withLock { $0 })
    }

    /// Scripts want an answer; a production store is still not worked harder than it can bear.
    private static func pace(_ target: OpenStore) -> ScanRequest.Pace { target.isProduction ? .bySize : .full }

    /// The rows in the order of deadlines, of ids or of keys.
    func rows(_ order: SortOrder) -> [Int32] {
        var rows = (0..<table.rowLimit).filter(table.isLive).map(Int32.init)
        switch order.field {
        case .id: sortByID(&rows)
        case .key: rows.sort { table.key(Int($0)) < table.key(Int($1)) }
        case .ttl, .user, .size, .age, .idle, .created, .seen, .state, .format: sortByDeadline(&rows)
        }
        return order.isReversed && !order.needsSessions ? turned(rows, order.field) : rows
    }

    /// The other way round, but for the sessions of which nobody knows when they end: these come last either way.
    private func turned(_ rows: [Int32], _ field: SortOrder.Field) -> [Int32] {
        guard field == .ttl else { return rows.reversed() }
        return table.withDeadlines { deadlines in
            let isUnknown = { (row: Int32) in deadlines[Int(row)] == RowFacts.unknown }
            return rows.reversed().filter { !isUnknown($0) } + rows.filter(isUnknown)
        }
    }

    /// Soonest first, then those that never end, then those that can't be read; equal ones by key.
    private func sortByDeadline(_ rows: inout [Int32]) {
        table.withDeadlines { deadlines in
            rows.sort { left, right in
                let (first, second) = (deadlines[Int(left)], deadlines[Int(right)])
                guard first != second else { return table.key(Int(left)) < table.key(Int(right)) }
                if first == RowFacts.unknown || second == RowFacts.unknown { return second == RowFacts.unknown }
                return first < second
            }
        }
    }

    private func sortByID(_ rows: inout [Int32]) {
        rows.sort { table.keyBody(Int($0)).lexicographicallyPrecedes(table.keyBody(Int($1))) }
    }
}
