internal import SessionModel
internal import StoreKit
internal import StoreSockets
internal import Synchronization

/// A store of sessions in a Redis or Valkey Cluster: a store for each master, and what is asked goes to the one that
/// has the key's slot.
actor ClusterStore: StepwiseStore {
    /// Where it is: the nodes that were named.
    let target: RedisTarget
    private let lifetime = Lifetime()
    private let executor = BlockingExecutor(label: "curfew.redis.cluster")
    private let waker: Waker
    private let engine: Mutex<String>
    private var topology: ClusterTopology?
    /// The node that told it, and the connection to it.
    private var guide: (node: RedisTarget.Server, connection: Connection)?
    private var nodes: [RedisTarget.Server: RedisStore] = [:]
    /// Those that slots are on their way to.
    private var askedNodes: [RedisTarget.Server: RedisStore] = [:]

    /// Creates a store that is not connected yet.
    init(_ target: RedisTarget) throws(StoreError) {
        self.target = target
        engine = Mutex(target.engine)
        do throws(RedisFailure) {
            waker = try lifetime.waker()
        } catch {
            throw error.inWords(while: "connecting", on: target)
        }
    }

    /// Opens a store: finds a node that answers, and how the slots are shared out.
    static func open(_ opening: StoreOpening) async throws(StoreError) -> ClusterStore {
        let store = try ClusterStore(RedisTarget(opening))
        do throws(StoreError) {
            _ = try await store.inWords("connecting") { () throws(RedisFailure) in try await store.current() }
        } catch {
            throw error.atFirstContact(with: store.target.engine)
        }
        return store
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    nonisolated var identity: StoreIdentity {
        StoreIdentity(engine: engine.withLock { $0 }, address: target.label)
    }

    nonisolated func close() async {
        lifetime.close()
        for node in await drop() { await node.close() }
    }

    private func drop() -> [RedisStore] {
        defer { (nodes, askedNodes, guide) = ([:], [:], nil) }
        return Array(nodes.values) + Array(askedNodes.values)
    }

    /// How the slots are shared out, as far as is known.
    func current() async throws(RedisFailure) -> ClusterTopology {
        if let topology { return topology }
        return try await renewed(since: nil)
    }

    /// How the slots are shared out now, read anew unless that was done since `seen` was read.
    func renewed(since seen: ClusterTopology?) async throws(RedisFailure) -> ClusterTopology {
        if let topology, topology != seen { return topology }
        return try await waker.guarding { () throws(RedisFailure) in
            let fresh = try read()
            if fresh != topology {
                let prefix = target.claims.prefixes[0]
                nodes = nodes.filter { node, _ in fresh.masters.contains(node) }
                for master in fresh.masters where nodes[master] == nil {
                    let membership = ClusterMembership(master, in: fresh, prefix: prefix)
                    nodes[master] = try makeNode(master, membership)
                }
                askedNodes = [:]
            }
            topology = fresh
            return fresh
        }
    }

    /// What the first node tells that answers: the one that told before, another master, one that was named.
    private func read() throws(RedisFailure) -> ClusterTopology {
        if let guide, !guide.connection.stream.isDisturbed {
            do throws(RedisFailure) {
                return try ClusterSearch.ask(guide.connection, guide.node)
            } catch {
                if error == .cancelled || error == .closed { throw error }
            }
        }
        guide = nil
        let known = topology?.masters ?? Array(nodes.keys)
        let (told, node, connection) = try ClusterSearch(target: target, waker: waker)
            .run(known + target.seeds.filter { !known.contains($0) })
        if let name = connection.facts.engine { engine.withLock { $0 = name } }
        guide = (node, connection)
        return told
    }

    private func makeNode(
        _ server: RedisTarget.Server, _ membership: ClusterMembership
    ) throws(RedisFailure) -> RedisStore {
        do throws(StoreError) {
            return try RedisStore(target.at(server, membership))
        } catch {
            throw .exhausted(error.detail)
        }
    }

    /// The store of a master.
    func node(_ master: RedisTarget.Server) throws(RedisFailure) -> RedisStore {
        try waker.check()
        guard let node = nodes[master] else { throw .unreachable("\(master.text) is no master any more") }
        return node
    }

    /// The store of a node that one of the slots is on its way to.
    private func askedNode(_ server: RedisTarget.Server) throws(RedisFailure) -> RedisStore {
        try waker.check()
        if let node = askedNodes[server] { return node }
        guard let topology else { throw .unreachable("how the slots are shared out is not known") }
        var membership = ClusterMembership(server, in: topology, prefix: target.claims.prefixes[0])
        membership.isAsking = true
        let node = try makeNode(server, membership)
        askedNodes[server] = node
        return node
    }

    /// The master of a slot.
    func master(of slot: Int, in topology: ClusterTopology) throws(RedisFailure) -> RedisTarget.Server {
        guard let master = topology.master(of: slot) else {
            throw .refused(Refusal("CLUSTERDOWN Hash slot not served"))
        }
        return master
    }

    /// Asks the store that has a slot. Where it turns out not to have it, and where it is not reached, how the slots are
    /// shared out is read anew and it is asked once more: nothing was done then.
    ///
    /// - Parameter isReading: Whether to ask once more as well where the connection broke in the middle.
    func route<T: Sendable>(
        _ slot: Int, isReading: Bool = false, _ body: (RedisStore) async throws(RedisFailure) -> T
    ) async throws(RedisFailure) -> T {
        let known = try await current()
        let master = try master(of: slot, in: known)
        do throws(RedisFailure) {
            return try await body(try node(master))
        } catch {
            if error.isLoss { forget(known) }
            guard error.isWorthAnotherNode || (isReading && error.isLoss) else { throw error.at(master) }
            let fresh = try await renewed(since: known)
            if case .refused(let refusal) = error, let server = refusal.asked(by: master) {
                return try await body(try askedNode(server))
            }
            let other = try self.master(of: slot, in: fresh)
            do throws(RedisFailure) {
                return try await body(try node(other))
            } catch {
                throw error.at(other)
            }
        }
    }

    /// What a node that was lost told may be out of date: it is read anew when it is next needed.
    private func forget(_ known: ClusterTopology) {
        if topology == known { topology = nil }
    }
}
