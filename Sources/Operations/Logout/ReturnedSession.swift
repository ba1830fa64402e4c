public import SessionModel

/// A session that was ended and is there again.
public struct ReturnedSession: Hashable, Sendable {
    /// The store's name.
    public var store: String
    /// What it is called in messages: its id cut short, or what stands for it in its key.
    public var name: String
    /// Its key.
    public var key: SessionKey
    /// How long after its end it was seen, in milliseconds.
    public var after: Int64
    /// Whether this user is still logged in with it; false where somebody else, or nobody, is.
    public var isSameUser: Bool
    /// Whether it was ended again.
    public var isEndedAgain: Bool
}
