internal import SessionModel
internal import StoreKit

/// Changes items, each only in the state it was seen in: the server compares the state's number.
struct ItemChanger {
    /// Where.
    let connection: Connection

    /// What came of a change.
    enum Verdict: Hashable {
        /// Changed.
        case done
        /// There is no such item.
        case gone
        /// It holds something else, this.
        case changed(Item)
        /// The new key is taken.
        case occupied
        /// Its time is up.
        case expired
    }

    /// How often a change is tried again when somebody stored the same value in between.
    private static let tries = 100
    private var reader: ItemReader { ItemReader(connection: connection) }

    /// How long a lock of ours stays when the connection breaks under it, in seconds.
    private static let lockTime = 5

    /// Changes a session while we hold its locks, as a request of the application would; throws where one is taken.
    func holding(
        _ locks: [SessionKey], _ change: () throws(MemcachedFailure) -> Verdict
    ) throws(MemcachedFailure) -> Verdict {
        guard let lock = locks.first else { return try change() }
        let key = try MetaKey(lock)
        try connection.addStoring(key, [UInt8(ascii: "1")], "T\(Self.lockTime) F0 ME c")
        try connection.flush()
        let reply = try connection.reply()
        guard reply.code == .done else { throw .inUse }
        let number = reply.cas
        let verdict: Verdict
        do throws(MemcachedFailure) {
            verdict = try holding(Array(locks.dropFirst()), change)
        } catch {
            if error.leavesConnectionUsable { _ = try remove(key, cas: number) }
            throw error
        }
        _ = try remove(key, cas: number)
        return verdict
    }

    /// Writes an item's content, deadline or both.
    func write(_ write: RecordWrite) throws(MemcachedFailure) -> Verdict {
        let key = try MetaKey(write.key)
        for _ in 0..<Self.tries {
            guard let item = try reader.item(key) else { return .gone }
            guard item.content == write.expecting.content else { return .changed(item) }
            var next = item
            next.content = write.content ?? item.content
            if case .set(let deadline) = write.expiry { next.deadline = deadline }
            if next == item { return .done }
            switch try replace(item, with: next, write.key, key) {
            case .done: return .done
            case .missing: return .gone
            case .exists, .notStored, .value: continue
            }
        }
        throw .restless
    }

    /// Gives an item a free key. The two keys live side by side between the two steps, and a connection that breaks
    /// just then leaves both: memcached has no command for it.
    func move(_ key: SessionKey, to newKey: SessionKey, expecting: Revision) throws(MemcachedFailure) -> Verdict {
        let (old, new) = (try MetaKey(key), try MetaKey(newKey))
        for _ in 0..<Self.tries {
            guard let item = try reader.item(old) else { return .gone }
            guard item.content == expecting.content else { return .changed(item) }
            guard let copy = try add(item, newKey, new) else { return .occupied }
            let outcome = try remove(old, cas: item.cas)
            if outcome == .done { return .done }
            _ = try remove(new, cas: copy)
            if outcome == .missing { return .gone }
        }
        throw .restless
    }

    /// Brings an item back under its own key.
    func restore(_ record: ArchivedRecord) throws(MemcachedFailure) -> Verdict {
        let key = try MetaKey(record.key)
        let item = try Item(record)
        let now = Timestamp(milliseconds: try connection.serverTime() * 1000)
        if item.deadline.hasPassed(at: now) { return .expired }
        return try add(item, record.key, key) == nil ? .occupied : .done
    }

    /// Removes the state of this number.
    func remove(_ key: MetaKey, cas: UInt64) throws(MemcachedFailure) -> MetaReply.Code {
        try connection.addRemoval(key, cas: cas)
        try connection.flush()
        return try connection.reply().code
    }

    /// Stores an item under a free key and gives back its state's number; nil when the key is taken.
    private func add(_ item: Item, _ key: SessionKey, _ token: MetaKey) throws(MemcachedFailure) -> UInt64? {
        try connection.settings.check(item.content, under: key)
        // A server without room throws away what is under the key, whatever was asked.
        if try reader.exists(token) { return nil }
        let reply = try store(item, token, "ME c")
        return reply.code == .done ? reply.cas : nil
    }

    private func replace(
        _ item: Item, with next: Item, _ key: SessionKey, _ token: MetaKey
    ) throws(MemcachedFailure) -> MetaReply.Code {
        try connection.settings.check(next.content, under: key)
        do throws(MemcachedFailure) {
            return try store(next, token, "C\(item.cas)").code
        } catch .full(let line) {
            // A server that finds no room for the new value has thrown the old one away.
            _ = try store(item, token, "ME")
            throw .full(line)
        }
    }

    private func store(_ item: Item, _ key: MetaKey, _ conditions: String) throws(MemcachedFailure) -> MetaReply {
        let time = try Self.time(item.deadline)
        try connection.addStoring(key, item.content, "T\(time) F\(item.flags) \(conditions)")
        try connection.flush()
        do throws(MemcachedFailure) {
            return try connection.reply()
        } catch .refused(let line) where line.hasPrefix("SERVER_ERROR out of memory") {
            throw .full(line)
        }
    }

    /// A deadline in the server's words: seconds since 1970, 0 for never. A time of less than thirty days would count
    /// from now on; as a moment it is long past.
    static func time(_ deadline: Deadline) throws(MemcachedFailure) -> Int64 {
        guard let moment = deadline.moment else { return 0 }
        let seconds = Int64((Double(moment.milliseconds) / 1000).rounded())
        guard seconds <= Int64(Int32.max) else { throw .tooLate }
        return seconds > 2_592_000 ? seconds : -1
    }
}
