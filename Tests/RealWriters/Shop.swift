import BSON
import FileStore
import MongoDBStore
import Operations
import RedisStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport

/// Where the real framework keeps its sessions in these tests.
enum Backend: String, CaseIterable, Sendable, CustomStringConvertible {
    case files, redis, valkey, mongodb

    var description: String { rawValue }

    /// What kind of store it is.
    var kind: Layout.Kind {
        switch self {
        case .files: .files
        case .redis, .valkey: .keyValue
        case .mongodb: .documents
        }
    }

    /// A payload with numbers of every kind that the backend can hold.
    var payload: String {
        let big = self == .mongodb ? "9007199254740993" : "9223372036854775808"
        return #"{"user_id":7,"name":"Zoë","n":1.0,"big":\#(big)}"#
    }

    /// Those whose server is installed here.
    static var installed: [Backend] {
        allCases.filter { backend in
            switch backend {
            case .files: true
            case .redis: Tool.redisServer.path != nil
            case .valkey: Tool.valkeyServer.path != nil
            case .mongodb: Tool.mongod.path != nil && Tool.libmongoc.path != nil
            }
        }
    }
}

/// An application of the real tina4-python and an operator at the store it keeps its sessions in.
struct Shop: ShopWindow {
    let application: Tina4
    let target: OpenStore
    let operations: Operations
    private let directory: TemporaryDirectory
    private let server: RedisServer?
    private static let mongod = Result { try MongoServer(.replicaSet) }

    init(_ backend: Backend, lifetime: Int = 3600) async throws {
        directory = try TemporaryDirectory()
        let format = SessionFormat.tina4
        let store: any SessionStore
        switch backend {
        case .files:
            server = nil
            application = try Tina4(.file(directory.file("sessions")), lifetime: lifetime)
            try directory.makeDirectory("sessions")
            let address = StoreAddress(scheme: "file", path: directory.file("sessions"))
            store = try await StoreDriver.files.open(StoreOpening(address: address, layouts: format.layouts))
        case .redis, .valkey:
            let server = try RedisServer(backend == .redis ? .redis : .valkey)
            self.server = server
            application = try Tina4(
                backend == .redis ? .redis(port: server.port) : .valkey(port: server.port), lifetime: lifetime)
            let address = StoreAddress(
                scheme: backend.rawValue, hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: "0")
            store = try await StoreDriver.redis.open(StoreOpening(address: address, layouts: format.layouts))
        case .mongodb:
            server = nil
            let (port, database) = (try Self.mongod.get().port, "shop\(UInt64.random(in: .min ... .max))")
            application = try Tina4(.mongodb(port: port, database: database), lifetime: lifetime)
            try MongoWire(port: port).run(["create": "sessions"], on: database)
            let address = StoreAddress(
                scheme: "mongodb", hosts: [.init("127.0.0.1", port: UInt16(port))], path: database,
                options: [.init("replicaSet", "rs0")])
            store = try await StoreDriver.mongodb.open(StoreOpening(address: address, layouts: format.layouts))
        }
        let layouts = format.layouts.filter { $0.kind == backend.kind }
        target = OpenStore(name: "shop", store: store, formats: [format], context: FormatContext(layouts: layouts))
        operations = Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
    }
}
