internal import BSON
internal import SessionModel
internal import StoreKit

/// Reads the changes of a collection as they are pushed.
struct ChangeFollower: Sendable {
    let place: DocumentPlace

    /// So long a server waits for a change before it says that there was none, in milliseconds.
    private static let patience: Int32 = 1000

    /// What a change says.
    private enum Change {
        case touched(SessionKey)
        case gap(String)
        /// The stream ends here.
        case over
        case nothing
    }

    /// Opens a stream: from now on, or behind a place that was noted.
    func open(_ connection: MongoConnection, after token: BSONDocument?) throws(MongoFailure) -> ChangeStream {
        var options: [(String, BSONValue)] = [("maxAwaitTimeMS", .int32(Self.patience))]
        if let token { options.append(("resumeAfter", .document(token))) }
        return try connection.changes(
            of: place, pipeline: ["pipeline": [["$project": ["operationType": 1, "documentKey": 1]]]],
            options: BSONDocument(options))
    }

    /// Delivers changes until nobody waits any more, or until the stream ends because the collection is another now.
    func follow(
        _ stream: ChangeStream, isOver: () throws(MongoFailure) -> Bool, note: (BSONDocument) -> Void,
        deliver: (StoreChange) -> Void
    ) throws(MongoFailure) {
        while !(try isOver()) {
            let change = try stream.next { bytes throws(MongoFailure) in
                try read(try MongoConnection.document(bytes))
            }
            if try isOver() { return }
            switch change {
            case .touched(let key): deliver(.touched([key]))
            case .gap(let why): deliver(.gap(why))
            case .over: return
            case .nothing, nil: break
            }
            if let token = stream.token { note(token) }
        }
    }

    private func read(_ change: BSONDocument) throws(MongoFailure) -> Change {
        switch change["operationType"]?.string {
        case "insert", "update", "replace", "delete":
            guard let id = change.value(at: ["documentKey", "_id"]) else { return .gap("a change without an id") }
            return .touched(KeyText.key(id))
        case "drop", "dropDatabase": return .gap("the collection was dropped")
        case "rename": return .gap("the collection was renamed")
        case "invalidate": return .over
        case nil, .some: return .nothing
        }
    }
}
