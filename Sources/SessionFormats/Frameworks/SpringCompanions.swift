internal import SessionModel

/// What the indexed repositories of Spring Session keep beside a session's hash: a key that ends with the session, so that
/// the server tells of it; the session in the set of its user; and the session among those that end at some moment, in a
/// set of a minute or in one sorted set. Where the default repository is in use none of them is there.
enum SpringCompanions {
    @Sendable
    static func steps(_ session: Session, _ act: SessionAct) -> [CompanionStep] {
        guard let place = SpringPlace(session) else { return [] }
        switch act {
        case .end: return place.all.map { CompanionStep($0) }
        case .move(let id):
            let there = place.at(id.whole)
            return zip(place.all, there.all).map { CompanionStep($0, becomes: $1) }
        case .redate(let deadline): return redating(place, deadline)
        case .edit(let payload): return editing(place, user: SpringRecord.users(payload).first)
        }
    }

    /// Whether the session is where companions may be: in Redis, not in a table.
    static func areKept(beside session: Session) -> Bool { SpringPlace(session) != nil }

    private static func redating(_ place: SpringPlace, _ deadline: Deadline) -> [CompanionStep] {
        guard let moment = deadline.moment else { return [] }
        var there = place
        there.end = moment
        var steps = [
            CompanionStep(place.shadow, becomes: place.shadow, expiry: deadline),
            CompanionStep(place.sorted, becomes: place.sorted, score: moment.milliseconds),
        ]
        if let minute = place.minute, let new = there.minute {
            let expiry = Deadline.at(moment.adding(milliseconds: SpringRecord.afterlife))
            steps.append(CompanionStep(minute, becomes: new, expiry: expiry))
        }
        return steps
    }

    /// The session goes from one user's set to the other's.
    private static func editing(_ place: SpringPlace, user: String?) -> [CompanionStep] {
        guard user != place.user else { return [] }
        var there = place
        there.user = user
        let new = there.indexes
        return place.indexes.enumerated().map { number, old in
            CompanionStep(old, becomes: new.isEmpty ? nil : new[number])
        }
    }
}

/// Where a session's companions are.
private struct SpringPlace {
    private let namespace: String
    private var id: String
    var user: String?
    /// When the session ends.
    var end: Timestamp?

    /// Nil for a key that is none of Spring's.
    init?(_ session: Session) {
        let key = session.key.text
        guard let id = session.id?.whole, key.hasSuffix("sessions:" + id) else { return nil }
        namespace = String(key.dropLast(id.count + "sessions:".count))
        self.id = id
        user = session.payload.flatMap { SpringRecord.users($0).first }
        end = SpringRecord.end(session.payload)?.moment
    }

    /// The same of the session under another id.
    func at(_ id: String) -> SpringPlace {
        var place = self
        place.id = id
        return place
    }

    var all: [Companion] { [shadow, sorted, ownIndex] + [minute].compactMap(\.self) + indexes }

    /// The key that ends when the session does.
    var shadow: Companion { companion(.key, "sessions:expires:\(id)") }

    /// Since Spring Session 3.3: all sessions by the moment they end at.
    var sorted: Companion { companion(.scoredMember, "sessions:expirations", id) }

    /// Which sets the session is in, as the reactive repository notes it.
    private var ownIndex: Companion { companion(.key, "sessions:\(id):idx") }

    /// The sessions that end within a minute; the next minute's beginning is its name.
    var minute: Companion? {
        end.map { end in
            let minute: Int64 = 60_000
            let next = (end.milliseconds / minute + 1) * minute
            return companion(.member, "expirations:\(next)", "expires:\(id)")
        }
    }

    /// The sets of the user's sessions: the one repository's, and the reactive one's.
    var indexes: [Companion] {
        guard let user else { return [] }
        return [
            companion(.member, "index:\(SpringRecord.principalIndex):\(user)", id),
            companion(.member, "sessions:index:PRINCIPAL_NAME_INDEX_NAME:\(user)", id),
        ]
    }

    /// Members are written by the application's serializer: Java's own, one of JSON, or one of plain text.
    private func companion(_ form: Companion.Form, _ key: String, _ member: String? = nil) -> Companion {
        let spellings = member.map { [JavaInteger.stream(ofText: $0), JSONText.encode($0), Array($0.utf8)] } ?? []
        return Companion(form, SessionKey(namespace + key), spellings: spellings)
    }
}
