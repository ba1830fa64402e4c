internal import StoreKit
internal import Synchronization

/// What was last found out about a table and what may be done with it.
final class RightsMemory: Sendable {
    private let known = Mutex<StoreAbilities?>(nil)
    private let refusal = Mutex<String?>(nil)
    private let rows = Mutex<Int?>(nil)

    /// What may be done; nil before the first look.
    var abilities: StoreAbilities? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }

    /// Why the database tells nothing although it should; nil where it does, or nobody asked.
    var pushRefusal: String? {
        get { refusal.withLock { $0 } }
        set { refusal.withLock { $0 = newValue } }
    }

    /// How many rows there were; nil where that was not told or not asked yet. Counting can cost as much as listing.
    var count: Int? {
        get { rows.withLock { $0 } }
        set { rows.withLock { $0 = newValue } }
    }
}
