internal import SessionModel

/// Searches through all payloads: what they find, and what becomes of those that did not see all.
extension Console {
    /// Takes in what a search has found, and how far it is.
    mutating func searched(_ ticket: Ticket, _ progress: SearchProgress) -> [Effect] {
        guard search?.ticket == ticket else { return [] }
        search?.looked = progress.looked
        search?.unreadable = progress.unreadable
        search?.isOver = progress.isOver
        list.addFound((0..<progress.found.count).compactMap { list.table.row(of: progress.found.key($0)) })
        guard progress.isOver else { return [] }
        if let failure = progress.failure { noteSearchFailure(failure) } else { noteSearchEnd() }
        return goOnWithBulk(isWhole: progress.failure == nil)
    }

    private mutating func noteSearchEnd() {
        guard let search else { return }
        if let failure = search.failure { messages.settle(failure) }
        self.search?.failure = nil
        self.search?.failures = 0
        list.endSearch()
        let unreadable = search.unreadable > 0 ? "; \(search.unreadable) could not be read" : ""
        let again = search.failure == nil ? "" : "again: "
        say(.info, "Searched \(again)\(search.looked) payloads\(unreadable).")
    }

    /// What was found stays, and the search is done again: a failure says nothing of what it did not see.
    private mutating func noteSearchFailure(_ failure: String) {
        guard let search else { return }
        if search.failure != failure { say(.error, failure) }
        self.search?.failure = failure
        self.search?.failures += 1
        self.search?.retryAt = now.adding(milliseconds: Self.searchPause(after: search.failures))
    }

    /// The milliseconds until a search that failed is done again: 5 s at first, a minute at most.
    private static func searchPause(after failures: Int) -> Int64 { min(60_000, 5_000 << Int64(min(failures, 4))) }

    /// The store has answered: a search that waits to be done again need wait no longer.
    mutating func hastenSearch() {
        if search?.retryAt != nil { search?.retryAt = now }
    }

    /// Does a search again that failed, when that is due and no store is known to be away.
    mutating func searchAgain() -> [Effect] {
        guard let due = search?.retryAt, let query = search?.query, now >= due, feed.isConnected, mayRead,
            feeds.allSatisfy({ $0.lost == nil })
        else { return [] }
        let ticket = nextTicket()
        search?.ticket = ticket
        search?.retryAt = nil
        search?.isOver = false
        search?.looked = 0
        search?.unreadable = 0
        list.searchAgain()
        return [.search(ticket, query)]
    }

    /// Stops the search under way, and keeps what it has found.
    mutating func stopSearching() -> [Effect]? {
        guard let search, !search.isOver else { return nil }
        self.search?.isOver = true
        self.search?.wasStopped = true
        if pendingBulk != nil { say(.info, "The search was stopped, so nothing was done.") }
        pendingBulk = nil
        return [.stop(search.ticket)] + putFilterBack()
    }
}
