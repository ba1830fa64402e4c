internal import CMongo

/// What a server answered to a command, in the memory that the client library took it in to.
///
/// It may go from thread to thread: nobody changes it, it has nothing of its client's, and whoever lets go of it last frees
/// it.
final class MongoReply: @unchecked Sendable {
    private let reply: OpaquePointer?

    /// Takes over a reply of the client library's.
    init(_ reply: OpaquePointer?) { self.reply = reply }

    deinit { cmongo_reply_free(reply) }

    /// Reads the whole of it in place.
    func read<T>(_ body: (UnsafeRawBufferPointer) throws(MongoFailure) -> T) throws(MongoFailure) -> T {
        var length = 0
        let start = reply.flatMap { cmongo_reply_bytes($0, &length) }
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeRawBufferPointer(start: start, count: length))
    }
}
