import Synchronization

/// A private Redis or Valkey Cluster on loopback, ended with its owner. Its masters have as many slots each.
public final class RedisCluster: Sendable {
    /// The masters, in the order of the slots they begin with.
    public let masters: [RedisServer]
    /// Replicas of the first masters, one each.
    public let replicas: [RedisServer]
    private let buses: [Int]
    /// Where slots are that were moved since, by their masters' places.
    private let moved = Mutex<[Int: Int]>([:])

    /// How many slots a cluster has.
    public static let slotCount = 16_384

    /// Starts a cluster and waits until all of its nodes say that it is one.
    ///
    /// - Parameter extra: more options of each node.
    public init(
        _ product: RedisServer.Product = .redis, masters count: Int = 3, replicas replicaCount: Int = 0,
        listening: RedisServer.Listening = .tcp, password: String? = nil, users: [String] = [], extra: [String] = []
    ) throws {
        let buses = try (0..<count + replicaCount).map { _ in try FreePort.take() }
        let certificates = listening == .tcp ? nil : try TLSCertificates.shared()
        let tls = certificates.map {
            [
                "--tls-cluster", "yes", "--tls-client-cert-file", $0.clientCertificate, "--tls-client-key-file",
                $0.clientKey,
            ]
        }
        // What a node is silent for until it counts as failed: without replicas nobody waits for that.
        let silence = replicaCount > 0 ? "1500" : "15000"
        let nodes = try buses.map { bus in
            try RedisServer(
                product, listening: listening, password: password, users: users,
                extra: ["--cluster-enabled", "yes", "--cluster-port", "\(bus)", "--cluster-node-timeout", silence]
                    + (password.map { ["--masterauth", $0] } ?? []) + (tls ?? []) + extra)
        }
        self.buses = buses
        masters = Array(nodes.prefix(count))
        replicas = Array(nodes.dropFirst(count))
        for (place, node) in nodes.enumerated() {
            try node.done(["CLUSTER", "SET-CONFIG-EPOCH", "\(place + 1)"])
            if place > 0 { try node.done(["CLUSTER", "MEET", "127.0.0.1", "\(nodes[0].port)", "\(buses[0])"]) }
            guard place < count else { continue }
            let slots = Self.slotCount * place / count...Self.slotCount * (place + 1) / count - 1
            try node.done(["CLUSTER", "ADDSLOTSRANGE", "\(slots.lowerBound)", "\(slots.upperBound)"])
        }
        try wait("is no cluster") { try nodes.allSatisfy { try $0.isIn(clusterOf: nodes.count) } }
        for (master, replica) in zip(masters, replicas) {
            try replica.done(["CLUSTER", "REPLICATE", try master.nodeID()])
            try wait("has no replica") {
                try replica.command(["INFO", "replication"]).text?.contains("master_link_status:up") == true
            }
        }
    }

    private func wait(_ otherwise: String, _ isThere: () throws -> Bool) throws {
        guard try Patience(.seconds(60)).wait({ () throws -> Bool? in try isThere() ? true : nil }) != nil else {
            throw TestSupportError("the cluster \(otherwise)")
        }
    }

    /// The slot of a key, by the servers' own reckoning.
    public func slot(of key: [UInt8]) throws -> Int { try slots(of: [key])[0] }

    private func slots(of keys: [[UInt8]]) throws -> [Int] {
        let node = masters.first { $0.isRunning } ?? masters[0]
        return try node.pipeline(
            keys.map { RESPCommand(bytes: [Array("CLUSTER".utf8), Array("KEYSLOT".utf8), $0]) }
        ).map { Int($0.number ?? -1) }
    }

    /// The place among the masters of the one that has a slot.
    public func place(of slot: Int) -> Int {
        moved.withLock { $0[slot] } ?? (slot * masters.count + masters.count - 1) / Self.slotCount
    }

    /// The master that has a key's slot.
    public func master(of key: [UInt8]) throws -> RedisServer { masters[place(of: try slot(of: key))] }

