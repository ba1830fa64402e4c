internal import BSON
internal import CMongo
internal import StoreSockets

/// A collection's changes as they happen.
final class ChangeStream {
    private let stream: OpaquePointer
    /// Kept alive as long as the stream, which works through it.
    private let connection: MongoConnection
    private let limit: Int

    init(_ stream: OpaquePointer, of connection: MongoConnection, limit: Int) {
        self.stream = stream
        self.connection = connection
        self.limit = limit
    }

    deinit { cmongo_unwatch(stream) }

    /// The next change, its bytes good during the call; nil where none came within the time the server was told.
    func next<T>(_ read: (UnsafeRawBufferPointer) throws(MongoFailure) -> T) throws(MongoFailure) -> T? {
        var bytes: UnsafePointer<UInt8>?
        var length = 0
        var error = cmongo_error()
        let start = LocalClock.monotonic()
        let outcome = cmongo_next(stream, &bytes, &length, &error)
        let buffer = UnsafeRawBufferPointer(start: bytes, count: length)
        guard outcome >= 0 else {
            throw MongoFailure(
                error, try? BSONDocument(Array(buffer)), waited: Int((LocalClock.monotonic() - start) / 1_000_000),
                limit: limit)
        }
        return outcome == 0 ? nil : try read(buffer)
    }

    /// Where the stream is, to go on from there; nil where it does not know.
    var token: BSONDocument? {
        var length = 0
        guard let bytes = cmongo_token(stream, &length) else { return nil }
        return try? BSONDocument(Array(UnsafeRawBufferPointer(start: bytes, count: length)))
    }
}
