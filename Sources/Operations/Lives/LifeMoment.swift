internal import SessionModel

/// One moment in the life of a session: what happened, and what its payload was then.
public struct LifeMoment: Hashable, Sendable {
    /// Its number among all moments there have ever been; it never changes.
    public let number: Int
    /// What happened.
    public internal(set) var event: SessionEvent
    /// The payload after it; nil where it was not read, was too large, or is no longer kept.
    public internal(set) var payload: [UInt8]?

    /// What happened in few words, by whom: "became alice", "role changed", "saved by an operator".
    public var headline: String {
        let isOwn = event.source == .operator
        switch event.kind {
        case .created: return event.user.map { "created for \($0)" } ?? "created"
        case .changed: return change ?? (isOwn ? "saved by an operator" : "changed")
        case .touched: return isOwn ? "deadline moved by an operator" : "touched"
        case .regenerated: return isOwn ? "id changed by an operator" : "id changed"
        case .expired, .destroyed: return "ended: \(event.cause?.label ?? "unknown")"
        case .returned: return "came back"
        case .resynced: return "first seen"
        case .gap: return event.kind.rawValue
        }
    }

    /// What a change means beyond its fields; nil for no more than that.
    private var change: String? {
        let by = event.source == .operator ? " by an operator" : ""
        if let change = event.userChange {
            guard let new = change.new else { return "\(change.old ?? "somebody") left it" + by }
            return "became \(new)" + by
        }
        return event.changes.contains { $0.isAboutRights } ? "role changed" + by : nil
    }

    /// Whether the session is over with it.
    var isEnd: Bool { event.kind == .expired || event.kind == .destroyed }
}

extension FieldChange {
    /// How much memory it takes, in bytes, about.
    var cost: Int { 64 + (old?.utf8.count ?? 0) + (new?.utf8.count ?? 0) }
}
