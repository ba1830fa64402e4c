internal import StoreKit

/// What may be done on a server, and why the rest may not.
struct MemcachedRights: Hashable, Sendable {
    /// What may be done.
    var abilities = StoreAbilities.all
    /// Why something may not be done.
    var restrictions: [StoreExamination.Restriction] = []
    /// How changes become known.
    var feed: FeedKind

    /// Creates the rights that a server's settings and its feed leave.
    init(_ settings: ServerSettings, _ feed: MemcachedFeed.Kind, isReadOnly: Bool) {
        self.feed = feed.kind
        if let refusal = settings.listingRefusal { restrict(.list, refusal.reason, refusal.remedy) }
        let acts = StoreAbilities.all.subtracting(.reading)
        if isReadOnly {
            restrict(acts, "it was opened read-only", nil)
        } else if !settings.hasCompare {
            restrict(acts, MemcachedFailure.noCompareReason, MemcachedFailure.noCompareRemedy)
        }
        if let refusal = feed.refusal { restrict(.push, refusal, FeedSource.remedy) }
    }

    private mutating func restrict(_ ability: StoreAbilities, _ reason: String, _ remedy: String?) {
        abilities.subtract(ability)
        restrictions.append(.init(ability, reason: reason, remedy: remedy))
    }
}
