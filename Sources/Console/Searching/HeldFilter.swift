internal import SessionModel
internal import SessionQuery

/// What narrowed the list before an act asked with a query of its own, and where the cursor was.
struct HeldFilter: Sendable {
    /// What was typed for it.
    let text: String
    fileprivate let query: Query?
    fileprivate let scope: QueryScope
    /// What a search had found; nil where none narrowed the list.
    fileprivate var found: Set<SessionKey>?
    fileprivate let search: SearchState?
    /// The session under the cursor; nil where nobody had put it there.
    fileprivate let cursor: SessionKey?

    /// The query of the search; nil where none narrowed the list.
    var searched: Query? { search?.query }

    /// Takes a session among what the search had found, or out of it.
    mutating func take(_ key: SessionKey, fits: Bool) {
        if fits { found?.insert(key) } else { found?.remove(key) }
    }
}

extension Console {
    /// What narrows the list now, or narrowed it before the act whose query does.
    var filterToHold: HeldFilter {
        if let heldFilter { return heldFilter }
        let keys = list.found.map { rows in Set(rows.filter(list.table.isLive).map(list.table.key)) }
        return HeldFilter(
            text: sessionsView.filterText, query: list.filter, scope: list.filterScope, found: keys, search: search,
            cursor: sessionsView.hasMoved ? sessionsView.cursorKey : nil)
    }

    /// Narrows the list again as it was before an act asked with a query of its own.
    mutating func putFilterBack() -> [Effect] {
        guard let held = heldFilter else { return [] }
        heldFilter = nil
        if let key = held.cursor { sessionsView.goBack(to: key) }
        // A prompt that was opened meanwhile gives back what it found.
        if prompt?.kind == .filter { prompt?.before = held.text }
        // What was cut off is begun again.
        if let search = held.search, !search.isOver { return tryFilter(held.text) ?? [] }
        let stop = stopSearch()
        let found = held.found.map { keys in Set(keys.compactMap { list.table.row(of: $0) }) }
        search = held.search
        sessionsView.filterText = held.text
        sessionsView.wantsOrderNow = true
        list.setFilter(held.query, scope: held.scope)
        list.setFound(found)
        return stop
    }
}
