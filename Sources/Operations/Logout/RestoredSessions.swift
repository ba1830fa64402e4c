public import SessionModel
internal import Synchronization

/// What an operator brought back while a logout watches or stands: no return of it is told of, and none is ended again.
public final class RestoredSessions: Sendable {
    private let keys = Mutex<[Int: Set<SessionKey>]>([:])

    /// Creates a list of none.
    public init() {}

    /// Notes that sessions of a store are brought back. To be called before they are: a watch may look at any moment.
    ///
    /// - Parameter place: The store's place among the open ones.
    public func note(_ restored: some Sequence<SessionKey>, of place: Int) {
        keys.withLock { $0[place, default: []].formUnion(restored) }
    }

    /// Forgets what was not brought back after all, or was ended again by the operator.
    public func forget(_ sessions: some Sequence<SessionKey>, of place: Int) {
        keys.withLock { $0[place]?.subtract(sessions) }
    }

    /// Whether the operator brought a session back.
    func contains(_ key: SessionKey, of place: Int) -> Bool {
        keys.withLock { $0[place]?.contains(key) ?? false }
    }
}
