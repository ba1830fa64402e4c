internal import StoreKit

/// What may be done on a server, and why the rest may not.
struct RedisRights: Hashable, Sendable {
    /// What may be done.
    var abilities: StoreAbilities
    /// Why something may not be done.
    var restrictions: [StoreExamination.Restriction] = []
    /// How changes become known.
    var feed: FeedKind
    /// What an operator has to know beside, in sentences.
    var notes: [String] = []

    /// Notes how changes become known, and why not better.
    mutating func note(_ found: RedisFeed.Kind) {
        feed = found.kind
        if !feed.isPush { restrict(.push, reason: found.reason, remedy: found.remedy) }
    }

    /// Takes abilities away, with what the server said.
    mutating func restrict(_ ability: StoreAbilities, _ failure: StoreError) {
        restrict(ability, reason: failure.detail, remedy: failure.remedy)
    }

    /// Takes abilities away; what has the same reason is told as one.
    mutating func restrict(_ ability: StoreAbilities, reason: String, remedy: String?) {
        abilities.subtract(ability)
        if let index = restrictions.firstIndex(where: { $0.reason == reason }) {
            restrictions[index].ability.formUnion(ability)
        } else {
            restrictions.append(.init(ability, reason: reason, remedy: remedy))
        }
    }
}
