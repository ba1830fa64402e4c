import FileStore
import MemcachedStore
import MySQLStore
import Operations
import PostgreSQLStore
import RedisStore
import SQLiteStore
import SessionFormats
import SessionModel
import StoreKit
import Synchronization
import TestSupport

/// Where a real Laravel keeps its sessions in these tests, and whether it encrypts them.
struct LaravelPlace: Sendable, CustomStringConvertible {
    enum Backend: String, CaseIterable, Sendable { case files, redis, memcached, sqlite, mariadb, postgresql }

    var backend: Backend
    /// How its sessions are encrypted; nil where they are not.
    var cipher: Laravel.Cipher?

    var description: String { backend.rawValue + (cipher.map { ", \($0.rawValue)" } ?? "") }

    /// The kind of store it is.
    var kind: Layout.Kind {
        switch backend {
        case .files: .files
        case .redis, .memcached: .keyValue
        case .sqlite, .mariadb, .postgresql: .table
        }
    }

    /// Every place whose server and extensions are installed here.
    static let installed = Backend.allCases.map { LaravelPlace(backend: $0) }.filter(\.isInstalled)

    /// Those, one of each kind with each cipher, and one with short keys.
    static let all =
        installed
        + ([.files, .redis, .sqlite].flatMap { backend in
            [Laravel.Cipher.cbc, .gcm].map { LaravelPlace(backend: backend, cipher: $0) }
        } + [LaravelPlace(backend: .files, cipher: .shortCBC), LaravelPlace(backend: .files, cipher: .shortGCM)])
        .filter(\.isInstalled)

    /// The format's layouts for it, with the prefix that the application's keys turn out to have.
    var layouts: [Layout] {
        let layouts = SessionFormat.laravel.layouts.filter { $0.kind == kind }
        let key = SessionKey(prefix + String(repeating: "x", count: 40))
        return layouts.map { layout in
            guard case .keyValue(let keys) = layout else { return layout }
            return keys.narrowed(to: key).map(Layout.keyValue) ?? layout
        }
    }

    /// What Laravel 8 puts in front of its keys by default: the database's prefix, and that of the cache.
    var prefix: String { backend == .redis ? "laravel_database_laravel_cache:" : "laravel_cache:" }

    private var isInstalled: Bool {
        let (tool, needed): (Tool, String) =
            switch backend {
            case .files: (.laravel, "json")
            case .redis: (.redisServer, "redis")
            case .memcached: (.memcached, "memcached")
            case .sqlite: (.laravel, "pdo_sqlite")
            case .mariadb: (.mariadbd, "pdo_mysql")
            case .postgresql: (.postgres, "pdo_pgsql")
            }
        return Tool.laravel.path != nil && tool.path != nil && PHP.extensions.contains(needed)
    }
}

/// An application of a real Laravel and an operator at the store it keeps its sessions in.
struct LaravelShop: ShopWindow {
    let application: Laravel
    /// Where it keeps its sessions.
    let backend: Laravel.Backend
    let target: OpenStore
    let operations: Operations
    private let directory: TemporaryDirectory
    private let servers: [any Sendable]

    private static let mariadb = Result { try MariaDBServer() }
    private static let postgres = Result { try PostgreSQLServer() }
    private static let databases = Mutex(0)

    /// Opens a shop.
    ///
    /// - Parameters:
    ///   - secrets: What the operator knows; the application's key unless said otherwise.
    ///   - layouts: What is known of the place; the prefix of its keys too unless said otherwise.
    init(
        _ place: LaravelPlace, cookieCipher: Laravel.Cipher = .cbc, lifetime: Int = 120, secrets: [Secret]? = nil,
        layouts: [Layout]? = nil
    ) async throws {
        directory = try TemporaryDirectory()
        let driver: StoreDriver
        let address: StoreAddress
        switch place.backend {
        case .files:
            servers = []
            try directory.makeDirectory("sessions")
            backend = .files(directory.file("sessions"))
            driver = .files
            address = StoreAddress(scheme: "file", path: directory.file("sessions"))
        case .redis:
            let server = try RedisServer()
            servers = [server]
            backend = .redis(port: server.port)
            driver = .redis
            address = Self.address("redis", server.port)
        case .memcached:
            let server = try MemcachedServer()
            servers = [server]
            backend = .memcached(port: server.port)
            driver = .memcached
            address = Self.address("memcached", server.port)
        case .sqlite:
            servers = []
            let file = directory.file("app.db")
            try directory.write([], to: "app.db")
            backend = .sqlite(file)
            driver = .sqlite
            address = StoreAddress(scheme: "sqlite", path: file)
        case .mariadb:
            let server = try Self.mariadb.get()
            let name = Self.freshDatabase()
            try server.run("CREATE DATABASE \(name) CHARACTER SET utf8mb4")
            servers = []
            backend = .mysql(port: server.port, database: name)
            driver = .mysql
            address = Self.address("mysql", server.port, user: server.user, path: name)
        case .postgresql:
            let server = try Self.postgres.get()
            let name = Self.freshDatabase()
            try server.run("CREATE DATABASE \(name)")
            servers = []
            backend = .postgresql(port: server.port, password: server.password, database: name)
            driver = .postgresql
            address = Self.address(
                "postgresql", server.port, user: server.user, password: Secret(server.password), path: name)
        }
        application = try Laravel(backend, cipher: place.cipher, cookieCipher: cookieCipher, lifetime: lifetime)
        // It makes its table before it answers.
        _ = try application.read(String(repeating: "0", count: 40))
        let layouts = layouts ?? place.layouts
        let store = try await driver.open(StoreOpening(address: address, layouts: layouts))
        let key = Secret("base64:" + (place.cipher ?? cookieCipher).key)
        var context = FormatContext(layouts: layouts, secrets: secrets ?? [key])
        context.lifetime = Int64(lifetime) * 60_000
        target = OpenStore(name: "shop", store: store, formats: [.laravel], context: context)
        operations = Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
    }

    private static func freshDatabase() -> String {
        databases.withLock { number in
            number += 1
            return "laravel\(number)"
        }
    }

    private static func address(
        _ scheme: String, _ port: Int, user: String? = nil, password: Secret? = nil, path: String = ""
    ) -> StoreAddress {
        StoreAddress(
            scheme: scheme, user: user, password: password, hosts: [.init("127.0.0.1", port: UInt16(port))], path: path)
    }

    /// What a request with that id sees.
    func data(_ id: String) throws -> String {
        guard case .taken(let text) = try application.read(id) else { throw NoSession() }
        return text
    }
}
