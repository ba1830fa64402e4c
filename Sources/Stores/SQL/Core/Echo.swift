internal import SessionModel

/// Keys that are told a second time, because they were told before the change could surely be read.
struct Echo: Sendable {
    /// Which keys.
    var keys: [SessionKey]
    /// When to tell them again, by the feed's clock.
    var moment: Int64

    /// How long after the first time, in nanoseconds: a transaction that is in the log is over soon.
    static let delay: Int64 = 150_000_000
}
