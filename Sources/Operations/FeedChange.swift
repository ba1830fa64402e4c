public import StoreKit

/// An operator's act on the change feed of a store; the raw value is the words of the journal.
public enum FeedChange: String, Hashable, Sendable {
    case install = "feed install"
    case remove = "feed remove"
}

/// What an act on a change feed came to.
public struct FeedOutcome: Sendable {
    /// What is there now.
    public var setup: FeedSetup
    /// Why the journal has no line of it; nil when it has.
    public var journalWarning: String?
}
