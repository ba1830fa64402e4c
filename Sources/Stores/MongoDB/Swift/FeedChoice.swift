internal import StoreKit

/// How changes become known, and why not better.
struct FeedChoice: Hashable, Sendable {
    /// How they do.
    var kind: FeedKind
    /// Why they are not pushed; nil where they are.
    var reason: String?
    /// What would change that.
    var remedy: String?

    /// Pushed.
    static let changeStream = FeedChoice(kind: .push("change stream"))
}
