internal import StoreKit
internal import Synchronization

/// What a store has found out and need not ask again.
final class Memory: Sendable {
    private struct State {
        var commands: Commands?
        var abilities: StoreAbilities?
        var feed: FeedChoice?
    }

    private let state = Mutex(State())

    /// The commands for the deployment's version; nil before the first look.
    var commands: Commands? {
        get { state.withLock { $0.commands } }
        set { state.withLock { $0.commands = newValue } }
    }

    /// What may be done; nil before the first examination.
    var abilities: StoreAbilities? {
        get { state.withLock { $0.abilities } }
        set { state.withLock { $0.abilities = newValue } }
    }

    /// How changes become known; nil before it was tried.
    var feed: FeedChoice? {
        get { state.withLock { $0.feed } }
        set { state.withLock { $0.feed = newValue } }
    }
}
