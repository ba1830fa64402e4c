internal import SessionModel
internal import StoreKit

/// A store in which acts are only tried out: it is read as it is, and says what a change would come to.
struct RehearsalStore: SessionStore {
    let store: any SessionStore

    var identity: StoreIdentity { store.identity }
    var layouts: [Layout]? { store.layouts }
    var abilities: StoreAbilities { get async { await store.abilities } }

    func narrow(to layouts: [Layout]) async -> Bool { await store.narrow(to: layouts) }

    func examine() async throws(StoreError) -> StoreExamination { try await store.examine() }

    func scan(_ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void) async throws(StoreError) {
        try await store.scan(request, deliver: deliver)
    }

    func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] {
        try await store.records(keys, limit: limit)
    }

    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        try await store.keys(withPrefix: prefix, limit: limit)
    }

    func archived(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [ArchivedRecord?] {
        try await store.archived(keys, limit: limit)
    }

    func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome {
        guard let record = try await record(write.key, like: write.expecting) else { return .gone }
        return record.revision == write.expecting ? .done(record.after(write)) : .changed(record)
    }

    func move(_ key: SessionKey, to newKey: SessionKey, expecting: Revision) async throws(StoreError) -> MoveOutcome {
        guard var record = try await record(key, like: expecting) else { return .gone }
        guard record.revision == expecting else { return .changed(record) }
        if try await store.records([newKey], limit: 0).first != .some(nil) { return .occupied }
        record.key = newKey
        return .done(record)
    }

    func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        var outcomes: [EndOutcome] = []
        for request in keys {
            guard let record = try await record(request.key, like: request.expecting) else {
                outcomes.append(.gone)
                continue
            }
            let isAsSeen = request.expecting == nil || record.revision == request.expecting
            outcomes.append(isAsSeen ? .done(ArchivedRecord(reading: record)) : .changed(record))
        }
        return outcomes
    }

    func restore(_ record: ArchivedRecord) async throws(StoreError) -> RestoreOutcome {
        if try await store.records([record.key], limit: 0).first != .some(nil) { return .occupied }
        return .done(
            StoredRecord(
                key: record.key, content: .bytes(record.content), expiry: record.expiry, modified: record.modified))
    }

    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await store.watch(deliver)
    }

    func close() async { await store.close() }

    /// A record, with enough of it to be compared.
    private func record(_ key: SessionKey, like expected: Revision?) async throws(StoreError) -> StoredRecord? {
        try await store.records([key], limit: (expected?.content.count ?? 0) + 1).first ?? nil
    }
}
