/// What an operator may set up so that a store tells of its changes by itself, and whether it is there.
///
/// Nobody sets it up but an operator who asks for it: looking changes nothing.
public struct FeedSetup: Hashable, Sendable {
    /// Whether it is there.
    public enum State: Hashable, Sendable {
        /// The store tells by itself; there is nothing to set up.
        case builtIn
        /// It is there and works.
        case installed
        /// It is not there, and could be.
        case notInstalled
        /// It can't be set up from here; why, as the end of a sentence, and what would change that.
        case impossible(String, remedy: String?)
    }

    /// How changes become known once it is there.
    public var kind: FeedKind
    /// Whether it is there.
    public var state: State
    /// The statements that set it up, whole and in order; run twice they do no harm.
    public var install: [String]
    /// The statements that take it away without a trace; run twice they do no harm.
    public var remove: [String]
    /// Whether the statements are for the server's administrator alone: settings, rights, a restart. We then only show
    /// them.
    public var isByHand: Bool
    /// What it changes and what it costs, a sentence each.
    public var effects: [String]

    /// Creates a setup.
    public init(
        kind: FeedKind, state: State, install: [String] = [], remove: [String] = [], isByHand: Bool = false,
        effects: [String] = []
    ) {
        self.kind = kind
        self.state = state
        self.install = install
        self.remove = remove
        self.isByHand = isByHand
        self.effects = effects
    }

    /// Whether the store tells by itself just now.
    public var isActive: Bool {
        switch state {
        case .builtIn, .installed: true
        case .notInstalled, .impossible: false
        }
    }
}
