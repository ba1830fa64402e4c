internal import CFirebird
internal import SQLStore

/// A connection that waits for a table's events. They say that something changed; what it was is read.
final class FirebirdListener: SQLPushSource {
    let breaker: Breaker
    private let handle: OpaquePointer
    private let connection: FirebirdConnection
    private let look: (FirebirdConnection) throws(SQLFailure) -> Bool

    /// Listens from here on; nil where the line of the events does not come about: a firewall may be before its port.
    init?(
        _ connection: FirebirdConnection, _ feed: FirebirdFeed,
        look: @escaping (FirebirdConnection) throws(SQLFailure) -> Bool
    ) throws(SQLFailure) {
        guard let handle = try connection.listen(to: feed.name, and: feed.nameOfEnd) else { return nil }
        self.handle = handle
        self.connection = connection
        self.look = look
        let address = UInt(bitPattern: handle)
        breaker = Breaker { cfirebird_hush(OpaquePointer(bitPattern: address)) }
    }

    deinit {
        breaker.retire()
        cfirebird_stop_listening(handle)
    }

    var namesKeys: Bool { false }

    func wait(milliseconds: Int) throws(SQLFailure) -> [SQLNews] {
        let heard = cfirebird_heard(handle, Int32(clamping: milliseconds))
        guard heard >= 0 else { throw .lost("the line of its events was closed") }
        return (heard & 1 != 0 ? [.something] : []) + (heard & 2 != 0 ? [.doubt] : [])
    }

    func isStillSetUp() throws(SQLFailure) -> Bool { try look(connection) }
}
