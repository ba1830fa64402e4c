internal import BSON
internal import SessionModel

/// Makes records of documents.
struct RecordReading {
    let place: DocumentPlace
    /// How many bytes of a document are given away at the most.
    let limit: Int

    /// The record of a document; nil for one that has no key.
    func record(_ bytes: [UInt8]) throws(MongoFailure) -> StoredRecord? {
        let document: BSONDocument
        do throws(BSONError) {
            document = try BSONDocument(bytes)
        } catch {
            throw .refused(0, "a document of the collection is no BSON: \(error)")
        }
        guard let id = document[place.id] else { return nil }
        let reading = place.expiry(of: document)
        var record = StoredRecord(key: KeyText.key(id), content: .bytes([]), expiry: reading.deadline)
        record.size = bytes.count
        if case .unreadable(let what) = reading {
            let name = place.expiryField(of: document)?.field ?? "deadline"
            record.content = .foreign("document whose \(name) is \(what)")
        } else {
            record.content = bytes.count > limit ? .head(Array(bytes.prefix(max(0, limit)))) : .bytes(bytes)
        }
        return record
    }
}
