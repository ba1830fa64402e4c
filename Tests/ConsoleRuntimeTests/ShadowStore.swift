import SessionModel
import StoreKit
import Synchronization

/// A store that keeps nothing: whatever is ended or brought back was there to be, unless the store is away or refuses it.
final class ShadowStore: SessionStore {
    let identity: StoreIdentity
    let abilities = StoreAbilities.all
    private let away = Mutex(false)
    private let mute = Mutex(false)
    private let refused = Mutex<SessionKey?>(nil)

    init(_ name: String) { identity = StoreIdentity(engine: "shadow", address: name) }

    /// Whether it answers nothing.
    var isAway: Bool {
        get { away.withLock { $0 } }
        set { away.withLock { $0 = newValue } }
    }

    /// Whether its answers get lost.
    var isMute: Bool {
        get { mute.withLock { $0 } }
        set { mute.withLock { $0 = newValue } }
    }

    /// What it does not bring back.
    var refusedKey: SessionKey? {
        get { refused.withLock { $0 } }
        set { refused.withLock { $0 = newValue } }
    }

    private func begin(_ action: String) throws(StoreError) {
        if isAway { throw StoreError(.unreachable, while: action, on: identity.address, detail: "nobody answers") }
        if isMute { throw StoreError(.timedOut, while: action, on: identity.address, detail: "no answer in time") }
    }

    func examine() async throws(StoreError) -> StoreExamination {
        StoreExamination(version: "shadow 1", abilities: abilities, feed: .push("shadow"))
    }

    func scan(_ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void) async throws(StoreError) {}

    func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] {
        try begin("reading")
        return keys.map { _ in nil }
    }

    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] { [] }

    func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome { .gone }

    func move(_ key: SessionKey, to newKey: SessionKey, expecting: Revision) async throws(StoreError) -> MoveOutcome {
        .gone
    }

    func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        try begin("ending")
        return keys.map { .done(ArchivedRecord(key: $0.key, content: Array("{}".utf8))) }
    }

    func restore(_ record: ArchivedRecord) async throws(StoreError) -> RestoreOutcome {
        try begin("restoring")
        if record.key == refusedKey {
            throw StoreError(.failed, while: "restoring", on: identity.address, detail: "it is of another version")
        }
        return .done(StoredRecord(key: record.key, content: .bytes(record.content)))
    }

    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {}

    func close() async {}
}
