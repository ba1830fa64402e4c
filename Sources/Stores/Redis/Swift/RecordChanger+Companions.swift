internal import SessionModel
internal import StoreKit

/// What belongs to sessions beside their records: looked for first, then changed in the transaction of the record.
///
/// The sets are not watched: other sessions come into them and leave them all the time, and a member that has left in
/// between is simply not there to be taken out.
extension RecordChanger {
    /// The command that takes a key away.
    var deletion: Command { capabilities.hasUnlink ? .unlink : .delete }

    /// Looks where companions are.
    func sights(of steps: [CompanionStep]) throws(RedisFailure) -> [CompanionSight] {
        guard !steps.isEmpty else { return [] }
        try connection.add(.time)
        var count = 1
        for step in steps { count += try askAbout(step) }
        var replies = try connection.exchange(count)[...]
        let now = try moment(replies.removeFirst())
        return try steps.map { step throws(RedisFailure) in try sight(step, &replies, now: now) }
    }

    private func askAbout(_ step: CompanionStep) throws(RedisFailure) -> Int {
        let key = step.companion.key.bytes
        try connection.add(expiryCommand, key)
        try connection.add(expiryCommand, step.successor?.key.bytes ?? key)
        switch step.companion.form {
        case .key: return 2
        case .member: for spelling in step.companion.spellings { try connection.add(.isMember, key, spelling) }
        case .scoredMember: for spelling in step.companion.spellings { try connection.add(.score, key, spelling) }
        }
        return 2 + step.companion.spellings.count
    }

    private func sight(
        _ step: CompanionStep, _ replies: inout ArraySlice<Reply>, now: Int64
    ) throws(RedisFailure) -> CompanionSight {
        var sight = CompanionSight(step: step)
        sight.expiry = try ExpiryReply(replies.removeFirst(), now: now).deadline
        sight.successorExpiry = try ExpiryReply(replies.removeFirst(), now: now).deadline
        guard step.companion.form != .key else { return sight }
        for spelling in step.companion.spellings.indices {
            let reply = replies.removeFirst()
            // Something else of that name is none of the session's.
            if reply.refusal?.code == "WRONGTYPE" { continue }
            let answer = try reply.get()
            switch step.companion.form {
            case .key: break
            case .member: if answer.integer == 1 { sight.spellings.append(spelling) }
            case .scoredMember:
                guard let score = answer.bytes else { continue }
                sight.spellings.append(spelling)
                sight.scores.append(score)
            }
        }
        return sight
    }

    /// Brings companions back: keys that are free, and members of sets, which end again when they were to end.
    func restore(_ companions: [ArchivedCompanion]) throws(RedisFailure) {
        guard !companions.isEmpty else { return }
        try connection.add(.time)
        for companion in companions { try connection.add(.exists, companion.key.bytes) }
        let replies = try connection.exchange(companions.count + 1)
        let now = try Connection.microseconds(replies[0]) / 1000
        var requests: [CompanionSight.Request] = []
        for (companion, there) in zip(companions, replies.dropFirst()) {
            requests += self.requests(for: companion, isFree: there.integer == 0, now: now)
        }
        guard !requests.isEmpty else { return }
        try connection.add(.multi)
        for request in requests { try connection.add(request.command, request.arguments) }
        try connection.add(.execute)
        for reply in try connection.exchange(requests.count + 2).dropLast() { _ = try reply.get() }
    }

    /// Creates a hash of fields with its absolute deadline if its key is free.
    func restore(_ list: FieldList, of record: ArchivedRecord) throws(RedisFailure) -> Script.Verdict {
        let key = record.key.bytes
        try connection.add(.watch, key)
        try connection.add(.exists, key)
        let replies = try connection.exchange(2)
        _ = try replies[0].get()
        if try replies[1].get().integer == 1 {
            _ = try connection.ask(.unwatch)
            return .occupied
        }
        _ = try connection.ask(.multi)
        for field in list.fields { try connection.add(.setField, key, field.name, field.value) }
        let moment = record.expiry?.moment?.milliseconds
        if let moment { try connection.add(.expireAt, key, Array(String(moment).utf8)) }
        try connection.add(.execute)
        let answers = try connection.exchange(list.fields.count + (moment == nil ? 1 : 2))
        for answer in answers.dropLast() { _ = try answer.get() }
        return try answers[answers.count - 1].get().elements == nil ? .occupied : .done
    }

    private func requests(
        for companion: ArchivedCompanion, isFree: Bool, now: Int64
    ) -> [CompanionSight.Request] {
        let key = companion.key.bytes
        let moment = companion.expiry.moment?.milliseconds
        var requests: [CompanionSight.Request] = []
        switch companion.form {
        case .key:
            guard isFree, moment.map({ $0 > now }) ?? true else { return [] }
            let left = Array(String(moment.map { max(1, $0 - now) } ?? 0).utf8)
            requests.append((.restore, [key, left, companion.content]))
        case .member: requests.append((.addMember, [key, companion.content]))
        case .scoredMember:
            requests.append((.addScored, [key, companion.score ?? [UInt8(ascii: "0")], companion.content]))
        }
        if isFree, let moment { requests.append((.expireAt, [key, Array(String(moment).utf8)])) }
        return requests
    }
}
