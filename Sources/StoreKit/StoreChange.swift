public import SessionModel

/// What a store's change feed says.
public enum StoreChange: Hashable, Sendable {
    /// The feed runs; in which way. Comes first, and again after every reconnect.
    case connected(FeedKind)
    /// Something happened to these records; a read tells what.
    case touched([SessionKey])
    /// The store says that this record's time was up.
    case expired(SessionKey)
    /// The store says that it threw this record out for want of memory.
    case evicted(SessionKey)
    /// Everything may be different (a flush, an overflow, a reconnect): the list must be read again. Why, for people.
    case gap(String)
    /// The store pushes nothing and the polling interval is over: it is time to list again.
    case due
    /// What following costs just now, told whenever it has become something else.
    case measured(FeedMeasure)
    /// The connection is lost, with what the client said; the feed tries again by itself.
    case lost(StoreError)
}

/// How changes become known.
public enum FeedKind: Hashable, Sendable {
    /// The server pushes them; the mechanism's name.
    case push(String)
    /// The store is read again and again, at this interval in seconds.
    case poll(seconds: Int)

    /// The mechanism, for the header: "push: tracking", "poll 5s".
    public var label: String {
        switch self {
        case .push(let mechanism): mechanism
        case .poll(let seconds): "poll \(seconds)s"
        }
    }

    /// Whether the server pushes changes.
    public var isPush: Bool {
        switch self {
        case .push: true
        case .poll: false
        }
    }
}
