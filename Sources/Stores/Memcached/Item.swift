internal import SessionModel
internal import StoreKit

/// What is under a key, with all that the server knows of it.
struct Item: Hashable, Sendable {
    /// The value, or its beginning.
    var content: [UInt8]
    /// The size of the whole value in bytes.
    var size: Int
    /// The client's own flags: how the application serialized the value.
    var flags: UInt32
    /// The number of this state.
    var cas: UInt64
    /// When it ends, in whole seconds of the server's clock.
    var deadline: Deadline

    /// The item as a record.
    func record(_ key: SessionKey) -> StoredRecord {
        let content = content.count == size ? RecordContent.bytes(content) : .head(content)
        return StoredRecord(key: key, content: content, expiry: deadline, size: size)
    }

    /// The item as what bringing it back needs. Flags have no field there, so they stand in a line of their own before
    /// the value, where there are any.
    func archived(_ key: SessionKey) -> ArchivedRecord {
        let head = flags == 0 ? [] : Array("\(flags)\n".utf8)
        return ArchivedRecord(key: key, content: head + content, isSerialized: flags != 0, expiry: deadline)
    }

    /// Takes an archived record apart.
    init(_ archived: ArchivedRecord) throws(MemcachedFailure) {
        content = archived.content
        flags = 0
        if archived.isSerialized {
            let line = content.prefix { $0 != 10 }
            guard line.count < content.count, let flags = UInt32(String(decoding: line, as: UTF8.self)) else {
                throw .garbled("the record was not taken from memcached")
            }
            self.flags = flags
            content.removeFirst(line.count + 1)
        }
        size = content.count
        cas = 0
        deadline = archived.expiry ?? .never
    }

    /// Creates an item from an answer; `now` is the server's clock in seconds since 1970.
    init(_ reply: MetaReply, content: [UInt8], now: Int64) {
        self.content = content
        size = reply.size
        flags = reply.flags
        cas = reply.cas
        deadline =
            reply.remaining < 0 ? .never : .at(Timestamp(milliseconds: (now + reply.remaining) * 1000))
    }
}
