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
        case .edit(let payload): return editing(place, payload)
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
    private static func editing(_ place: SpringPlace, _ payload: Payload) -> [CompanionStep] {
        var there = place
        there.take(usersOf: payload)
        return zip(place.ofUser, there.ofUser).compactMap { old, new in
            old == new ? nil : old.map { CompanionStep($0, becomes: new) }
        }
    }
}

/// Where a session's companions are.
private struct SpringPlace {
    private let namespace: String
    private var id: String
    private var user: String?
    private var reactiveUser: String?
    /// When the session ends.
    var end: Timestamp?

    /// Nil for a key that is none of Spring's.
    init?(_ session: Session) {
        let key = session.key.text
        guard let id = session.id?.whole, key.hasSuffix("sessions:" + id) else { return nil }
        namespace = String(key.dropLast(id.count + "sessions:".count))
        self.id = id
        end = SpringRecord.end(session.payload)?.moment
        if let payload = session.payload { take(usersOf: payload) }
    }

    /// By whom either kind of repository indexes the session.
    mutating func take(usersOf payload: Payload) {
        user = SpringRecord.principal(payload, in: SpringRecord.principalIndex)
        reactiveUser = SpringRecord.principal(payload, in: SpringRecord.reactiveIndex)
    }

    /// The same of the session under another id.
    func at(_ id: String) -> SpringPlace {
        var place = self
        place.id = id
        return place
    }

    var all: [Companion] { [shadow, sorted, ownIndex] + [minute, index, reactiveIndex].compactMap(\.self) }

    /// What the user's name is part of.
    var ofUser: [Companion?] { [index, reactiveIndex, ownIndexed] }

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
            let next = end.adding(milliseconds: minute).milliseconds / minute * minute
            return companion(.member, "expirations:\(next)", "expires:\(id)")
        }
    }

    /// The set of the user's sessions.
    private var index: Companion? {
        user.map { companion(.member, "index:\(SpringRecord.principalIndex):\($0)", id) }
    }

    /// The same of the reactive repository.
    private var reactiveIndex: Companion? { reactiveUser.map { companion(.member, reactiveIndexKey($0), id) } }

    /// That set among those that the session is in.
    private var ownIndexed: Companion? {
        reactiveUser.map { companion(.member, "sessions:\(id):idx", namespace + reactiveIndexKey($0)) }
    }

    private func reactiveIndexKey(_ user: String) -> String {
        "sessions:index:\(SpringRecord.reactiveIndex):\(user)"
    }

    /// Members are written by the application's serializer: Java's own, one of JSON, or one of plain text.
    private func companion(_ form: Companion.Form, _ key: String, _ member: String? = nil) -> Companion {
        let spellings = member.map { [JavaInteger.stream(ofText: $0), JSONText.encode($0), Array($0.utf8)] } ?? []
        return Companion(form, SessionKey(namespace + key), spellings: spellings)
    }
}
