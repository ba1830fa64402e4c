internal import BSON
internal import CMongo
internal import SessionModel
internal import StoreSockets

/// A look at every document of a collection.
///
/// Small collections are read whole; of larger ones only ids, deadlines and, from 4.4 on, sizes: an edit that changes
/// neither of these is not seen then.
struct SnapshotWalk: Sendable {
    private let place: DocumentPlace
    private let fields: ListedFields

    /// Collections of at most so many bytes are read whole.
    private static var small: Int64 { 4 << 20 }

    init(place: DocumentPlace) {
        self.place = place
        fields = ListedFields(place)
    }

    /// Looks, unless nobody waits for it any more.
    func look(
        _ connection: MongoConnection, _ commands: Commands, isOver: () -> Bool
    ) throws(MongoFailure) -> CollectionSnapshot {
        // The server's time, and none of what connecting or waiting for a thread takes.
        let start = LocalClock.monotonic()
        let isWhole = try isSmall(connection)
        let cursor = try connection.documents(of: place, projection: isWhole ? nil : projection(commands))
        var snapshot = CollectionSnapshot()
        while !isOver(), !cursor.isAtEnd {
            try cursor.ask(5000, connection).read { bytes throws(MongoFailure) in
                var batch = try ReplyBatch(bytes)
                while let document = try batch.next() {
                    guard let id = try fields.row(document)?.id else { continue }
                    var digest = Hasher()
                    digest.combine(bytes: document)
                    snapshot.rows[KeyText.key(try BSONValue(id, in: document))] = digest.finalize()
                }
            }
        }
        snapshot.cost = LocalClock.monotonic() - start
        return snapshot
    }

    private func projection(_ commands: Commands) -> BSONDocument {
        guard commands.server.knowsSizes else { return place.projection }
        return place.projection.setting("curfew size", to: ["$bsonSize": "$$ROOT"])
    }

    private func isSmall(_ connection: MongoConnection) throws(MongoFailure) -> Bool {
        do throws(MongoFailure) {
            let size = try connection.run(["collStats": .string(place.collection)], on: place.database, cmongo_read)
            return (size["size"]?.integer).map { $0 <= Self.small } ?? false
        } catch {
            if error.breaksConnection { throw error }
            return false
        }
    }
}
