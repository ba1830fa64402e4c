internal import SessionModel
internal import StoreKit

extension StepwiseStore {
    func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] {
        guard !keys.isEmpty else { return [] }
        return try await inWords("reading sessions") { () throws(RedisFailure) in
            try await find(keys, limit: max(1, limit))
        }
    }

    /// What is no string is kept in the server's own serialization, as an end keeps it.
    func archived(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [ArchivedRecord?] {
        let records = try await records(keys, limit: limit)
        var archived = records.map { $0.map(ArchivedRecord.init(reading:)) }
        let foreign = records.indices.filter { records[$0]?.isForeign == true }
        guard !foreign.isEmpty else { return archived }
        let saved = try await inWords("saving sessions") { () throws(RedisFailure) -> [[UInt8]?] in
            try await dumps(of: foreign.map { keys[$0] })
        }
        for (index, dump) in zip(foreign, saved) {
            guard let content = dump, var record = archived[index] else { continue }
            record.content = content
            record.isSerialized = true
            record.unkept = nil
            archived[index] = record
        }
        return archived
    }
}

extension StoredRecord {
    /// Whether it is no string.
    fileprivate var isForeign: Bool {
        if case .foreign = content { true } else { false }
    }
}
