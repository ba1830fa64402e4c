/// Why an exchange with a server failed, before it is put in words.
enum MemcachedFailure: Error, Equatable {
    /// No connection came about; the system's words.
    case unreachable(String)
    /// The connection broke; the system's words.
    case lost(String)
    /// No answer within so many milliseconds.
    case timedOut(Int)
    /// The task was cancelled.
    case cancelled
    /// The store was closed.
    case closed
    /// What answers is something else; what it looks like.
    case notMemcached(String)
    /// It lacks the meta commands; the version it tells.
    case tooOld(String)
    /// An answer breaks the protocol.
    case garbled(String)
    /// The server said no; its line.
    case refused(String)
    /// It wants a login and the address has none.
    case wantsLogin
    /// It refused the login; its line.
    case loginRefused(String)
    /// A command that changes something, on a read-only store.
    case readOnly
    /// The server does not let its keys be listed; why.
    case listingOff(ListingRefusal)
    /// Somebody else's listing went on for so many milliseconds.
    case crawlerBusy(Int)
    /// The server runs without compare-and-set.
    case noCompare
    /// No key of memcached can be that.
    case badKey
    /// A record of more bytes than the server takes.
    case tooLarge(limit: Int)
    /// A moment after 2038-01-19, where memcached's seconds end.
    case tooLate
    /// The server found no room for a record; its line.
    case full(String)
    /// The record changed again and again under our hands.
    case restless
    /// A request of the application holds the session's lock.
    case inUse
    /// The machine has run out of something.
    case exhausted(String)

    /// Whether it was found before anything was sent, or after all was read, so that the connection can go on.
    var leavesConnectionUsable: Bool {
        switch self {
        case .readOnly, .noCompare, .badKey, .tooLarge, .tooLate, .full, .restless, .inUse: true
        case .unreachable, .lost, .timedOut, .cancelled, .closed, .notMemcached, .tooOld, .garbled, .refused,
            .wantsLogin, .loginRefused, .listingOff, .crawlerBusy, .exhausted:
            false
        }
    }
}

/// Why a server does not let its keys be listed.
enum ListingRefusal: Hashable, Sendable {
    /// The crawler does not run.
    case noCrawler
    /// Dumps are switched off.
    case noDump
}