    /// Sends commands, each to the master of the key it is about, and gives their answers back in order.
    @discardableResult
    public func pipeline(_ commands: [(key: [UInt8], command: RESPCommand)]) throws -> [RESPValue] {
        let places = try slots(of: commands.map(\.key)).map(place)
        var answers = [RESPValue](repeating: .null, count: commands.count)
        for place in masters.indices {
            let own = places.indices.filter { places[$0] == place }
            guard !own.isEmpty else { continue }
            let found = try masters[place].pipeline(own.map { commands[$0].command })
            for (index, answer) in zip(own, found) { answers[index] = answer }
        }
        return answers
    }

    /// Sends a command to the master of the key it is about.
    @discardableResult
    public func command(_ command: RESPCommand, key: [UInt8]) throws -> RESPValue {
        try pipeline([(key, command)])[0]
    }
}

// MARK: - Moving slots

extension RedisCluster {
    /// Sets a slot on its way: what is in it stays where it is, and what is not there is asked for at the other master.
    public func beginMoving(_ slot: Int, to place: Int) throws {
        let (source, goal) = (masters[self.place(of: slot)], masters[place])
        try goal.done(["CLUSTER", "SETSLOT", "\(slot)", "IMPORTING", try source.nodeID()])
        try source.done(["CLUSTER", "SETSLOT", "\(slot)", "MIGRATING", try goal.nodeID()])
    }

    /// Moves what is under a key of a slot that is on its way.
    public func carry(_ key: [UInt8], to place: Int) throws {
        let words = ["127.0.0.1", "\(masters[place].port)"].map { Array($0.utf8) }
        let end = ["0", "5000", "AUTH2", "curfew-tests", "any"].map { Array($0.utf8) }
        let answer = try master(of: key).command(
            RESPCommand(bytes: [Array("MIGRATE".utf8)] + words + [key] + end))
        guard answer == .status("OK") else { throw TestSupportError("MIGRATE says \(answer)") }
    }

    /// Gives a slot to the other master for good; all of them know it afterwards.
    public func finishMoving(_ slot: Int, to place: Int) throws {
        let goal = try masters[place].nodeID()
        // The new master first: else there would be a moment without any.
        for node in [masters[place]] + masters.filter({ $0.port != masters[place].port }) {
            try node.done(["CLUSTER", "SETSLOT", "\(slot)", "NODE", goal])
        }
        moved.withLock { $0[slot] = place }
    }

    /// Moves a slot and what is under these keys of it.
    public func move(_ slot: Int, with keys: [[UInt8]], to place: Int) throws {
        try beginMoving(slot, to: place)
        for key in keys { try carry(key, to: place) }
        try finishMoving(slot, to: place)
    }

    /// Waits until a replica has become master, and all that are left know it.
    public func hasFailedOver(to replica: RedisServer) throws {
        let nodes = (masters + replicas).filter(\.isRunning)
        try wait("has not failed over") { try nodes.allSatisfy { try $0.knowsMaster(at: replica.port) } }
    }
}

extension RedisServer {
    fileprivate func done(_ command: RESPCommand) throws {
        let answer = try self.command(command)
        guard answer == .status("OK") else { throw TestSupportError("\(command.arguments.count) words: \(answer)") }
    }

    fileprivate func nodeID() throws -> String { try command(["CLUSTER", "MYID"]).text ?? "" }

    fileprivate func isIn(clusterOf count: Int) throws -> Bool {
        let lines = try command(["CLUSTER", "INFO"]).text?.split(whereSeparator: \.isNewline) ?? []
        let wanted: [Substring] = [
            "cluster_state:ok", "cluster_known_nodes:\(count)", "cluster_slots_ok:\(RedisCluster.slotCount)",
        ]
        return wanted.allSatisfy(lines.contains)
    }

    fileprivate func knowsMaster(at port: Int) throws -> Bool {
        guard try command(["CLUSTER", "INFO"]).text?.contains("cluster_state:ok") == true else { return false }
        return try command(["CLUSTER", "SLOTS"]).elements.contains { $0.elements[2].elements[1].number == Int64(port) }
    }
}
