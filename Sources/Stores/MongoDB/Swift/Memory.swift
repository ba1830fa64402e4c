internal import SessionModel
internal import StoreKit
internal import Synchronization

/// What a store has found out and need not ask again.
final class Memory: Sendable {
    private struct State {
        var found: PlaceSearch.Found
        var commands: Commands?
        var abilities: StoreAbilities?
        var feed: FeedChoice?
    }

    private let state: Mutex<State>

    init(_ found: PlaceSearch.Found) { state = Mutex(State(found: found)) }

    /// The collection and its fields.
    var place: DocumentPlace { state.withLock { $0.found.place } }

    /// The layouts that the documents may be of; nil where that could be any.
    var layouts: [DocumentLayout]? { state.withLock { $0.found.layouts } }

    /// Whether documents told which fields those are.
    var isPlaceTold: Bool { state.withLock { $0.found.isTold } }

    /// Whether the collection was there when it was last looked for.
    var isPlaceThere: Bool { state.withLock { $0.found.isThere } }

    /// Takes in what the first documents tell; what was found out for other fields is to be found out anew.
    func learn(_ told: PlaceSearch.Found) {
        state.withLock { state in
            let isOther = told.place != state.found.place
            state.found = told
            guard isOther else { return }
            state.commands = nil
            state.feed = nil
        }
    }

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
