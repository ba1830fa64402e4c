internal import BSON
internal import CMongo
public import SessionModel
public import StoreKit

extension MongoStore {
    public func records(_ keys: [SessionKey], limit: Int) async throws(StoreError) -> [StoredRecord?] {
        guard !keys.isEmpty else { return [] }
        return try await worker.perform("reading sessions") { connection throws(MongoFailure) in
            let commands = try commands(connection)
            var found: [SessionKey: StoredRecord] = [:]
            let distinct = Array(Set(keys))
            for start in stride(from: 0, to: distinct.count, by: 500) {
                let batch = Array(distinct[start..<min(start + 500, distinct.count)])
                try read(batch, limit, connection, commands, into: &found)
            }
            return keys.map { found[$0] }
        }
    }

    /// Reads the documents of some keys. An answer ends where it would be too large, so the rest is asked for again.
    private func read(
        _ keys: [SessionKey], _ limit: Int, _ connection: MongoConnection, _ commands: Commands,
        into found: inout [SessionKey: StoredRecord]
    ) throws(MongoFailure) {
        let reading = RecordReading(place: place, limit: limit)
        var left = keys
        while !left.isEmpty {
            let command = commands.find(commands.among(left), limit: Int32(2 * left.count))
            let records = try connection.run(command, on: place.database, cmongo_read) {
                bytes throws(MongoFailure) in
                var records: [StoredRecord] = []
                var batch = try ReplyBatch(bytes)
                while let document = try batch.next() {
                    if let record = try reading.record(Array(document)) { records.append(record) }
                }
                return records
            }
            let before = found.count
            for record in records { found[record.key] = record }
            left.removeAll { found[$0] != nil }
            if found.count == before { break }
        }
    }

    /// One record as it is now on the primary, whole; nil where there is none.
    func record(
        _ key: SessionKey, _ connection: MongoConnection, _ commands: Commands
    ) throws(MongoFailure) -> StoredRecord? {
        guard let document = try document(key, connection, commands) else { return nil }
        return try RecordReading(place: place, limit: .max).record(document)
    }

    /// The bytes of a key's document as it is now on the primary; nil where there is none.
    func document(
        _ key: SessionKey, _ connection: MongoConnection, _ commands: Commands
    ) throws(MongoFailure) -> [UInt8]? {
        let reading = RecordReading(place: place, limit: 0)
        let command = commands.find(commands.holding(key), limit: 2)
        return try connection.run(command, on: place.database, cmongo_read_primary) { bytes throws(MongoFailure) in
            var batch = try ReplyBatch(bytes)
            while let document = try batch.next() {
                let copy = Array(document)
                if try reading.record(copy)?.key == key { return copy }
            }
            return nil
        }
    }

    public func keys(withPrefix prefix: SessionKey, limit: Int) async throws(StoreError) -> [SessionKey] {
        guard limit > 0 else { return [] }
        return try await worker.perform("looking for a session") { connection throws(MongoFailure) in
            let commands = try commands(connection)
            let command = commands.find(
                Self.range(prefix.bytes, of: place.id), limit: Int32(clamping: limit + 1),
                projection: place.projection)
            return try connection.run(command, on: place.database, cmongo_read) { bytes throws(MongoFailure) in
                var found: [SessionKey] = []
                var batch = try ReplyBatch(bytes)
                while let document = try batch.next(), found.count < limit {
                    let record = try RecordReading(place: place, limit: 0).record(Array(document))
                    if let key = record?.key, key.hasPrefix(prefix.bytes) { found.append(key) }
                }
                return found
            }
        }
    }

    /// The strings that begin with some bytes: from these on, up to the same with their last byte one higher.
    private static func range(_ prefix: [UInt8], of field: String) -> BSONDocument {
        guard !prefix.isEmpty else { return [field: ["$exists": true]] }
        if prefix.starts(with: "bson:".utf8) {
            // What is written out has no order of its own.
            return [field: .document(BSONDocument([("$eq", KeyText.value(SessionKey(bytes: prefix)))]))]
        }
        var next = prefix
        while let last = next.last, last == 255 { next.removeLast() }
        var bounds: [(String, BSONValue)] = [("$gte", .string(utf8: prefix))]
        if let last = next.popLast() { bounds.append(("$lt", .string(utf8: next + [last + 1]))) }
        return [field: .document(BSONDocument(bounds))]
    }
}
