internal import StoreKit
internal import Synchronization

/// What is to be left as it was found when a verb is done, however it ended.
enum Departure {
    private static let stores = Mutex<[any SessionStore]>([])

    /// Notes a store that is to be closed before the program ends.
    static func note(_ store: any SessionStore) { stores.withLock { $0.append(store) } }

    /// Closes what was noted; a verb that was stopped does so too.
    static func leave() async {
        let all = stores.withLock { stores in
            defer { stores = [] }
            return stores
        }
        await Task.detached { for store in all { await store.close() } }.value
    }
}
