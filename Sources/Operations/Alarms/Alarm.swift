public import SessionModel

/// Something about sessions that somebody responsible for them should look at.
public struct Alarm: Hashable, Sendable {
    /// What kind of thing; the raw value is the word in the configuration, on the command line and in its JSON.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A visitor logged in and kept the id: whoever gave him the id is logged in, too.
        case fixation
        /// A session was given more rights under the id it had.
        case rights
        /// One id is used from two networks, or by two programs.
        case shared
        /// One user has more sessions than is usual.
        case crowd
        /// A session never ends by itself.
        case immortal
        /// A session is older than any should be.
        case old
        /// Many more anonymous sessions come than did before.
        case anonymous
        /// One id is in two stores.
        case twins
    }

    /// What it is about.
    public enum Subject: Hashable, Sendable {
        case session(SessionKey)
        case user(String)
        /// All sessions together.
        case everybody
    }

    /// What kind of thing.
    public var kind: Kind
    /// What it is about.
    public var subject: Subject
    /// When it was noticed, by our clock.
    public var at: Timestamp
    /// The word that stands behind the session in a list: `FIXATION?`.
    public var flag: String
    /// Why, in a sentence without a full stop.
    public var reason: String
    /// The session's id, where it is about one and the id is known.
    public var id: SessionID?
    /// The user, where it is about one.
    public var user: String?
    /// How many sessions it is about.
    public var count = 1

    /// Creates an alarm.
    public init(
        _ kind: Kind, _ subject: Subject, at: Timestamp, flag: String, reason: String, id: SessionID? = nil,
        user: String? = nil, count: Int = 1
    ) {
        self.kind = kind
        self.subject = subject
        self.at = at
        self.flag = flag
        self.reason = reason
        self.id = id
        self.user = user
        self.count = count
    }

    /// The session it is about; nil where it is about more than one.
    public var key: SessionKey? {
        if case .session(let key) = subject { key } else { nil }
    }
}

extension Alarm.Kind {
    /// What raises it, for a person who may switch it off.
    public var summary: String {
        switch self {
        case .fixation: "the id was the same before and after a login"
        case .rights: "rights were raised under the same id"
        case .shared: "one id was used from two networks or by two programs"
        case .crowd: "one user has more sessions than is usual"
        case .immortal: "a session never ends by itself"
        case .old: "a session is older than any should be"
        case .anonymous: "many more anonymous sessions come than before"
        case .twins: "one id is in two stores"
        }
    }
}
