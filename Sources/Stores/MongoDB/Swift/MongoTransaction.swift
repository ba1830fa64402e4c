internal import BSON
internal import CMongo
internal import StoreSockets

/// A transaction; letting go of it undoes what was not committed.
final class MongoTransaction {
    let session: OpaquePointer
    private let limit: Int

    init(_ session: OpaquePointer, limit: Int) {
        self.session = session
        self.limit = limit
    }

    deinit { cmongo_end(session) }

    /// Makes it all count.
    func commit() throws(MongoFailure) {
        var reply: OpaquePointer?
        var error = cmongo_error()
        let start = LocalClock.monotonic()
        let isDone = cmongo_commit(session, &reply, &error)
        defer { cmongo_reply_free(reply) }
        guard !isDone else { return }
        var length = 0
        let bytes = UnsafeRawBufferPointer(start: reply.flatMap { cmongo_reply_bytes($0, &length) }, count: length)
        throw MongoFailure(
            error, try? BSONDocument(Array(bytes)), waited: Int((LocalClock.monotonic() - start) / 1_000_000),
            limit: limit)
    }
}
