public import SessionModel

/// When the live sessions would end if each lived for another time after its last request.
///
/// The last request is when the record says it was; where it does not say, it is reckoned: the deadline less the
/// lifetime, where that is known. A limit since creation stays what it is. It is a picture of one moment: a request
/// that comes later is not in it.
public struct WhatIf: Hashable, Sendable {
    /// How long sessions would live after a request, in milliseconds.
    public let lifetime: Int64
    /// The moment it is a picture of, by our clock.
    public let readAt: Timestamp
    /// Of how many sessions the last request was reckoned.
    public private(set) var reckoned = 0
    /// Of how many live sessions, or records nobody can read, nobody knows the last request.
    public private(set) var unknown = 0
    /// Stores that it does not cover.
    public internal(set) var uncovered: [OpenStores.Uncovered] = []
    /// When each session would end, by our clock.
    private var ends: [Int64] = []

    /// How the end of a session would be known.
    public enum Ground: Hashable, Sendable {
        /// The record says when the last request was.
        case seen
        /// It follows from deadline and lifetime.
        case reckoned
    }

    /// Creates a picture with no sessions.
    public init(lifetime: Int64, readAt: Timestamp) {
        self.lifetime = lifetime
        self.readAt = readAt
    }

    /// Adds a session that would end at a moment; nil where nobody knows.
    public mutating func add(_ end: (moment: Timestamp, ground: Ground)?) {
        guard let end else { return unknown += 1 }
        ends.append(RowFacts.value(end.moment))
        if end.ground == .reckoned { reckoned += 1 }
    }

    /// How many live sessions there are.
    public var count: Int { ends.count + unknown }

    /// How many sessions would end at once.
    public var endsNow: Int { ends.count { $0 <= readAt.milliseconds } }

    /// When the sessions would end.
    public func horizon(_ zoom: HorizonZoom) -> Horizon {
        var horizon = Horizon(zoom, from: readAt, deadlines: ends)
        horizon.add(RowFacts.unknown, by: unknown)
        return horizon
    }

    /// When a session would end under another lifetime, and how that is known; nil where nobody knows.
    ///
    /// - Parameters:
    ///   - lifetime: The other lifetime, in milliseconds.
    ///   - known: The lifetime where the session does not say its own; nil where nobody knows it.
    public static func end(
        of session: Session, under lifetime: Int64, known: Int64?
    ) -> (moment: Timestamp, ground: Ground)? {
        let seen: Timestamp
        let ground: Ground
        if let last = session.lastSeenAt {
            (seen, ground) = (last, .seen)
        } else if let deadline = session.deadline.moment, let length = session.lifetime ?? known {
            (seen, ground) = (deadline.adding(milliseconds: -length), .reckoned)
        } else {
            return nil
        }
        let end = seen.adding(milliseconds: lifetime)
        let limit = session.clocks.filter { $0.kind == .absolute }.earliest?.deadline.moment
        return (limit.map { min($0, end) } ?? end, ground)
    }
}
