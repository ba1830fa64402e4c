import Operations
import SessionFormats
import SessionModel
import StoreKit

/// A store that can be listed and nothing else: a test says what its listing does.
struct ListedStore: SessionStore {
    var identity: StoreIdentity { StoreIdentity(engine: "listed", address: "listed:") }
    var abilities: StoreAbilities { .list }
    /// The listing.
    let list: @Sendable (ScanRequest, @Sendable (RecordPage) -> Void) async -> Void

    /// It, open.
    var open: OpenStore {
        OpenStore(
            name: "web", store: self, formats: [.express],
            context: FormatContext(layouts: [.keyValue(KeyValueLayout(prefix: "sess:"))]))
    }

    func examine() async throws(StoreError) -> StoreExamination {
        StoreExamination(version: "listed 1", abilities: .list, feed: .push("none"))
    }

    func scan(_ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void) async throws(StoreError) {
        await list(request, deliver)
    }

    func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] { keys.map { _ in nil } }
    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] { [] }
    func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome { throw Self.cannot }
    func move(_ key: SessionKey, to newKey: SessionKey, expecting: Revision) async throws(StoreError) -> MoveOutcome {
        throw Self.cannot
    }
    func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] { throw Self.cannot }
    func restore(_ record: ArchivedRecord) async throws(StoreError) -> RestoreOutcome { throw Self.cannot }
    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {}
    func close() async {}

    private static let cannot = StoreError(.unsuitable, while: "acting", on: "web", detail: "it is only listed")
}

extension RecordPage {
    /// Hands a record to a glance.
    mutating func add(_ key: String, _ content: String, to glance: RecordGlance) {
        SessionKey(key).bytes.withUnsafeBytes { key in
            Array(content.utf8).withUnsafeBytes { glance(key, $0, RowFacts.never, RowFacts.unknown, &self) }
        }
    }

    /// Adds the row of a record that its store can't read.
    mutating func addUnreadable(_ key: String) {
        SessionKey(key).bytes.withUnsafeBytes {
            let facts = RowFacts(deadline: RowFacts.never, size: 0, isReadable: false)
            append(key: $0, facts: facts, user: UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }
}
