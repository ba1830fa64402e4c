internal import SessionModel
internal import StoreKit

extension MemcachedStore {
    func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] {
        guard !keys.isEmpty else { return [] }
        return try await perform("reading sessions") { connection throws(MemcachedFailure) in
            // What can be no key has no record either.
            let possible = keys.indices.filter { MetaKey.make(keys[$0].bytes) != nil }
            let words = possible.compactMap { MetaKey.make(keys[$0].bytes) }
            let items = try ItemReader(connection: connection).items(words, limit: max(1, limit))
            var records = [StoredRecord?](repeating: nil, count: keys.count)
            for (index, item) in zip(possible, items) { records[index] = item?.record(keys[index]) }
            return records
        }
    }

    /// One record, whole.
    func record(_ key: SessionKey, while action: String) async throws(StoreError) -> StoredRecord? {
        try await perform(action) { connection throws(MemcachedFailure) in
            try ItemReader(connection: connection).item(try MetaKey(key))?.record(key)
        }
    }
}
