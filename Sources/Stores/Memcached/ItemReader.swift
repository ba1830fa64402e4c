internal import SessionModel

/// Reads items without a trace: no time of use, no place in the server's order changes.
///
/// The server tells what is left of a time, in seconds of a clock that its `stats` tell. Asked before and after, the
/// clock shows whether it ticked in between; then the batch is asked again in halves, since only a moment that is
/// exact may be written back.
struct ItemReader {
    /// Where.
    let connection: Connection

    /// Keys in one batch: so few that both sides' buffers hold the requests while the answers are on their way.
    static let batch = 100
    /// Bytes of values in one batch.
    private static let batchBytes = 8 << 20
    /// Values above this are not fetched for their beginning.
    private static let headLimit = 4 << 20
    private static let metadata = "t f c s"

    /// One item, whole.
    func item(_ key: MetaKey) throws(MemcachedFailure) -> Item? {
        try exactly([key], limit: .max)[0]
    }

    /// Items, whole.
    func items(_ keys: [MetaKey]) throws(MemcachedFailure) -> [Item?] { try items(keys, limit: .max) }

    /// Items, of values above `limit` bytes the beginning. A value comes whole or not at all, so a beginning is fetched
    /// whole and cut here, up to 4 MB; above that it is empty.
    func items(_ keys: [MetaKey], limit: Int) throws(MemcachedFailure) -> [Item?] {
        var items: [Item?] = []
        items.reserveCapacity(keys.count)
        for start in stride(from: 0, to: keys.count, by: Self.batch) {
            let part = Array(keys[start..<min(start + Self.batch, keys.count)])
            let sizes = try sizes(part)
            var first = 0
            while first < part.count {
                let (end, isFetched) = group(sizes, from: first, limit: limit)
                items += try exactly(part[first..<end], limit: isFetched ? limit : nil)
                first = end
            }
        }
        return items
    }

    /// Whether something is under a key.
    func exists(_ key: MetaKey) throws(MemcachedFailure) -> Bool {
        connection.addQuestion(key, "s")
        try connection.flush()
        return try connection.reply().code == .done
    }

    private func sizes(_ keys: [MetaKey]) throws(MemcachedFailure) -> [Int] {
        for key in keys { connection.addQuestion(key, "s") }
        try connection.flush()
        return try keys.map { _ throws(MemcachedFailure) in try connection.reply().size }
    }

    /// The keys from `first` on that are asked for together: up to some bytes of values, or one without its value.
    private func group(_ sizes: [Int], from first: Int, limit: Int) -> (end: Int, isFetched: Bool) {
        func isFetched(_ size: Int) -> Bool { size <= max(limit, Self.headLimit) }
        guard isFetched(sizes[first]) else { return (first + 1, false) }
        var end = first + 1
        var bytes = sizes[first]
        while end < sizes.count, isFetched(sizes[end]), bytes + sizes[end] <= Self.batchBytes {
            bytes += sizes[end]
            end += 1
        }
        return (end, true)
    }

    /// Asks within one tick of the server's clock; `limit` nil asks for no values.
    private func exactly(_ keys: ArraySlice<MetaKey>, limit: Int?, tries: Int = 5) throws(MemcachedFailure) -> [Item?] {
        connection.add("stats\r\n")
        for key in keys { connection.addQuestion(key, limit == nil ? Self.metadata : "\(Self.metadata) v") }
        connection.add("stats\r\n")
        try connection.flush()
        let now = try connection.time()
        let items = try keys.map { _ throws(MemcachedFailure) in try item(limit: limit ?? 0, now: now) }
        if try connection.time() == now || tries == 0 { return items }
        guard keys.count > 1 else { return try exactly(keys, limit: limit, tries: tries - 1) }
        let middle = keys.startIndex + keys.count / 2
        return try exactly(keys[..<middle], limit: limit) + exactly(keys[middle...], limit: limit)
    }

    private func item(limit: Int, now: Int64) throws(MemcachedFailure) -> Item? {
        let reply = try connection.reply()
        switch reply.code {
        case .value(let count):
            return Item(reply, content: Array(try connection.receiver.data(count).prefix(limit)), now: now)
        case .done: return Item(reply, content: [], now: now)
        case .missing: return nil
        case .notStored, .exists: throw .garbled("an answer to something that was not asked")
        }
    }
}
