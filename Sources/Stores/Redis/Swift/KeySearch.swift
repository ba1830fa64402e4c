internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Looks for keys by their beginning.
struct KeySearch {
    /// Where.
    let connection: Connection
    /// What the keys begin with.
    let prefix: [UInt8]
    /// How many are enough.
    let limit: Int

    /// The keys; each once.
    func run() throws(RedisFailure) -> [SessionKey] {
        try connection.add(.databaseSize)
        let isGentle = Pace.isGentle(.bySize, size: try connection.exchange(1)[0].integer)
        let pattern = KeyPattern.matching(prefix: prefix)
        var found: Set<SessionKey> = []
        var cursor = Array("0".utf8)
        repeat {
            let start = LocalClock.monotonic()
            let reply = try connection.ask(
                .scan, cursor, Array("MATCH".utf8), pattern, Array("COUNT".utf8), Array("300".utf8))
            guard let parts = reply.elements, parts.count == 2, let next = parts[0].bytes, let keys = parts[1].elements
            else { throw .garbled("its SCAN gives no page") }
            found.formUnion(keys.compactMap { $0.bytes.map { SessionKey(bytes: $0) } })
            cursor = next
            if isGentle { try Pace.rest(afterWorkSince: start, connection.stream.waker) }
            try connection.stream.waker.check()
        } while cursor != Array("0".utf8) && found.count < limit
        return Array(found.sorted().prefix(limit))
    }
}
