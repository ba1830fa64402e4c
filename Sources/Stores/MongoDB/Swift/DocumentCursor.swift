internal import BSON
internal import CMongo

/// Goes through the documents of a collection in whichever order the server has them at hand, each once.
///
/// It works through the client it came from and must not outlive it.
final class DocumentCursor {
    private let cursor: OpaquePointer
    private let limit: Int

    init(_ cursor: OpaquePointer, limit: Int) {
        self.cursor = cursor
        self.limit = limit
    }

    deinit { cmongo_end_find(cursor) }

    /// Reads at most so many documents, in place.
    ///
    /// - Returns: Whether there may be more.
    func read(
        _ count: Int, _ read: (UnsafeRawBufferPointer) throws(MongoFailure) -> Void
    ) throws(MongoFailure) -> Bool {
        var bytes: UnsafePointer<UInt8>?
        var length = 0
        var error = cmongo_error()
        let start = LocalClock.monotonic()
        for _ in 0..<count {
            let outcome = cmongo_next_document(cursor, &bytes, &length, &error)
            if outcome < 0 {
                throw MongoFailure(
                    error, nil, waited: Int((LocalClock.monotonic() - start) / 1_000_000), limit: limit)
            }
            if outcome == 0 { return false }
            try read(UnsafeRawBufferPointer(start: bytes, count: length))
        }
        return true
    }
}
