import BSON
import MongoDBStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport

/// A database of its own in one of the servers that the tests share, and a connection beside the product.
final class MongoDatabase: Sendable {
    private static let alone = Result { try MongoServer(.alone) }
    private static let set = Result { try MongoServer(.replicaSet) }
    /// Two doubles of mongos in front of that set, as a deployment has more than one.
    private static let routers = Result {
        let server = try set.get()
        return [try MongosDouble(to: server.port), try MongosDouble(to: server.port)]
    }
    private static let number = Mutex(0)

    let name: String
    let collection: String
    let server: MongoServer
    private let routers: [MongosDouble]
    private let wire = Mutex<MongoWire?>(nil)

    /// Creates a database with an empty collection on a shared server, or on one of the test's own; sharded, the product
    /// finds it behind doubles of mongos.
    init(
        _ kind: MongoServer.Kind, on server: MongoServer? = nil, collection: String = "sessions",
        isSharded: Bool = false
    ) throws {
        routers = isSharded ? try Self.routers.get() : []
        switch kind {
        case .alone: self.server = try server ?? Self.alone.get()
        case .replicaSet: self.server = try server ?? Self.set.get()
        }
        name = Self.number.withLock { number in
            number += 1
            return "test\(number)"
        }
        self.collection = collection
        try run(["create": .string(collection)])
    }

    /// Runs a command on the database.
    @discardableResult
    func run(_ command: BSONDocument, on database: String? = nil) throws -> BSONDocument {
        try wire.withLock { wire in
            do {
                let connection = try wire ?? MongoWire(port: server.port)
                wire = connection
                return try connection.run(command, on: database ?? name)
            } catch {
                wire = nil
                throw error
            }
        }
    }

    /// Forgets the connection, which a restart of the server has ended.
    func reconnect() { wire.withLock { $0 = nil } }

    /// Writes a document over whatever has its `_id`.
    func put(_ document: BSONDocument) throws {
        let id = document["_id"] ?? .null
        try run([
            "update": .string(collection),
            "updates": [["q": ["_id": ["$eq": id]], "u": .document(document), "upsert": true]],
            // A server that is killed keeps it.
            "writeConcern": ["w": 1, "j": true],
        ])
    }

    /// Adds documents.
    func insert(_ documents: [BSONDocument]) throws {
        for start in stride(from: 0, to: documents.count, by: 5000) {
            let batch = documents[start..<min(start + 5000, documents.count)].map { BSONValue.document($0) }
            try run(["insert": .string(collection), "documents": .array(batch)])
        }
    }

    /// The document of an `_id`; nil where there is none.
    func document(_ id: BSONValue) throws -> BSONDocument? {
        let reply = try run(["find": .string(collection), "filter": ["_id": ["$eq": id]], "limit": 1])
        return reply.value(at: ["cursor", "firstBatch", "0"])?.document
    }

    /// Removes the document of an `_id`.
    func remove(_ id: BSONValue) throws {
        try run(["delete": .string(collection), "deletes": [["q": ["_id": ["$eq": id]], "limit": 1]]])
    }

    /// Opens it as the product does.
    func open(
        _ layout: DocumentLayout = .tina4, also more: [DocumentLayout] = [], isReadOnly: Bool = false,
        user: String? = nil, password: String? = nil,
        port: Int? = nil, database: String? = nil, options: [StoreAddress.Option] = [], timeout: Int = 5000
    ) async throws(StoreError) -> any SessionStore {
        let isSet = server.kind == .replicaSet && routers.isEmpty
        let own = isSet ? [StoreAddress.Option("replicaSet", "rs0")] : []
        let ports = port.map { [$0] } ?? (routers.isEmpty ? [server.port] : routers.map(\.port))
        return try await StoreDriver.mongodb.open(
            StoreOpening(
                address: StoreAddress(
                    scheme: "mongodb", user: user, password: password.map { Secret($0) },
                    hosts: ports.map { .init("127.0.0.1", port: UInt16($0)) }, path: database ?? name,
                    options: own + options),
                layouts: ([layout] + more).map { .documents($0) }, isReadOnly: isReadOnly, timeout: timeout))
    }
}

extension DocumentLayout {
    /// Tina4's own.
    static let tina4 = DocumentLayout(
        database: "tina4", expiry: .init("expires_at", unit: .seconds, never: .zero))
    /// One whose key is in a field of its own, as Flask-Session's.
    static let keyed = DocumentLayout(
        id: "id", prefix: "session:", expiry: .init("expiration", unit: .date, never: .missing))
    /// connect-mongo's.
    static let dated = DocumentLayout(expiry: .init("expires", unit: .date, never: .missing))
}
