public import SessionModel

/// A named store with its format, user rule, rights and look.
public struct Profile: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its store: a URL or a path.
    public var store: String
    /// The format's name; nil to find out.
    public var format: String?
    /// The payload paths that name the user; empty for the default rule.
    public var userPaths: [String] = []
    /// Where the password comes from, where the store's URL has none.
    public var password: SecretSource?
    /// The secrets cookies are signed with, the newest first.
    public var cookieSecrets: [SecretSource] = []
    /// What kind of place it is; nil where it was not said.
    public var environment: Environment?
    /// Whether nothing may be changed.
    public var isReadOnly = false
    /// The columns of its list; empty for the usual ones.
    public var columns: [ListColumn] = []
    /// How long a session lasts without a request, in seconds, where the format keeps no expiry.
    public var lifetime: Int?
    /// How often to read a store that does not push changes, in seconds.
    public var poll: Int?
    /// The profile of the store in which the framework keeps copies of the same sessions; nil for none.
    public var copies: String?

    /// Which alarms are on; nil for the same as everywhere.
    public var alarms: AlarmSettings?

    /// What a profile's store serves.
    public enum Environment: String, CaseIterable, Hashable, Sendable {
        /// Real visitors: acts ask for a reason and for more confirmation.
        case production
        /// A rehearsal of production.
        case staging
        /// A developer's own.
        case development
        /// Tests.
        case test
    }

    /// Creates a profile.
    public init(name: String, store: String) {
        self.name = name
        self.store = store
    }

    /// Whether it serves real visitors.
    public var isProduction: Bool { environment == .production }
}
