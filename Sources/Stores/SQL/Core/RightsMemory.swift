internal import StoreKit
internal import Synchronization

/// What the last examination found may be done.
final class RightsMemory: Sendable {
    private let known = Mutex<StoreAbilities?>(nil)

    /// What may be done; nil before the first look.
    var abilities: StoreAbilities? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }
}
