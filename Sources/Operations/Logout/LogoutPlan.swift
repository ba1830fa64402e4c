public import SessionModel

/// What a logout would end: the set is fixed, store by store, and is not looked for again.
public struct LogoutPlan: Hashable, Sendable {
    /// The user, as named.
    public var user: String
    /// Every name by which sessions were taken for this user's.
    public var names: [String]
    /// What each store has, in the order of the stores; also those that have nothing.
    public var parts: [Part]
    /// The stores in which nobody has looked.
    public var uncovered: [OpenStores.Uncovered]

    /// What one store has.
    public struct Part: Hashable, Sendable {
        /// The store's place among the open ones.
        public var place: Int
        /// The store's name.
        public var store: String
        /// What kind of store it is.
        public var engine: String
        /// The sessions that would end, by key.
        public var doomed: [Target]
        /// The sessions that are spared.
        public var kept: [Target]
        /// How many records could not be read, so that nobody knows whose they are.
        public var unreadable: Int
        /// Why nothing can be ended here, in a sentence; nil where it can.
        public var refusal: String?
        /// Whether acts need more ceremony here.
        public var isProduction: Bool
    }

    /// One session of the set.
    public struct Target: Hashable, Sendable {
        /// Its id, where it is known.
        public var id: SessionID?
        /// What it is called in messages: its id cut short, or what stands for it in its key.
        public var name: String
        /// Its key.
        public var key: SessionKey
        /// What said that it is this user's: a name and its path.
        public var matched: UserNaming
        /// When it was created, where it says.
        public var createdAt: Timestamp?
        /// When it was last seen, where it says.
        public var lastSeenAt: Timestamp?
        /// When it would end by itself.
        public var deadline: Deadline
    }

    /// How many sessions would end.
    public var count: Int { parts.reduce(0) { $0 + $1.doomed.count } }

    /// How many sessions are spared.
    public var keptCount: Int { parts.reduce(0) { $0 + $1.kept.count } }

    /// How many records nobody knows the user of.
    public var unreadable: Int { parts.reduce(0) { $0 + $1.unreadable } }

    /// The stores that have sessions of this user which can be ended.
    public var actable: [Part] { parts.filter { !$0.doomed.isEmpty && $0.refusal == nil } }

    /// Whether one of these stores is production.
    public var isProduction: Bool { actable.contains { $0.isProduction } }
}

/// Why there is no plan.
public enum LogoutPlanError: Error, Hashable, Sendable, CustomStringConvertible {
    /// None of this user's sessions is called so.
    case nothingToKeep(String)
    /// Several of this user's sessions begin so.
    case keepsSeveral(String, count: Int)
    /// It was stopped.
    case stopped

    /// One sentence.
    public var description: String {
        switch self {
        case .nothingToKeep(let id):
            "None of this user's sessions is '\(SessionID.shorten(id))', so nothing was done; "
                + "give an id, or \(OpenStore.shortestStart) characters of its start."
        case .keepsSeveral(let id, let count):
            "'\(SessionID.shorten(id))' begins \(count) of this user's sessions, so nothing was done; give more of it."
        case .stopped: "It was stopped, and nothing was done."
        }
    }
}
