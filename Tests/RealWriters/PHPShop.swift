import FileStore
import MemcachedStore
import Operations
import RedisStore
import SessionFormats
import SessionModel
import StoreKit
import TestSupport

/// Where a real PHP keeps its sessions in these tests, and by which serializer.
struct PHPPlace: Sendable, CustomStringConvertible {
    enum Backend: String, CaseIterable, Sendable { case files, nested, redis, memcached }

    var backend: Backend
    var serializer: PHP.Serializer

    /// Whether it keeps them in files.
    var isFiles: Bool { backend == .files || backend == .nested }

    var description: String { "\(backend.rawValue), \(serializer.rawValue)" }

    /// Every pair whose server and extensions are installed here.
    static let installed: [PHPPlace] = Backend.allCases.flatMap { backend in
        PHP.Serializer.allCases.compactMap { serializer in
            guard serializer != .igbinary || PHP.extensions.contains("igbinary") else { return nil }
            switch backend {
            case .files, .nested: break
            case .redis: guard Tool.redisServer.path != nil, PHP.extensions.contains("redis") else { return nil }
            case .memcached:
                guard Tool.memcached.path != nil, PHP.extensions.contains("memcached") else { return nil }
            }
            return PHPPlace(backend: backend, serializer: serializer)
        }
    }

    /// Those whose sessions may be edited.
    static let editable = installed.filter { $0.serializer != .igbinary }
}

/// Applications of a real PHP and an operator at the store they keep their sessions in.
struct PHPShop: ShopWindow {
    let application: PHP
    /// A second process of the same application.
    let other: PHP
    /// Where both keep their sessions.
    let backend: PHP.Backend
    let target: OpenStore
    let operations: Operations
    let directory: TemporaryDirectory
    private let redis: RedisServer?
    private let memcached: MemcachedServer?

    init(_ place: PHPPlace, lifetime: Int = 1440, locks: Bool = false) async throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        let format = SessionFormat.php
        let driver: StoreDriver
        let address: StoreAddress
        switch place.backend {
        case .files:
            redis = nil
            memcached = nil
            try directory.makeDirectory("sessions")
            backend = .files(directory.file("sessions"))
            driver = .files
            address = StoreAddress(scheme: "file", path: directory.file("sessions"))
        case .nested:
            redis = nil
            memcached = nil
            // PHP makes none of these directories, and takes no session where one is missing.
            for first in Self.letters {
                for second in Self.letters { try directory.makeDirectory("sessions/\(first)/\(second)") }
            }
            backend = .files("2;" + directory.file("sessions"))
            driver = .files
            address = StoreAddress(scheme: "file", path: directory.file("sessions"))
        case .redis:
            let server = try RedisServer()
            redis = server
            memcached = nil
            backend = .redis(port: server.port, locks: locks)
            driver = .redis
            address = Self.address("redis", server.port)
        case .memcached:
            let server = try MemcachedServer()
            redis = nil
            memcached = server
            backend = .memcached(port: server.port)
            driver = .memcached
            address = Self.address("memcached", server.port)
        }
        application = try PHP(backend, serializer: place.serializer, lifetime: lifetime)
        other = try PHP(backend, serializer: place.serializer, lifetime: lifetime)
        let kind: Layout.Kind = place.isFiles ? .files : .keyValue
        let layouts = format.layouts.filter { $0.kind == kind }
        let store = try await driver.open(StoreOpening(address: address, layouts: layouts))
        var context = FormatContext(layouts: layouts)
        context.lifetime = place.isFiles ? Int64(lifetime) * 1000 : nil
        target = OpenStore(name: "shop", store: store, formats: [format], context: context)
        operations = Operations(
            on: target, journal: Journal(directory: directory.file("journal")), person: Operator(login: "kim"),
            now: Clock.wall)
    }

    /// What ids begin with as Debian sets PHP up.
    private static let letters = "0123456789abcdefghijklmnopqrstuv"

    private static func address(_ scheme: String, _ port: Int) -> StoreAddress {
        StoreAddress(scheme: scheme, hosts: [.init("127.0.0.1", port: UInt16(port))])
    }
}
