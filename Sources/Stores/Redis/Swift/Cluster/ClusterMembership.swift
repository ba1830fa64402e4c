/// What a connection to a node of a cluster has to know.
struct ClusterMembership: Hashable, Sendable {
    /// Stands at the end of keys that nobody has and that lie in one of the node's slots, where there is such a word.
    var probe = "curfew-probe"
    /// Whether each command goes with ASKING: its slot is on its way to the node, which else would send it back.
    var isAsking = false

    /// Creates that of a node of which no more is known.
    init() {}

    /// Finds the word for a node; `prefix` is what keys begin with.
    init(_ master: RedisTarget.Server, in topology: ClusterTopology, prefix: [UInt8]) {
        // Where prefixes have a tag, all words are in one slot: a thousand find a master of any share worth the name.
        let words = (0..<1000).lazy.map { "{curfew-probe-\($0)}" }
        let own = words.first { topology.master(of: KeySlot.of(prefix + Array($0.utf8))) == master }
        if let own { probe = own }
    }
}
