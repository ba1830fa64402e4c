internal import BSON
internal import CMongo
internal import SessionModel

/// A look at every document of a collection, page by page.
///
/// Small collections are read whole; of larger ones only ids, deadlines and, from 4.4 on, sizes: an edit that changes
/// neither of these is not seen then.
struct SnapshotWalk: Sendable {
    private let place: DocumentPlace
    private let fields: ListedFields
    private var last: BSONValue?
    private var readsWhole: Bool?

    /// What was seen so far.
    private(set) var snapshot = CollectionSnapshot()
    /// Whether everything was.
    private(set) var isDone = false

    private static var page: Int32 { 5000 }
    /// Collections of at most so many bytes are read whole.
    private static var small: Int64 { 4 << 20 }

    init(place: DocumentPlace) {
        self.place = place
        fields = ListedFields(place)
    }

    /// Looks at the next page.
    mutating func next(_ connection: MongoConnection, _ commands: Commands) throws(MongoFailure) {
        // The server's time, and none of what connecting or waiting for a thread takes.
        let start = LocalClock.monotonic()
        let whole = try isReadWhole(connection)
        let command = commands.page(from: last, size: Self.page, projection: whole ? nil : projection(commands))
        var end: BSONValue?
        try connection.run(command, on: place.database, cmongo_read) { bytes throws(MongoFailure) in
            var batch = try ReplyBatch(bytes)
            var final: (mark: BSONElement, document: UnsafeRawBufferPointer)?
            while let document = try batch.next() {
                guard let row = try fields.row(document) else { continue }
                final = (row.mark, document)
                guard let id = row.id else { continue }
                var digest = Hasher()
                digest.combine(bytes: document)
                snapshot.rows[KeyText.key(try BSONValue(id, in: document))] = digest.finalize()
            }
            if let final { end = try BSONValue(final.mark, in: final.document) }
        }
        isDone = end == nil || end == last
        last = end ?? last
        snapshot.cost += LocalClock.monotonic() - start
    }

    private mutating func isReadWhole(_ connection: MongoConnection) throws(MongoFailure) -> Bool {
        if let readsWhole { return readsWhole }
        let whole = try isSmall(connection)
        readsWhole = whole
        return whole
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
