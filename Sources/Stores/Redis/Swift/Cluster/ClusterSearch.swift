internal import StoreKit
internal import StoreSockets

/// Asks nodes of a cluster how it shares out its slots.
struct ClusterSearch {
    /// The cluster: how its nodes are reached and logged in to.
    let target: RedisTarget
    /// Ends the waits.
    let waker: Waker

    /// The first node that answers, and what it tells.
    func run(
        _ nodes: [RedisTarget.Server]
    ) throws(RedisFailure) -> (ClusterTopology, RedisTarget.Server, Connection) {
        var problem = RedisFailure.unreachable("no node is named")
        for node in nodes {
            do throws(RedisFailure) {
                let connection = try Connection.open(target.at(node), waker: waker)
                return (try Self.ask(connection, node), node, connection)
            } catch {
                if error == .cancelled || error == .closed { throw error }
                problem = nodes.count > 1 ? error.at(node) : error
            }
        }
        throw problem
    }

    /// What one node tells.
    static func ask(_ connection: Connection, _ node: RedisTarget.Server) throws(RedisFailure) -> ClusterTopology {
        try connection.add(.clusterSlots)
        let reply = try connection.exchange(1)[0]
        if reply.refusal?.text.contains("cluster support disabled") == true {
            throw .unsuitable(
                "\(node.text) is no node of a cluster", remedy: "Use redis:// for a server that stands alone.")
        }
        return try ClusterTopology(reply, from: node)
    }
}
