/// Which master has which slots of a cluster, as one of its nodes told.
struct ClusterTopology: Hashable, Sendable {
    /// Slots in a row that one master has.
    struct Stretch: Hashable, Sendable {
        /// The slots.
        let slots: ClosedRange<Int>
        /// The master.
        let master: RedisTarget.Server
    }

    /// All stretches, the lowest slots first.
    let stretches: [Stretch]
    /// The masters that have slots, each once.
    let masters: [RedisTarget.Server]

    /// Reads the answer to CLUSTER SLOTS; `server` gave it, and is meant where a node's address is left out.
    init(_ reply: Reply, from server: RedisTarget.Server) throws(RedisFailure) {
        var stretches: [Stretch] = []
        for entry in try reply.get().elements ?? [] {
            guard let parts = entry.elements, parts.count >= 3, let node = parts[2].elements, node.count >= 2,
                let first = parts[0].integer, let last = parts[1].integer,
                0 <= first, first <= last, last < Int64(KeySlot.count),
                let port = node[1].integer.flatMap({ UInt16(exactly: $0) })
            else { throw .garbled("its CLUSTER SLOTS is no list of slots") }
            let told = node[0].text ?? ""
            let host = told.isEmpty || told == "?" ? server.host : told
            stretches.append(Stretch(slots: Int(first)...Int(last), master: .init(host: host, port: port)))
        }
        self.stretches = stretches.sorted { $0.slots.lowerBound < $1.slots.lowerBound }
        masters = self.stretches.reduce(into: []) { if !$0.contains($1.master) { $0.append($1.master) } }
    }

    /// The master of a slot; nil where none has it.
    func master(of slot: Int) -> RedisTarget.Server? { stretches.first { $0.slots.contains(slot) }?.master }

    /// How many slots a master has, or all of them together.
    func slotCount(of master: RedisTarget.Server? = nil) -> Int {
        stretches.reduce(0) { $0 + (master == nil || master == $1.master ? $1.slots.count : 0) }
    }
}
