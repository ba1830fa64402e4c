internal import BSON
internal import SessionModel

/// The commands that are sent, as documents.
struct Commands: Sendable {
    let place: DocumentPlace
    let server: ServerFacts
    /// How long the server may work on one, in milliseconds.
    let timeout: Int

    /// Strings are compared byte by byte, whatever the collection's own order is.
    private static let byteOrder: BSONValue = ["locale": "simple"]

    // MARK: Looking

    /// Finds the documents that fit.
    func find(_ filter: BSONDocument, limit: Int32, projection: BSONDocument? = nil) -> BSONDocument {
        var members: [(String, BSONValue)] = [("find", .string(place.collection)), ("filter", .document(filter))]
        if let projection { members.append(("projection", .document(projection))) }
        members += [("limit", .int32(limit)), ("batchSize", .int32(limit)), ("singleBatch", true)]
        return BSONDocument(members + bounded)
    }

    /// The filter for some keys.
    func among(_ keys: [SessionKey]) -> BSONDocument {
        [place.id: ["$in": .array(keys.map(KeyText.value))]]
    }

    private var bounded: [(String, BSONValue)] { [("maxTimeMS", .int32(Int32(clamping: timeout)))] }

    // MARK: Changing

    /// The filter for a document that is still what it was, as far as a server can tell in one step.
    ///
    /// It compares all fields in their order, but takes 1 and 1.0 for equal: so the size of the whole and the types of
    /// the numbers are compared as well. What remains are numbers inside arrays that change between int64 and double,
    /// or a decimal fraction its zeros, with the value unchanged.
    func unchanged(_ key: SessionKey, _ document: BSONDocument) -> BSONDocument {
        var conditions: [BSONValue] = [["$eq": ["$$ROOT", ["$literal": .document(document)]]]]
        if server.knowsSizes {
            conditions.append(["$eq": [["$bsonSize": "$$ROOT"], .int32(Int32(clamping: document.bytes.count))]])
        }
        conditions += NumberTypes.conditions(document)
        var members: [(String, BSONValue)] = [(place.id, KeyText.value(key)), ("$expr", ["$and": .array(conditions)])]
        // A router knows by it which one document is meant.
        if !place.isKeyUnique, let mark = document["_id"] { members.insert(("_id", mark), at: 0) }
        return BSONDocument(members)
    }

    /// The filter for whatever document has a key. A number of another type is another key.
    func holding(_ key: SessionKey) -> BSONDocument {
        let value = KeyText.value(key)
        guard value.type.isNumber else { return [place.id: value] }
        return [place.id: value, "$expr": ["$eq": [["$type": .string("$\(place.id)")], .string(value.type.name)]]]
    }

    /// Changes one document.
    func update(_ filter: BSONDocument, _ change: BSONDocument) -> BSONDocument {
        [
            "update": .string(place.collection),
            "updates": [
                [
                    "q": .document(filter), "u": .document(change), "upsert": false, "multi": false,
                    "collation": Self.byteOrder,
                ]
            ],
        ]
    }

    /// Adds a document.
    func insert(_ document: BSONDocument) -> BSONDocument {
        ["insert": .string(place.collection), "documents": [.document(document)]]
    }

    /// Removes one document.
    func delete(_ filter: BSONDocument) -> BSONDocument {
        [
            "delete": .string(place.collection),
            "deletes": [["q": .document(filter), "limit": 1, "collation": Self.byteOrder]],
        ]
    }

    /// Removes one document and gives it back.
    func take(_ filter: BSONDocument) -> BSONDocument {
        [
            "findAndModify": .string(place.collection), "query": .document(filter), "remove": true,
            "collation": Self.byteOrder, "maxTimeMS": .int32(Int32(clamping: timeout)),
        ]
    }
}
