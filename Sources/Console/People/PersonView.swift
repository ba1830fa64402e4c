internal import Operations
internal import SessionModel
internal import TerminalKit

/// One user's sessions over all open stores, on screen.
struct PersonView: Sendable {
    var viewport = Viewport(margin: 1)
    let request: LogoutRequest
    /// What is being read.
    var ticket: Ticket?
    private(set) var plan: LogoutPlan?
    /// When it was read last; nil before that.
    private(set) var readAt: Timestamp?

    init(_ request: LogoutRequest) { self.request = request }

    /// One session, and the store it is in.
    struct Row: Hashable, Sendable {
        var place: Int
        var store: String
        var target: LogoutPlan.Target
    }

    /// The sessions, the one seen last first; where they do not tell, the one that ends soonest.
    var rows: [Row] {
        guard let plan else { return [] }
        let rows = plan.parts.flatMap { part in
            part.doomed.map { Row(place: part.place, store: part.store, target: $0) }
        }
        return rows.sorted { left, right in
            let (first, second) = (left.target, right.target)
            if first.lastSeenAt != second.lastSeenAt {
                return (first.lastSeenAt?.milliseconds ?? .min) > (second.lastSeenAt?.milliseconds ?? .min)
            }
            if first.deadline != second.deadline { return first.deadline < second.deadline }
            return (left.place, first.key) < (right.place, second.key)
        }
    }

    /// The session under the cursor.
    var selected: Row? {
        let rows = rows
        return viewport.cursor < rows.count ? rows[viewport.cursor] : nil
    }

    mutating func fit(height: Int) { viewport.update(count: rows.count, height: height) }

    mutating func move(_ move: (inout Viewport) -> Void) { move(&viewport) }

    /// Takes in what was read; the cursor stays on its session.
    mutating func show(_ plan: LogoutPlan, at now: Timestamp) {
        let before = selected
        self.plan = plan
        readAt = now
        ticket = nil
        let rows = rows
        viewport.update(count: rows.count, height: viewport.height)
        if let before,
            let place = rows.firstIndex(where: { $0.place == before.place && $0.target.key == before.target.key })
        {
            viewport.moveCursor(to: place)
        }
    }

    /// A session is no more.
    mutating func drop(_ key: SessionKey, of place: Int) {
        guard let number = plan?.parts.firstIndex(where: { $0.place == place }) else { return }
        plan?.parts[number].doomed.removeAll { $0.key == key }
        viewport.update(count: rows.count, height: viewport.height)
    }
}
