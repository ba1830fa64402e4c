internal import Operations
internal import SessionModel

/// A logout as far as it has come, whether its card is open or not.
struct LogoutState: Sendable {
    let ticket: Ticket
    let order: LogoutOrder
    let began: Timestamp
    var done = 0
    /// What came of it; nil while sessions still have their turn.
    private(set) var receipt: LogoutReceipt?
    /// Whether those it was not known of had been ended, as was found out since.
    private var settled: [SettledKey: Bool] = [:]
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

    /// Takes in what came of it, with what was found out before.
    mutating func show(_ receipt: LogoutReceipt) {
        self.receipt = receipt
        correct()
    }

    /// Takes in that a new session of the user was ended while it stands, or why not.
    mutating func add(_ news: StandingLogout.News) { receipt?.add(news) }

    /// Takes in whether a session of which it was not known had been ended.
    mutating func settle(_ key: SessionKey, of place: Int, wasEnded: Bool) {
        settled[SettledKey(place: place, key: key)] = wasEnded
        correct()
    }

    private mutating func correct() {
        guard !settled.isEmpty, var parts = receipt?.parts else { return }
        for place in parts.indices {
            for (line, old) in parts[place].receipt.lines.enumerated() where old.isUncertain {
                guard let wasEnded = settled[SettledKey(place: parts[place].place, key: old.key)] else { continue }
                parts[place].receipt.lines[line].isUncertain = false
                guard wasEnded else { continue }
                parts[place].receipt.lines[line].result = .done
                parts[place].receipt.lines[line].reason = nil
            }
            if parts[place].receipt.isComplete { parts[place].failure = nil }
        }
        receipt?.parts = parts
    }

    private struct SettledKey: Hashable {
        var place: Int
        var key: SessionKey
    }

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
