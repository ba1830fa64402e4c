internal import SessionModel

/// A companion of a session as it was found, and the commands that make its step.
struct CompanionSight {
    /// A command that belongs to a transaction.
    typealias Request = (command: Command, arguments: [[UInt8]])

    /// What is to happen to it.
    let step: CompanionStep
    /// Which of its spellings are there; empty where the companion is not there, except for a key by itself.
    var spellings: [Int] = []
    /// The scores of those, as the server writes them.
    var scores: [[UInt8]] = []
    /// When its key ends; nil where there is none.
    var expiry: Deadline?
    /// When the successor's key ends; nil where there is none.
    var successorExpiry: Deadline?

    /// Whether it is there.
    var isThere: Bool { expiry != nil && (step.companion.form == .key || !spellings.isEmpty) }

    /// The commands of the step, in order.
    func requests(delete: Command) -> [Request] {
        guard isThere else { return [] }
        switch (step.companion.form, step.successor) {
        case (.key, nil): return [(.dump, [step.companion.key.bytes]), (delete, [step.companion.key.bytes])]
        case (.key, let successor?): return rename(to: successor.key) + date(successor.key, step.expiry)
        case (.member, let successor), (.scoredMember, let successor): return members(successor)
        }
    }

    private func rename(to key: SessionKey) -> [Request] {
        key == step.companion.key ? [] : [(.renameIfFree, [step.companion.key.bytes, key.bytes])]
    }

    private func members(_ successor: Companion?) -> [Request] {
        let old = step.companion
        var requests: [Request] = []
        for (place, spelling) in spellings.enumerated() {
            let member = old.spellings[spelling]
            let isScored = old.form == .scoredMember
            let fresh = successor.flatMap { $0.spellings.indices.contains(spelling) ? $0.spellings[spelling] : nil }
            let moves = successor?.key != old.key || fresh != member
            // First in, then out: a set that becomes empty in between would lose its deadline.
            if let successor, let fresh {
                if isScored {
                    let score = step.score.map { Array(String($0).utf8) } ?? scores[place]
                    requests.append((.addScored, [successor.key.bytes, score, fresh]))
                } else if moves {
                    requests.append((.addMember, [successor.key.bytes, fresh]))
                }
            }
            if moves { requests.append((isScored ? .removeScored : .removeMember, [old.key.bytes, member])) }
        }
        guard let successor, let expiry = step.expiry, successorExpiry.map({ $0 < expiry }) ?? true else {
            return requests
        }
        return requests + date(successor.key, expiry)
    }

    private func date(_ key: SessionKey, _ expiry: Deadline?) -> [Request] {
        switch expiry {
        case .at(let moment): [(.expireAt, [key.bytes, Array(String(moment.milliseconds).utf8)])]
        case .never: [(.persist, [key.bytes])]
        case nil: []
        }
    }

    /// What bringing it back takes, where it ends: from the answers to its commands.
    func archived(_ replies: ArraySlice<Reply>) -> [ArchivedCompanion] {
        guard isThere, step.successor == nil, let expiry else { return [] }
        let companion = step.companion
        guard companion.form != .key else {
            return replies.first?.bytes.map { [ArchivedCompanion(.key, companion.key, content: $0, expiry: expiry)] }
                ?? []
        }
        return spellings.enumerated().map { place, spelling in
            ArchivedCompanion(
                companion.form, companion.key, content: companion.spellings[spelling],
                score: scores.indices.contains(place) ? scores[place] : nil, expiry: expiry)
        }
    }
}
