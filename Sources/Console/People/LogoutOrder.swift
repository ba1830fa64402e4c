public import Operations

/// A logout as it was confirmed.
public struct LogoutOrder: Hashable, Sendable {
    /// What is ended.
    public var plan: LogoutPlan
    /// Why; nil when no reason was given.
    public var reason: String?
    /// How long is watched for returns, in milliseconds.
    public var watch: Int64
    /// Whether what comes back is ended again.
    public var endsAgain: Bool
    /// How long new sessions of the user are ended, in milliseconds; nil for not at all.
    public var standing: Int64?

    /// How long is watched on the screen, in milliseconds.
    static let watch: Int64 = 30_000

    /// Creates an order.
    init(_ plan: LogoutPlan, reason: String?, endsAgain: Bool = false, standing: Int64? = nil) {
        self.plan = plan
        self.reason = reason
        watch = Self.watch
        self.endsAgain = endsAgain
        self.standing = standing
    }
}
