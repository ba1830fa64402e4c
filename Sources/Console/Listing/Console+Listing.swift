internal import Operations
internal import SessionModel
internal import StoreKit

/// Listing the stores: at first, when somebody asks for it, and where changes may have been missed.
extension Console {
    /// Tells that stores could not be listed; of what is tried again by itself once for each reason.
    private mutating func tellUnlisted(_ places: Set<Int>, _ sentence: String, isAsked: Bool) {
        settleListing(of: places.filter { unlisted[$0] != sentence })
        if isAsked || places.contains(where: { unlisted[$0] != sentence }) { say(.error, sentence) }
        for place in places { unlisted[place] = sentence }
    }

    /// Takes back that stores could not be listed.
    mutating func settleListing(of places: some Sequence<Int>) {
        for place in places {
            guard let sentence = unlisted.removeValue(forKey: place) else { continue }
            if !unlisted.values.contains(sentence) { messages.settle(sentence) }
        }
    }

    /// The places of the stores that are away.
    var away: Set<Int> {
        feeds.isEmpty ? (feed.lost == nil ? [] : [0]) : Set(feeds.indices.filter { feeds[$0].lost != nil })
    }

    mutating func beginScan(isFirst: Bool, reason: String, store: Int? = nil) -> [Effect] {
        guard let facts else { return [] }
        var effects: [Effect] = []
        if let scan {
            effects += stopScan()
            owesUsers = owesUsers || scan.isForUsers
            // Nothing was missed only if that listing comes to its end.
            if scan.isResync { for store in scan.store.map({ [$0] }) ?? Array(blind.keys) { owedListing.add(store) } }
        }
        let ticket = nextTicket()
        scan = ScanState(ticket: ticket, isFirst: !hasListed, seen: isFirst ? nil : [], reason: reason, store: store)
        effects.append(.scan(ticket, isPolite: facts.isProduction || !isFirst, readsContent: false, store: store))
        return effects
    }

    /// Ends a listing before it is whole.
    mutating func stopScan() -> [Effect] {
        guard let stopped = scan else { return [] }
        scan = nil
        if stopped.isResync { owedListing.end(at: now) }
        return [.stop(stopped.ticket)]
    }

    /// Lists again what has to be, once nothing else is being listed and it is time.
    mutating func listOwed() -> [Effect] {
        guard scan?.isForUsers != false else { return [] }
        // The reading of users is cut off for what may be found, not to try once more what fails.
        let out = scan == nil ? away : away.union(unlisted.keys)
        guard let stores = owedListing.begin(at: now, without: out) else { return [] }
        return beginScan(
            isFirst: false, reason: ScanState.resync,
            store: feeds.isEmpty || stores.count > 1 ? nil : stores.first)
    }

    mutating func took(_ page: RecordPage, _ ticket: Ticket) -> [Effect] {
        guard scan?.ticket == ticket, var scan else { return [] }
        self.scan = nil
        scan.progress = page.progress
        if scan.isFirst || scan.isForUsers {
            list.take(page, seen: &scan.seen, at: storeTime)
        } else {
            scan.differing += list.compare(page, seen: &scan.seen)
        }
        self.scan = scan
        return []
    }

    /// A listing is over.
    ///
    /// - Parameters:
    ///   - failure: Why it did not see the whole of a store, as a sentence.
    ///   - missed: The places of the stores that it did not see the whole of.
    mutating func scanEnded(_ ticket: Ticket, _ failure: String?, missed: Set<Int>) -> [Effect] {
        guard let ended = scan, ended.ticket == ticket else { return [] }
        scan = nil
        // What is there, or was missed, is still to be found.
        if ended.isFirst { for place in missed { noteBlind(place) } }
        for place in missed where blind[place] != nil { owedListing.add(place) }
        if ended.isResync { owedListing.end(at: now) }
        list.arrange(at: storeTime, isForced: true)
        if let failure {
            tellUnlisted(missed, failure, isAsked: !ended.isResync && ended.reason != ScanState.polling)
            // Where one of several stores can't be listed, what the others hold is listed all the same.
            guard ended.store == nil, missed.count < feeds.count else {
                return owesUsers && hasListed ? readUserNames() : []
            }
        }
        settleListing(of: (ended.store.map { [$0] } ?? Array(unlisted.keys)).filter { !missed.contains($0) })
        if ended.isFirst {
            hasListed = true
            if list.table.count == 0 { say(.info, emptiness ?? "No sessions here yet; they show up as they come.") }
        }
        if ended.isResync {
            let others = missed.sorted().map { stores[$0].name }.joined(separator: ", ")
            let note = "listed \(list.liveCount) again" + (others.isEmpty ? "" : "; not yet \(others)")
            events.add(SessionEvent(at: now, kind: .resynced, source: .derived, note: note))
        }
        let keys = missing(ended, but: missed)
        let isLong = keys.count > Self.mostLooks
        if isLong { owed.formUnion(keys) }
        if !ended.isForUsers { noteListed(ended.store, but: missed, looksAt: keys) }
        let names = ended.isFirst || owesUsers ? readUserNames() : []
        return names + (ended.isFirst ? readValues() : [])
            + (isLong ? [] : look(keys))
    }

    /// What is to be looked at again: what differs, and what a listing has not seen of the stores that it saw whole.
    private func missing(_ ended: ScanState, but missed: Set<Int>) -> [SessionKey] {
        guard let seen = ended.seen else { return [] }
        let missing = (0..<list.table.rowLimit).filter {
            list.table.isLive($0) && !seen.contains($0) && !list.isDying($0)
                && (ended.store == nil || list.store(of: $0) == ended.store)
                && (missed.isEmpty || !missed.contains(list.store(of: $0)))
        }
        return ended.differing + missing.map { list.table.key($0) }
    }

    func look(_ keys: [SessionKey]) -> [Effect] {
        stride(from: 0, to: keys.count, by: 500).map { .look(Array(keys[$0..<min($0 + 500, keys.count)])) }
    }

    /// Where a listing does not see contents, a second, polite one finds out who the users are.
    private mutating func readUserNames() -> [Effect] {
        owesUsers = false
        guard let facts, !facts.listsContent, list.table.count > 0, list.table.count <= 100_000 else { return [] }
        let ticket = nextTicket()
        scan = ScanState(ticket: ticket, isFirst: false, isForUsers: true, reason: "users")
        return [.scan(ticket, isPolite: true, readsContent: true)]
    }
}
