internal import BSON
internal import CMongo

/// Goes through the documents of a collection in whichever order the server has them at hand, each once, an answer at a
/// time: so the next can be asked for while this one is looked at.
///
/// It works through the client it came from and must not outlive it.
final class DocumentCursor {
    private let place: DocumentPlace
    private let projection: BSONDocument?
    private let client: OpaquePointer
    private let server: UInt32
    /// All questions are asked in the session of the first, or else refused.
    private let session: OpaquePointer?
    /// The server's number for it; nil before the first question, 0 behind the last document.
    private var number: Int64?
    /// Whether the last question was answered.
    private var isInOrder = true

    init(_ place: DocumentPlace, _ projection: BSONDocument?, client: OpaquePointer, server: UInt32) {
        self.place = place
        self.projection = projection
        self.client = client
        self.server = server
        session = cmongo_start(client)
    }

    /// A server keeps what it was not told of the end of for ten minutes.
    deinit {
        if let number, number != 0, isInOrder { end(number) }
        if let session { cmongo_end(session) }
    }

    private func end(_ number: Int64) {
        let command: BSONDocument = ["killCursors": .string(place.collection), "cursors": [.int64(number)]]
        var reply: OpaquePointer?
        var error = cmongo_error()
        _ = command.bytes.withUnsafeBufferPointer { bytes in
            cmongo_command(
                client, cmongo_read, place.database, bytes.baseAddress, bytes.count, session, server, &reply, &error)
        }
        cmongo_reply_free(reply)
    }

    /// Whether all was read.
    var isAtEnd: Bool { number == 0 }

    /// Asks for the next documents, at most so many.
    func ask(_ count: Int, _ connection: MongoConnection) throws(MongoFailure) -> MongoReply {
        isInOrder = false
        let reply = try connection.answer(
            question(Int32(clamping: count)), on: place.database, cmongo_read, session: session, server: server)
        number = try reply.read { bytes throws(MongoFailure) in try ReplyBatch(bytes).number }
        isInOrder = true
        return reply
    }

    /// Without a limit of time, which would count for the whole way.
    private func question(_ count: Int32) -> BSONDocument {
        if let number {
            return [
                "getMore": .int64(number), "collection": .string(place.collection), "batchSize": .int32(count),
            ]
        }
        var members: [(String, BSONValue)] = [("find", .string(place.collection)), ("batchSize", .int32(count))]
        if let projection { members.append(("projection", .document(projection))) }
        return BSONDocument(members)
    }
}
