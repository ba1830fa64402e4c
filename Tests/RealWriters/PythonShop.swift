import FileStore
import MemcachedStore
import MongoDBStore
import Operations
import PostgreSQLStore
import RedisStore
import SQLiteStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport

/// Where a real Python framework keeps its sessions in these tests, and how it writes them.
struct PythonPlace: Sendable, CustomStringConvertible {
    enum Backend: String, Sendable { case redis, memcached, mongodb, cachelib, sqlite, postgresql }

    var framework: PythonSessions.Framework
    var backend: Backend
    /// More of the driver's settings, as values of JSON.
    var settings: [String: String] = [:]
    /// Whether what it writes may be edited.
    var isEditable = true

    var description: String {
        ([framework.rawValue, backend.rawValue] + settings.values.sorted()).joined(separator: ", ")
    }

    /// Every place whose framework and server are installed here.
    static let installed: [PythonPlace] = [
        PythonPlace(framework: .flask, backend: .redis),
        PythonPlace(framework: .flask, backend: .redis, settings: ["format": #""json""#]),
        PythonPlace(framework: .flask, backend: .memcached),
        PythonPlace(framework: .flask, backend: .mongodb),
        PythonPlace(framework: .flask, backend: .cachelib, isEditable: false),
        PythonPlace(framework: .flask, backend: .sqlite),
        PythonPlace(framework: .flask, backend: .sqlite, settings: ["format": #""json""#]),
        PythonPlace(framework: .flask, backend: .postgresql),
        PythonPlace(framework: .starsessions, backend: .redis),
        PythonPlace(framework: .starsessions, backend: .redis, settings: ["rolling": "true"]),
        PythonPlace(framework: .django, backend: .redis, isEditable: false),
        PythonPlace(framework: .django, backend: .memcached, isEditable: false),
    ].filter { $0.framework.tool.path != nil && ($0.server?.path != nil || $0.backend == .cachelib) }

    private var server: Tool? {
        switch backend {
        case .redis: .redisServer
        case .memcached: .memcached
        case .mongodb: Tool.libmongoc.path == nil ? nil : .mongod
        case .cachelib: nil
        case .sqlite: .flaskSQLAlchemy
        case .postgresql: Tool.flaskSQLAlchemy.path == nil ? nil : .postgres
        }
    }

    /// Those whose sessions may be edited.
    static let editable = installed.filter(\.isEditable)
}

/// An application of a real Python framework and an operator at the store it keeps its sessions in.
struct PythonShop: ShopWindow {
    let application: PythonSessions
    let target: OpenStore
    let operations: Operations
    private let directory: TemporaryDirectory
    private let servers: [any Sendable]

    init(_ place: PythonPlace, lifetime: Int = 900) async throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        let driver: StoreDriver
        let address: StoreAddress
        var settings = place.settings
        settings["store"] = JSONText.string(place.backend.rawValue)
        switch place.backend {
        case .redis:
            let server = try RedisServer()
            servers = [server]
            settings["port"] = "\(server.port)"
            driver = .redis
            address = Self.address("redis", server.port)
        case .memcached:
            let server = try MemcachedServer()
            servers = [server]
            settings["port"] = "\(server.port)"
            driver = .memcached
            address = Self.address("memcached", server.port)
        case .mongodb:
            let server = try MongoServer()
            servers = [server]
            settings["port"] = "\(server.port)"
            driver = .mongodb
            address = Self.address("mongodb", server.port, path: "flask_session")
        case .cachelib:
            servers = []
            try directory.makeDirectory("sessions")
            settings["directory"] = JSONText.string(directory.file("sessions"))
            driver = .files
            address = StoreAddress(scheme: "file", path: directory.file("sessions"))
        case .sqlite:
            servers = []
            settings["url"] = JSONText.string("sqlite:///\(directory.file("app.db"))")
            driver = .sqlite
            address = StoreAddress(scheme: "sqlite", path: directory.file("app.db"))
        case .postgresql:
            let server = try PostgreSQLServer()
            servers = [server]
            settings["url"] = JSONText.string(server.url())
            driver = .postgresql
            address = StoreAddress(
                scheme: "postgresql", user: server.user, password: Secret(server.password),
                hosts: [.init("127.0.0.1", port: UInt16(server.port))], path: "postgres")
        }
        application = try PythonSessions(place.framework, settings, lifetime: lifetime)
        // The application makes its table before it answers.
        if settings["url"] != nil { _ = try application.read("none") }
        if place.backend == .mongodb { _ = try application.create(#"{"first":1}"#) }
        let format: SessionFormat =
            switch place.framework {
            case .flask: .flaskSession
            case .starsessions: .starsessions
            case .django: .djangoCache
            }
        let layouts = format.layouts.filter { $0.kind == driver.kind }
        let store = try await driver.open(StoreOpening(address: address, layouts: layouts))
        target = OpenStore(
            name: "shop", store: store, formats: [format], context: FormatContext(layouts: layouts))
        operations = Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
    }

    private static func address(_ scheme: String, _ port: Int, path: String = "") -> StoreAddress {
        StoreAddress(scheme: scheme, hosts: [.init("127.0.0.1", port: UInt16(port))], path: path)
    }
}
