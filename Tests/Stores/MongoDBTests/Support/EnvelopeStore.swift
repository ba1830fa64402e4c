import BSON
import SessionModel
import StoreKit

@testable import MongoDBStore

/// The store with its documents opened and closed: the contract speaks of bytes of any kind, and a document is none.
///
/// It decides nothing: whatever it expects of a record is what it has just read, and the store has to notice what
/// changes after that.
struct EnvelopeStore: SessionStore {
    let inner: any SessionStore
    /// The field of the deadline as it is where there is one: only its size counts.
    let sample: (String, BSONValue)?

    var identity: StoreIdentity { inner.identity }
    var abilities: StoreAbilities { get async { await inner.abilities } }
    func examine() async throws(StoreError) -> StoreExamination { try await inner.examine() }
    func close() async { await inner.close() }

    func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        try await inner.keys(withPrefix: prefix, limit: limit)
    }

    func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        try await inner.watch(deliver)
    }

    func scan(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        var opened = request
        opened.glance = { key, content, expiry, modified, page in
            let bytes = Envelope.content(Array(content)) ?? []
            bytes.withUnsafeBytes { request.glance(key, $0, expiry, modified, &page) }
        }
        try await inner.scan(opened, deliver: deliver)
    }

    func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] {
        let frames = keys.map { Envelope.frame($0, sample) }
        let most = frames.map(\.all).max() ?? 0
        let found = try await inner.records(keys, limit: limit + most)
        return zip(found, frames).map { record, frame in record.map { opened($0, limit, frame) } }
    }

    private func opened(_ record: StoredRecord, _ limit: Int, _ frame: (before: Int, all: Int)) -> StoredRecord {
        var opened = record
        opened.size = max(0, record.size - frame.all)
        switch record.content {
        case .bytes(let bytes):
            guard let content = Envelope.content(bytes) else { return record }
            opened.content = content.count > limit ? .head(Array(content.prefix(limit))) : .bytes(content)
            opened.size = content.count
        case .head(let bytes): opened.content = .head(Array(bytes.dropFirst(frame.before).prefix(limit)))
        case .foreign: break
        }
        return opened
    }

    private func opened(_ record: StoredRecord) -> StoredRecord {
        opened(record, .max, Envelope.frame(record.key, sample))
    }

    /// What the store is to expect for a content: the document around it, or one that nothing can be.
    private func revision(_ key: SessionKey, _ content: [UInt8]) async throws(StoreError) -> Revision {
        let found = try await inner.records([key], limit: 16 << 20)[0]
        if let bytes = found?.content.bytes, Envelope.content(bytes) == content { return Revision(content: bytes) }
        return Revision(content: Envelope.wrap(content, key, ("other", .null)).bytes)
    }

    func write(_ write: RecordWrite) async throws(StoreError) -> WriteOutcome {
        var wrapped = write
        wrapped.expecting = try await revision(write.key, write.expecting.content)
        if let content = write.content, let old = try? BSONDocument(wrapped.expecting.content) {
            wrapped.content = old.setting("data", to: .binary(content)).bytes
        }
        return switch try await inner.write(wrapped) {
        case .done(let record): .done(opened(record))
        case .changed(let record): .changed(opened(record))
        case .gone: .gone
        }
    }

    func move(
        _ key: SessionKey, to newKey: SessionKey, expecting: Revision
    ) async throws(StoreError) -> MoveOutcome {
        let expected = try await revision(key, expecting.content)
        return switch try await inner.move(key, to: newKey, expecting: expected) {
        case .done(let record): .done(opened(record))
        case .changed(let record): .changed(opened(record))
        case .gone: .gone
        case .occupied: .occupied
        }
    }

    func end(_ keys: [EndRequest]) async throws(StoreError) -> [EndOutcome] {
        var requests: [EndRequest] = []
        for request in keys {
            guard let expecting = request.expecting else {
                requests.append(request)
                continue
            }
            requests.append(EndRequest(request.key, expecting: try await revision(request.key, expecting.content)))
        }
        return try await inner.end(requests).map { outcome in
            switch outcome {
            case .done(let archived): .done(ArchivedRecord(opening: archived))
            case .changed(let record): .changed(opened(record))
            case .gone: .gone
            case .failed(let error): .failed(error)
            }
        }
    }

    func restore(_ record: ArchivedRecord) async throws(StoreError) -> RestoreOutcome {
        let field = sample.flatMap { sample -> (String, BSONValue)? in
            let layout = sample.1.type == .date ? DocumentLayout.dated : .tina4
            return (try? layout.expiry?.value(record.expiry ?? .never, like: sample.1)).map { (sample.0, $0) }
        }
        var wrapped = record
        wrapped.content = Envelope.wrap(record.content, record.key, field).bytes
        return switch try await inner.restore(wrapped) {
        case .done(let record): .done(opened(record))
        case .occupied: .occupied
        case .expired: .expired
        }
    }
}

extension ArchivedRecord {
    fileprivate init(opening record: ArchivedRecord) {
        self = record
        content = Envelope.content(record.content) ?? record.content
    }
}
