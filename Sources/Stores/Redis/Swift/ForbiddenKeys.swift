internal import SessionModel
internal import Synchronization

/// Keys that the server has named, and that this user may not read.
///
/// The server answers the same for a key that is not there, so only of these it is known that there is a session.
final class ForbiddenKeys: Sendable {
    private let keys = Mutex<Set<SessionKey>>([])

    /// How many are kept; of more than these only the listing that names them tells.
    private static let room = 100_000

    /// What such a key holds, as far as is known.
    static let content = RecordContent.foreign("key that this user may not read")

    /// Notes a key that a listing named.
    func insert(_ key: SessionKey) {
        keys.withLock { keys in
            guard keys.count < Self.room else { return }
            keys.insert(key)
        }
    }

    /// Whether a key is one of them.
    func contains(_ key: SessionKey) -> Bool { keys.withLock { $0.contains(key) } }
}
