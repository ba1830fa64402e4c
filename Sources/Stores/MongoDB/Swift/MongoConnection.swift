internal import BSON
internal import CMongo
internal import StoreSockets

/// A client of a deployment: one command at a time, on one thread at a time, and it blocks.
///
/// Letting go of it closes its connections.
final class MongoConnection {
    private let client: OpaquePointer
    private let target: MongoTarget

    /// The listing that is under way on this connection; it ends with it.
    var listing: DocumentCursor?

    init(_ target: MongoTarget) throws(MongoFailure) {
        try MongoLibrary.load()
        var error = cmongo_error()
        let client = cmongo_open(
            target.uri, Int32(clamping: target.timeout), Int32(clamping: target.answerTimeout), target.looksOnce,
            &error)
        guard let client else { throw .badAddress(MongoFailure.text(error)) }
        self.client = client
        self.target = target
    }

    deinit {
        listing = nil
        cmongo_close(client)
    }

    /// Runs a command and reads its reply in place.
    ///
    /// - Throws: `MongoFailure`, also for the first of the reply's own write errors.
    func run<T>(
        _ command: BSONDocument, on database: String, _ way: cmongo_way, in transaction: MongoTransaction? = nil,
        _ read: (UnsafeRawBufferPointer) throws(MongoFailure) -> T
    ) throws(MongoFailure) -> T {
        try run(command, on: database, way, session: transaction?.session, server: 0, read)
    }

    /// The same in a session, on the server of a number unless that is 0.
    func run<T>(
        _ command: BSONDocument, on database: String, _ way: cmongo_way, session: OpaquePointer?, server: UInt32,
        _ read: (UnsafeRawBufferPointer) throws(MongoFailure) -> T
    ) throws(MongoFailure) -> T {
        try answer(command, on: database, way, session: session, server: server).read(read)
    }

    /// Runs a command and hands its reply over as it is.
    func answer(
        _ command: BSONDocument, on database: String, _ way: cmongo_way, session: OpaquePointer?, server: UInt32
    ) throws(MongoFailure) -> MongoReply {
        var taken: OpaquePointer?
        var error = cmongo_error()
        let start = LocalClock.monotonic()
        let isDone = command.bytes.withUnsafeBufferPointer { bytes in
            cmongo_command(
                client, way, database, bytes.baseAddress, bytes.count, session, server, &taken, &error)
        }
        let reply = MongoReply(taken)
        guard isDone else {
            let words = try reply.read { bytes in try? BSONDocument(Array(bytes)) }
            throw MongoFailure(
                error, words, waited: Int((LocalClock.monotonic() - start) / 1_000_000), limit: target.answerTimeout)
        }
        return reply
    }

    /// Runs a command whose reply is small.
    @discardableResult
    func run(
        _ command: BSONDocument, on database: String, _ way: cmongo_way, in transaction: MongoTransaction? = nil
    ) throws(MongoFailure) -> BSONDocument {
        let reply = try run(command, on: database, way, in: transaction) { bytes throws(MongoFailure) in
            try Self.document(bytes)
        }
        if let failure = Self.writeFailure(reply) { throw failure }
        return reply
    }

    static func document(_ bytes: UnsafeRawBufferPointer) throws(MongoFailure) -> BSONDocument {
        do throws(BSONError) {
            return try BSONDocument(Array(bytes))
        } catch {
            throw .lost("its answer is no BSON: \(error)")
        }
    }

    private static func writeFailure(_ reply: BSONDocument) -> MongoFailure? {
        guard let first = reply["writeErrors"]?.array?.first?.document else { return nil }
        return .server(Int(first["code"]?.integer ?? 0), first["errmsg"]?.string ?? "it gave no reason")
    }

    /// Begins a transaction.
    func begin() throws(MongoFailure) -> MongoTransaction {
        var error = cmongo_error()
        guard let session = cmongo_begin(client, &error) else {
            throw MongoFailure(error, nil, waited: 0, limit: target.answerTimeout)
        }
        return MongoTransaction(session, limit: target.answerTimeout)
    }

    /// Begins to go through the documents of a collection; nothing is asked yet.
    func documents(of place: DocumentPlace, projection: BSONDocument?) throws(MongoFailure) -> DocumentCursor {
        var error = cmongo_error()
        let start = LocalClock.monotonic()
        let server = cmongo_choose(client, &error)
        guard server != 0 else {
            throw MongoFailure(
                error, nil, waited: Int((LocalClock.monotonic() - start) / 1_000_000), limit: target.answerTimeout)
        }
        return DocumentCursor(place, projection, client: client, server: server)
    }

    /// Follows the changes of a collection.
    func changes(
        of place: DocumentPlace, pipeline: BSONDocument, options: BSONDocument
    ) throws(MongoFailure) -> ChangeStream {
        var error = cmongo_error()
        let start = LocalClock.monotonic()
        let stream = pipeline.bytes.withUnsafeBufferPointer { pipeline in
            options.bytes.withUnsafeBufferPointer { options in
                cmongo_watch(
                    client, place.database, place.collection, pipeline.baseAddress, pipeline.count,
                    options.baseAddress, options.count, &error)
            }
        }
        guard let stream else {
            throw MongoFailure(
                error, nil, waited: Int((LocalClock.monotonic() - start) / 1_000_000), limit: target.answerTimeout)
        }
        return ChangeStream(stream, of: self, limit: target.answerTimeout)
    }
}
