internal import BSON
internal import SessionModel

/// The collection that is open, and which of its fields are the session's.
struct DocumentPlace: Hashable, Sendable {
    /// The database.
    var database: String
    /// The collection.
    var collection: String
    /// The field of the key.
    var id: String
    /// The fields of deadlines, the first that a document has counting.
    var expiries: [DocumentLayout.Expiry]
    /// The same collection as other layouts have it: what is brought back into an empty one tells by itself which it is.
    var others: [DocumentPlace] = []

    /// Whether the key is what the collection itself tells documents apart by.
    var isKeyUnique: Bool { id == "_id" }

    /// The fields of a listing.
    var projection: BSONDocument {
        var names = ["_id"]
        for name in [id] + expiries.map(\.field) where !names.contains(name) { names.append(name) }
        return BSONDocument(names.map { ($0, 1) })
    }

    /// What a document's deadline is.
    func expiry(of document: BSONDocument) -> ExpiryReading {
        var problem: ExpiryReading?
        for field in expiries {
            guard let value = document[field.field] else { continue }
            let reading = ExpiryReading(value, field)
            guard case .unreadable = reading else { return reading }
            problem = problem ?? reading
        }
        return problem ?? missingExpiry
    }

    /// What it is where none of the fields is there.
    var missingExpiry: ExpiryReading {
        guard let first = expiries.first else { return .missing }
        return first.never == .missing ? .deadline(.never) : .missing
    }

    /// The field that a deadline goes into: the one that is there, or the first.
    func expiryField(of document: BSONDocument) -> DocumentLayout.Expiry? {
        expiries.first { document.element(named: $0.field) != nil } ?? expiries.first
    }
}
