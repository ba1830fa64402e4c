internal import BSON
internal import CMongo

/// What a server says of itself and of its deployment.
struct ServerFacts: Hashable, Sendable {
    /// How servers of a deployment belong together.
    enum Topology: Hashable, Sendable {
        /// One server that is nobody's copy.
        case alone
        /// A member of a set of copies, of this name.
        case replicaSet(String)
        /// A router in front of several sets.
        case sharded
    }

    /// How the deployment is built.
    var topology: Topology
    /// What it understands: the number that grows with each version.
    var wireVersion: Int
    /// Whether this server takes writes.
    var isWritable: Bool
    /// Its clock, in milliseconds since 1970.
    var time: Int64

    /// Reads the answer to a greeting.
    init(_ hello: BSONDocument) {
        wireVersion = Int(hello["maxWireVersion"]?.integer ?? 0)
        isWritable = (hello["isWritablePrimary"] ?? hello["ismaster"])?.boolean ?? true
        time = hello["localTime"]?.milliseconds ?? 0
        if hello["msg"]?.string == "isdbgrid" {
            topology = .sharded
        } else if let name = hello["setName"]?.string {
            topology = .replicaSet(name)
        } else {
            topology = .alone
        }
    }

    /// Whether a change of several documents can be one step: from 4.0 on, and 4.2 where it is sharded.
    var hasTransactions: Bool {
        switch topology {
        case .alone: false
        case .replicaSet: wireVersion >= 7
        case .sharded: wireVersion >= 8
        }
    }

    /// Whether its changes can be followed: from 3.6 on.
    var hasChangeStreams: Bool { topology != .alone && wireVersion >= 6 }

    /// Whether it can tell how large a document is: from 4.4 on.
    var knowsSizes: Bool { wireVersion >= 9 }
}

extension MongoConnection {
    /// Greets whichever server the address prefers, or its primary.
    func facts(ofPrimary: Bool = false) throws(MongoFailure) -> ServerFacts {
        let way = ofPrimary ? cmongo_read_primary : cmongo_read
        do throws(MongoFailure) {
            return ServerFacts(try run(["hello": 1], on: "admin", way))
        } catch .refused(59, _) {
            // Servers before 4.4 know it by its older name only.
            return ServerFacts(try run(["ismaster": 1], on: "admin", way))
        }
    }
}
