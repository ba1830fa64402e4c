public import SessionModel

/// A session that was ended and is there again.
public struct ReturnedSession: Hashable, Sendable {
    /// The store's name.
    public var store: String
    /// Its id, where it is known.
    public var id: SessionID?
    /// Its key.
    public var key: SessionKey
    /// How long after its end it was seen, in milliseconds.
    public var after: Int64
    /// Whether this user is still logged in with it; false where somebody else, or nobody, is.
    public var isSameUser: Bool
    /// Whether it was ended again.
    public var isEndedAgain: Bool
}
