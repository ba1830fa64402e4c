public import SessionModel

/// What a query has chosen, and when: each session is asked once more when its turn comes.
public struct QueryChoice: Hashable, Sendable {
    private let query: Query
    private let moment: Timestamp

    private static let unfitting = "it does not fit any more"
    private static let unreadable = "it can't be read any more, so nobody knows whether it fits"
    private static let silent = "it does not tell any more whether it fits"

    /// Creates a choice.
    ///
    /// - Parameter moment: When it was begun, by our own time.
    public init(_ query: Query, at moment: Timestamp) {
        self.query = query
        self.moment = moment
    }

    /// Why a session that was chosen is left alone; nil where it fits still. As at the choosing, what is not known to
    /// fit is left. That time has passed is no reason, so it fits by the one moment or the other.
    ///
    /// - Parameters:
    ///   - now: Our own time.
    ///   - skew: How far the store's clock is ahead of ours, in milliseconds.
    ///   - secrets: Which values are not known to the query, as they were not at the choosing; nil for none.
    ///   - standIn: What was taken for its id where it tells none; nil for nothing.
    public func objection(
        to session: Session, at now: Timestamp, ahead skew: Int64, hiding secrets: SecretRule? = nil,
        standIn: SessionID? = nil
    ) -> String? {
        var named = session
        named.id = session.id ?? standIn
        let isNamedAnew = named.id != session.id
        var match = Match.unknown
        for time in [moment, now].map({ $0.adding(milliseconds: skew) }) {
            match = query.matches(SessionSubject(session, at: time, hiding: secrets))
            if match == .unknown, isNamedAnew {
                match = query.matches(SessionSubject(named, at: time, hiding: secrets))
            }
            if match == .yes { return nil }
        }
        if match == .no { return Self.unfitting }
        return session.payload == nil ? Self.unreadable : Self.silent
    }
}
