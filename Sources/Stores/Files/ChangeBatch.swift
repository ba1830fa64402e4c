internal import SessionModel
internal import StoreKit

/// Changes that came close together, each session named once.
struct ChangeBatch {
    /// The most sessions one change names.
    private static let limit = 10_000

    private var seen: Set<SessionKey> = []
    private var keys: [SessionKey] = []

    /// Adds a session; when enough are together they go out.
    mutating func add(_ key: SessionKey, _ deliver: (StoreChange) -> Void) {
        guard seen.insert(key).inserted else { return }
        keys.append(key)
        if keys.count >= Self.limit { flush(deliver) }
    }

    /// Has what is there go out.
    mutating func flush(_ deliver: (StoreChange) -> Void) {
        guard !keys.isEmpty else { return }
        deliver(.touched(keys))
        keys.removeAll(keepingCapacity: true)
        seen.removeAll(keepingCapacity: true)
    }
}
