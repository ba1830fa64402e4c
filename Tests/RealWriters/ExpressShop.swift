import FileStore
import MongoDBStore
import MySQLStore
import NodeProcessStore
import Operations
import PostgreSQLStore
import RedisStore
import SQLiteStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport

/// An application of a real express-session and an operator at the store it keeps its sessions in.
struct ExpressShop: ShopWindow {
    let application: ExpressSessions
    let target: OpenStore
    let operations: Operations
    private let directory: TemporaryDirectory
    private let servers: [any Sendable]

    init(_ kind: ExpressSessions.Store) async throws {
        directory = try TemporaryDirectory()
        let driver: StoreDriver
        let address: StoreAddress
        var settings: [String: String] = [:]
        func listen(_ port: Int, database: String, user: String) {
            settings = ["port": "\(port)", "database": JSONText.string(database), "user": JSONText.string(user)]
        }
        var inspector: Int?
        switch kind {
        case .memory, .memorystore:
            servers = []
            let port = try FreePort.take()
            inspector = port
            driver = .node
            address = Self.address("node", port)
        case .connectRedis:
            let server = try RedisServer()
            servers = [server]
            listen(server.port, database: "0", user: "")
            driver = .redis
            address = Self.address("redis", server.port)
        case .sessionFileStore:
            servers = []
            settings["directory"] = JSONText.string(try directory.makeDirectory("sessions"))
            driver = .files
            address = StoreAddress(scheme: "file", path: directory.file("sessions"))
        case .connectSQLite3, .connectSessionKnex:
            servers = []
            settings["database"] = JSONText.string(directory.file("app.db"))
            driver = .sqlite
            address = StoreAddress(scheme: "sqlite", path: directory.file("app.db"))
        case .connectPgSimple, .connectSessionKnexPg:
            let server = try PostgreSQLServer()
            servers = [server]
            listen(server.port, database: "postgres", user: server.user)
            settings["password"] = JSONText.string(server.password)
            driver = .postgresql
            address = Self.address(
                "postgresql", server.port, user: server.user, password: Secret(server.password), path: "postgres")
        case .expressMySQLSession, .connectSessionKnexMySQL:
            let server = try MariaDBServer()
            servers = [server]
            try server.run("CREATE DATABASE shop CHARACTER SET utf8mb4")
            listen(server.port, database: "shop", user: server.user)
            driver = .mysql
            address = Self.address("mysql", server.port, user: server.user, path: "shop")
        case .connectMongo, .connectMongoDocument:
            let server = try MongoServer()
            servers = [server]
            listen(server.port, database: "shop", user: "")
            driver = .mongodb
            address = Self.address("mongodb", server.port, path: "shop")
        }
        application = try ExpressSessions(kind, settings: settings, inspector: inspector)
        // Its store makes its table before it answers.
        _ = try application.visit(["id": JSONText.string("none")])
        let layouts = SessionFormat.express.layouts
        let store = try await driver.open(StoreOpening(address: address, layouts: layouts))
        let own = store.layouts ?? layouts.filter { $0.kind == driver.kind }
        let secrets = [Secret(ExpressSessions.secret)]
        target = OpenStore(
            name: "shop", store: store, formats: [.express], context: FormatContext(layouts: own, secrets: secrets))
        operations = Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
    }

    private static func address(
        _ scheme: String, _ port: Int, user: String? = nil, password: Secret? = nil, path: String = ""
    ) -> StoreAddress {
        StoreAddress(
            scheme: scheme, user: user, password: password, hosts: [.init("127.0.0.1", port: UInt16(port))], path: path)
    }

    /// What a visitor has after a request.
    struct Visitor: Sendable {
        var id: String
        /// The cookie that came with the answer, where one did.
        var cookie: String?
        /// What the session holds, as JSON text.
        var data: String?
    }

    /// A visitor's first request.
    func create(_ payload: String, maxAge: Int? = nil) throws -> Visitor {
        var members = ["set": payload]
        members["maxAge"] = maxAge.map { "\($0)" }
        return try visitor(members)
    }

    /// A later request, by the session's id or by a Cookie header; nil where the application has no such session.
    func data(_ id: String, cookie: String? = nil) throws -> String? {
        let found = try visitor(cookie.map { ["cookie": JSONText.string($0)] } ?? ["id": JSONText.string(id)])
        return found.id == id ? found.data : nil
    }

    private func visitor(_ members: [String: String]) throws -> Visitor {
        let answer = try Payload(parsing: try application.visit(members)).root
        return Visitor(
            id: answer.child(.key("id"))?.string ?? "", cookie: answer.child(.key("cookie"))?.string,
            data: answer.child(.key("data"))?.rawText)
    }
}
