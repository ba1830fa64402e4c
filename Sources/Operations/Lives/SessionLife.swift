internal import SessionModel

/// What was seen of one session, under all ids it has had, the oldest moment first.
public struct SessionLife: Hashable, Sendable {
    /// What happened, moment by moment.
    public internal(set) var moments: [LifeMoment] = []
    /// How many moments are no longer kept.
    public internal(set) var forgotten = 0
    /// When anything last happened, as a count of all that did in any life.
    var age = 0
    /// How much memory it takes, in bytes, about.
    var cost = 0

    /// How many moments of one life are kept.
    static let mostMoments = 200
    /// Of how many of them the payload is kept.
    static let mostPayloads = 64
    /// A larger payload is not kept.
    static let largestPayload = 256 << 10

    /// Why it ended; nil while it lives.
    public var cause: EndCause? {
        guard let last = moments.last, last.isEnd || last.event.cause?.kind == .unswept else { return nil }
        return last.event.cause
    }

    /// The moment of a number.
    public func moment(_ number: Int) -> LifeMoment? { moments.first { $0.number == number } }

    /// Adds a moment, at the cost of the oldest that says least.
    mutating func add(_ moment: LifeMoment) {
        moments.append(moment)
        cost += moment.cost
        if moments.count > Self.mostMoments {
            let place = moments.firstIndex { $0.event.kind == .touched } ?? 0
            cost -= moments.remove(at: place).cost
            forgotten += 1
        }
        let kept = moments.indices.filter { moments[$0].payload != nil }
        // What it was at first stays longest: it is what most is compared with.
        if kept.count > Self.mostPayloads { forgetPayload(kept[1]) }
    }

    private mutating func forgetPayload(_ place: Int) {
        cost -= moments[place].payload?.count ?? 0
        moments[place].payload = nil
    }

    /// Forgets all payloads but the last.
    mutating func forgetPayloads() {
        for place in moments.indices.dropLast() { forgetPayload(place) }
    }

    /// Takes back what seemed to be an end, or a beginning, and was the change of an id.
    mutating func removeLast(where isWrong: (LifeMoment) -> Bool) {
        if let last = moments.last, isWrong(last) { cost -= moments.removeLast().cost }
    }
}

extension LifeMoment {
    /// How much memory it takes, in bytes, about.
    var cost: Int { 320 + (payload?.count ?? 0) + event.changes.reduce(0) { $0 + $1.cost } }
}
