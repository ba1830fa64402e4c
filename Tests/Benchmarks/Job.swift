internal import FileStore
internal import FirebirdStore
internal import Glibc
internal import MemcachedStore
internal import MongoDBStore
internal import MySQLStore
internal import Operations
internal import PostgreSQLStore
internal import RedisStore
internal import SQLiteStore
internal import SessionFormats
internal import SessionModel
internal import StoreKit
internal import TestSupport

/// Something that is measured in a process of its own, as its peers are.
enum Job: String {
    /// Lists a Redis into the console's table: PORT PACE.
    case listRedis = "@list-redis"
    /// Lists a Redis again and again until it is ended: PORT PACE.
    case loopRedis = "@loop-redis"
    /// Lists a MongoDB into the console's table: PORT PACE SERVER.
    case listMongo = "@list-mongodb"
    /// Lists a Memcached into the console's table: PORT SERVER.
    case listMemcached = "@list-memcached"
    /// Lists a directory into the console's table: PATH.
    case listFiles = "@list-files"
    /// Lists a database's table into the console's: SERVER SCHEME TABLE PATH, or SERVER SCHEME TABLE PORT USER PASSWORD
    /// DATABASE.
    case listTable = "@list-table"

    /// Runs it and prints wall and processor milliseconds, the count, the bytes of memory a session, when the first rows
    /// came, and the milliseconds that the processor worked for the server meanwhile, whose process SERVER is (0 for none).
    func run(_ arguments: [String]) async throws {
        switch self {
        case .listRedis: print(try await Job.list(try await Job.redis(arguments[0]), arguments[1], .keyValue))
        case .loopRedis:
            let store = try await Job.redis(arguments[0])
            while true { _ = try await Job.list(store, arguments[1], .keyValue) }
        case .listMongo:
            let address = StoreAddress(
                scheme: "mongodb", hosts: [.init("127.0.0.1", port: UInt16(arguments[0]))], path: "tina4")
            let opening = StoreOpening(address: address, layouts: SessionFormat.tina4.layouts)
            print(
                try await Job.list(
                    try await StoreDriver.mongodb.open(opening), arguments[1], .documents, server: Int(arguments[2])))
        case .listMemcached:
            let address = StoreAddress(scheme: "memcached", hosts: [.init("127.0.0.1", port: UInt16(arguments[0]))])
            let opening = StoreOpening(address: address, layouts: SessionFormat.tina4.layouts)
            print(
                try await Job.list(
                    try await StoreDriver.memcached.open(opening), "full", .keyValue, server: Int(arguments[1])))
        case .listFiles:
            let layouts = Job.fileFormats.flatMap(\.layouts).filter { $0.kind == .files }
            let opening = StoreOpening(
                address: StoreAddress(scheme: "file", path: arguments[0]), layouts: layouts)
            let store = try await StoreDriver.files.open(opening)
            print(try await Job.list(store, "full", .files, formats: Job.fileFormats))
        case .listTable:
            let store = try await Job.table(Array(arguments.dropFirst()))
            print(try await Job.list(store, "full", .table, server: Int(arguments[0])))
        }
    }

    /// The formats that a directory is read by where nobody names one.
    private static let fileFormats = SessionFormat.all.filter { $0.layouts.contains { $0.kind == .files } }

    /// Starts this program again with a job.
    func figures(_ arguments: [String]) throws -> [Double] {
        try Peer.words(Job.program, [rawValue] + arguments).compactMap(Double.init)
    }

    /// Starts this program again with a job that goes on until it is ended.
    func start(_ arguments: [String]) throws -> RunningProgram {
        try ProgramRun.start([rawValue] + arguments, program: Job.program)
    }

    private static let program: String = {
        guard let path = realpath("/proc/self/exe", nil) else { return "/proc/self/exe" }
        defer { free(path) }
        return String(cString: path)
    }()

    /// Opens a Redis on loopback as the console does.
    static func redis(_ port: String) async throws -> any SessionStore {
        let address = StoreAddress(scheme: "redis", hosts: [.init("127.0.0.1", port: UInt16(port))], path: "0")
        return try await StoreDriver.redis.open(
            StoreOpening(address: address, layouts: SessionFormat.tina4.layouts))
    }

    /// Opens a database as the console does.
    private static func table(_ arguments: [String]) async throws -> any SessionStore {
        var address = StoreAddress(
            scheme: arguments[0], path: arguments[arguments.count - 1], options: [.init("table", arguments[1])])
        if arguments.count > 3 {
            address.hosts = [.init("127.0.0.1", port: UInt16(arguments[2]))]
            address.user = arguments[3]
            address.password = arguments[4].isEmpty ? nil : Secret(arguments[4])
        }
        let drivers: [StoreDriver] = [.sqlite, .postgresql, .mysql, .firebird]
        guard let driver = drivers.first(where: { $0.schemes.contains(arguments[0]) }) else {
            throw TestSupportError("there is no store for \(arguments[0])")
        }
        return try await driver.open(StoreOpening(address: address, layouts: SessionFormat.tina4.layouts))
    }

    private static func list(
        _ store: any SessionStore, _ pace: String, _ kind: Layout.Kind, formats: [SessionFormat] = [.tina4],
        server: Int? = nil
    ) async throws -> String {
        let pace: ScanRequest.Pace = pace == "full" ? .full : .polite
        // As the console asks: each format by its own places in this kind of store.
        var context = FormatContext(layouts: formats.flatMap(\.layouts).filter { $0.kind == kind })
        context.layoutsByFormat = Dictionary(
            uniqueKeysWithValues: formats.map { ($0.name, $0.layouts.filter { $0.kind == kind }) })
        let target = OpenStore(name: "benchmark", store: store, formats: formats, context: context)
        let request = ScanRequest(pace: pace, asksForModification: true, glance: target.glance)
        let estimate = try await store.examine().estimatedCount ?? 0
        let served = server.map(ProcessFacts.servedTime) ?? 0
        let (memory, processor, start) = (ProcessFacts.residentBytes, Clock.processor, Clock.nanoseconds)
        var harness = ConsoleHarness(expecting: estimate)
        let (pages, continuation) = AsyncStream<RecordPage>.makeStream()
        let scan = Task {
            defer { continuation.finish() }
            try await store.scan(request) { continuation.yield($0) }
        }
        var first: Double?
        var count = 0
        for await page in pages {
            count += page.count
            harness.take(page)
            if first == nil { first = Double(Clock.nanoseconds - start) / 1e6 }
        }
        try await scan.value
        harness.endListing()
        let wall = Double(Clock.nanoseconds - start) / 1e6
        let used = Double(Clock.processor - processor) / 1e6
        let grown = Double(ProcessFacts.residentBytes - memory)
        let listing = "\(wall) \(used) \(count) \(grown / Double(max(count, 1))) \(first ?? 0)"
        guard let server else { return listing }
        // A worker of the server's is counted when it was waited for.
        usleep(20_000)
        return "\(listing) \(ProcessFacts.servedTime(of: server) - served)"
    }
}
