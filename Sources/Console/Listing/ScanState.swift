internal import SessionModel

/// A listing under way.
struct ScanState: Sendable {
    var ticket: Ticket
    var isFirst: Bool
    var isForUsers = false
    var progress: Double = 0
    var seen: Set<Int>?
    var differing: [SessionKey] = []
    var reason: String
    /// The store that is listed; nil for all.
    var store: Int?

    /// The reason of a listing that is there because changes may have been missed.
    static let resync = "resync"
    /// The reason of one that is there because its store does not tell of changes.
    static let polling = "polling"

    /// Whether it is there because changes may have been missed.
    var isResync: Bool { reason == Self.resync }
}
