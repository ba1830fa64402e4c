/// Whose sessions are to end, and which are not.
public struct LogoutRequest: Hashable, Sendable {
    /// The user, by any name that the user rule finds.
    public var user: String
    /// Other names that are this user's too.
    public var alsoNamed: [String] = []
    /// Whether only sessions count that carry one of these very names, and not those of names that go with them.
    public var isExact = false
    /// What is spared.
    public var keep: Keep?

    /// A session that is spared.
    public enum Keep: Hashable, Sendable {
        /// The one of this id, or of an id or key that begins so.
        case id(String)
        /// The one that was created last; where none tells, seen last; where none tells, the one that ends last.
        case newest
    }

    /// Creates a request.
    public init(user: String, alsoNamed: [String] = [], isExact: Bool = false, keep: Keep? = nil) {
        self.user = user
        self.alsoNamed = alsoNamed
        self.isExact = isExact
        self.keep = keep
    }

    /// All names that were given.
    var given: [String] { [user] + alsoNamed }
}
