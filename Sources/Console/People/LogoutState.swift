internal import Operations
internal import SessionModel

/// A logout as far as it has come, whether its card is open or not.
struct LogoutState: Sendable {
    let ticket: Ticket
    let order: LogoutOrder
    let began: Timestamp
    var done = 0
    /// What came of it; nil while sessions still have their turn.
    var receipt: LogoutReceipt?
    var endedAt: Timestamp?
    var returned: [ReturnedSession] = []
    var isWatched = false
    /// Until when new sessions of the user are ended; nil where it does not stand.
    var standsUntil: Timestamp?

    init(_ order: LogoutOrder, ticket: Ticket, at now: Timestamp) {
        self.order = order
        self.ticket = ticket
        began = now
        standsUntil = order.standing.map { now.adding(milliseconds: $0) }
    }

    /// What a logout is called where it is under way, and where it can be undone.
    static func title(of user: String) -> String { "logout of \(user)" }

    /// How long returns are still watched for, in milliseconds; nil where they are not.
    func watchLeft(at now: Timestamp) -> Int64? {
        guard let endedAt, !isWatched else { return nil }
        return max(0, endedAt.adding(milliseconds: order.watch).milliseconds(since: now))
    }

    /// The sessions that came back and are still there, as a plan to end them again.
    var planAgain: LogoutPlan? {
        let back = Set(returned.filter { $0.isSameUser && !$0.isEndedAgain }.map { Back(store: $0.store, key: $0.key) })
        guard !back.isEmpty else { return nil }
        var plan = order.plan
        for place in plan.parts.indices {
            let store = plan.parts[place].store
            plan.parts[place].doomed.removeAll { !back.contains(Back(store: store, key: $0.key)) }
        }
        return plan
    }

    private struct Back: Hashable {
        var store: String
        var key: SessionKey
    }
}
